import { randomBytes } from 'node:crypto'
import { encodeUtf7 } from '../utf7.ts'
import { endpointOf, overrideOf, type SaveFlags, type WopiCall, type WopiDialect } from '../wopi-call.ts'

type Lines = (readonly [name: string, value: string])[]

/**
 * Headers of Collabora Online. With the `LOOL` spelling they are those of a recorded LibreOffice Online of 2020; `COOL` has the new names, a server id, and a
 * lock on RenameFile (CollaboraOnline/online: wsd/wopi).
 */
export function collaboraDialect(options: { spelling: 'COOL' | 'LOOL'; version: string }): WopiDialect {
  const { spelling } = options
  const isNew = spelling === 'COOL'
  const serverId = randomBytes(4).toString('hex')
  const agent = isNew ? `COOLWSD WOPI Agent ${options.version}` : 'LOOLWSD WOPI Agent master..'
  return {
    proofPairs: 1,
    url({ target, ...call }) {
      const { token, ttl, permission } = target.access
      const address = `${endpointOf({ target, ...call })}?access_token=${encodeURIComponent(token)}&access_token_ttl=${encodeURIComponent(ttl)}`
      return permission === undefined ? address : `${address}&permission=${encodeURIComponent(permission)}`
    },
    lockId: () => `${spelling.toLowerCase()}-lock${randomBytes(4).toString('hex')}`,
    headers(call, { url, ticks, proof }) {
      const override = call.operation === 'RefreshLock' ? 'LOCK' : overrideOf(call.operation)
      return [
        ['User-Agent', agent],
        ['Authorization', `Bearer ${call.target.access.token}`],
        ...(isNew ? [['X-COOL-WOPI-ServerId', serverId] as const] : []),
        ...(proof === null
          ? []
          : ([
              ['X-WOPI-TimeStamp', String(ticks)],
              ['X-WOPI-Proof', proof.proof],
              ['X-WOPI-ProofOld', proof.proofOld],
            ] as const)),
        ...optional('X-WOPI-Override', override),
        ...optional('X-WOPI-Lock', call.operation === 'RenameFile' && !isNew ? undefined : call.lock),
        ...(call.save === undefined ? [] : saveHeaders(spelling, call.save)),
        ...optional(`X-${spelling}-WOPI-ExtendedData`, call.extendedData),
        ...nameHeaders(call, isNew),
        ...(call.body === undefined ? [] : [['Content-Type', 'application/octet-stream'] as const]),
        ...(override === null ? [] : [['Content-Length', String(call.body?.length ?? 0)] as const]),
        ['Connection', 'Close'],
        ['Host', new URL(url).host],
      ]
    },
  }
}

function nameHeaders(call: WopiCall, isNew: boolean): Lines {
  if (call.name === undefined) return []
  if (call.operation === 'RenameFile') return [['X-WOPI-RequestedName', encodeUtf7(call.name, { cutEnd: !isNew })]]
  return [
    ['X-WOPI-Size', String(call.body?.length ?? 0)],
    ['X-WOPI-SuggestedTarget', encodeUtf7(call.name, { cutEnd: !isNew })],
  ]
}

function saveHeaders(spelling: 'COOL' | 'LOOL', save: SaveFlags): Lines {
  return [
    [`X-${spelling}-WOPI-IsModifiedByUser`, String(save.isModifiedByUser)],
    [`X-${spelling}-WOPI-IsAutosave`, String(save.isAutosave)],
    [`X-${spelling}-WOPI-IsExitSave`, String(save.isExitSave)],
    ...optional(`X-${spelling}-WOPI-ExtendedData`, save.extendedData),
    ...optional(
      `X-${spelling}-WOPI-Timestamp`,
      save.timestamp === null || spelling === 'COOL' ? save.timestamp : inMicroseconds(save.timestamp),
    ),
  ]
}

/** Builds before 2021 parse the host's time and write it again; what they cannot parse becomes 1970. */
export function inMicroseconds(time: string): string {
  const [, seconds, fraction = ''] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?Z?$/.exec(time) ?? []
  if (seconds === undefined) return '1970-01-01T00:00:00.000000Z'
  return `${seconds}.${fraction.slice(0, 6).padEnd(6, '0')}Z`
}

function optional(name: string, value: string | null | undefined): Lines {
  return value === undefined || value === null ? [] : [[name, value]]
}
