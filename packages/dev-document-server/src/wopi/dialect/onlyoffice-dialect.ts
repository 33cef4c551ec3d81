import { randomUUID } from 'node:crypto'
import { encodeUtf7 } from '../utf7.ts'
import { endpointOf, overrideOf, type SaveFlags, type WopiCall, type WopiDialect } from '../wopi-call.ts'

type Lines = (readonly [name: string, value: string])[]

/** Headers of ONLYOFFICE Docs 9.3 as recorded; those of RenameFile and PutRelativeFile by its published source (ONLYOFFICE/server: DocService/sources/wopiClient.js). */
export function onlyofficeDialect(options: { version: string }): WopiDialect {
  return {
    proofPairs: 2,
    url: (call) => `${endpointOf(call)}?access_token=${encodeURIComponent(call.target.access.token)}`,
    lockId: (documentKey) => documentKey,
    headers(call, { url, ticks, proof }) {
      const override = overrideOf(call.operation)
      const contentType = call.contentType ?? (override === null ? undefined : 'application/x-www-form-urlencoded')
      const last: Lines = [
        ['Accept-Encoding', 'gzip, compress, deflate, br'],
        ['Host', new URL(url).host],
      ]
      return [
        ['Accept', 'application/json, text/plain, */*'],
        ...optional('Content-Type', contentType),
        ['User-Agent', 'Node.js/6.13'],
        ['Connection', 'Keep-Alive'],
        ...optional('X-WOPI-Override', override),
        ...operationHeaders(call),
        ...(proof === null ? [] : proofHeaders(proof)),
        ['X-WOPI-TimeStamp', String(ticks)],
        ['X-WOPI-ClientVersion', options.version],
        ['X-WOPI-CorrelationId', randomUUID()],
        ['X-WOPI-SessionId', call.target.sessionId],
        ...(call.save === undefined ? [] : saveHeaders(call.save)),
        ...(call.body === undefined ? [] : [['Content-Length', String(call.body.length)] as const]),
        ...last,
        ...(call.body === undefined && override !== null ? [['Content-Length', '0'] as const] : []),
      ]
    },
  }
}

function operationHeaders(call: WopiCall): Lines {
  const name = call.name === undefined ? undefined : encodeUtf7(call.name)
  return [
    ...optional('X-WOPI-SessionContext', call.sessionContext),
    ...optional('X-WOPI-MaxExpectedSize', call.maxExpectedSize?.toString()),
    ...optional('X-WOPI-Lock', call.lock),
    ...optional('X-WOPI-Editors', call.save?.editors),
    ...optional('X-WOPI-RequestedName', call.operation === 'RenameFile' ? name : undefined),
    ...optional('X-WOPI-SuggestedTarget', call.operation === 'PutRelativeFile' ? name : undefined),
    ...optional('X-WOPI-FileConversion', call.isConversion ? 'true' : undefined),
  ]
}

/** Its HTTP client leaves headers out whose value is `false`. */
function saveHeaders(save: SaveFlags): Lines {
  return [
    ...optional('X-LOOL-WOPI-IsModifiedByUser', save.isModifiedByUser ? 'true' : undefined),
    ...optional('X-LOOL-WOPI-IsAutosave', save.isAutosave ? 'true' : undefined),
    ...optional('X-LOOL-WOPI-IsExitSave', save.isExitSave ? 'true' : undefined),
    ...optional('X-LOOL-WOPI-Timestamp', save.timestamp),
  ]
}

function proofHeaders({ proof, proofOld }: { proof: string; proofOld: string }): Lines {
  return [
    ['X-WOPI-Proof', proof],
    ['X-WOPI-ProofOld', proofOld],
  ]
}

function optional(name: string, value: string | null | undefined): Lines {
  return value === undefined || value === null ? [] : [[name, value]]
}
