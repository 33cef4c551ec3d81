import type { Misbehaving } from '../misbehaviour.ts'
import type { ResolvedOptions } from '../options.ts'
import { type OutgoingRequest, sendRequest } from '../outgoing/send-request.ts'
import { recordWire, type WireEntry } from '../wire-log.ts'
import { collaboraDialect } from './dialect/collabora-dialect.ts'
import { onlyofficeDialect } from './dialect/onlyoffice-dialect.ts'
import { type ProofKeys, toTicks } from './proof-keys.ts'
import { overrideOf, type WopiAnswer, type WopiCall, type WopiDialect } from './wopi-call.ts'
import type { WopiFlavour } from './wopi-options.ts'

/** A proof that the host must not accept any more: its window is 20 minutes. */
const staleProofMs = 30 * 60_000

/** Calls hosts as one of the flavours. Nothing is ever sent twice, unless a misbehaviour asks for it. */
export interface WopiClient {
  /** Never rejects: without an answer the status is `null`. */
  call(flavour: WopiFlavour, call: WopiCall): Promise<WopiAnswer>
  lockId(flavour: WopiFlavour, documentKey: string): string
}

export function createWopiClient(context: {
  options: ResolvedOptions
  proofKeys: ProofKeys
  misbehaving: Misbehaving
  log: WireEntry[]
}): WopiClient {
  const { options, proofKeys, misbehaving, log } = context
  const { version } = options
  const dialects: Readonly<Record<WopiFlavour, WopiDialect>> = {
    onlyoffice: onlyofficeDialect({ version }),
    collabora: collaboraDialect({ spelling: options.wopi.spelling, version }),
  }

  async function prepare(dialect: WopiDialect, call: WopiCall): Promise<OutgoingRequest> {
    const faults = misbehaving.current().wopi ?? {}
    const url = dialect.url(call)
    const at = options.now().getTime() - (faults.proof === 'stale' ? staleProofMs : 0)
    const ticks = toTicks(new Date(at))
    let proof: { proof: string; proofOld: string } | null = null
    if (options.wopi.proofKeys && faults.proof !== 'missing') {
      const proven = { accessToken: call.target.access.token, url, ticks }
      proof = await proofKeys.prove(
        faults.proof === 'wrong' ? { ...proven, accessToken: 'of another file' } : proven,
        dialect.proofPairs,
      )
    }
    const wrong = call.lock !== undefined && faults.lock !== undefined && call.operation !== 'Lock'
    const sent = {
      ...call,
      ...(wrong ? { lock: faults.lock } : {}),
      ...(call.save !== undefined && faults.timestamp !== undefined
        ? { save: { ...call.save, timestamp: faults.timestamp } }
        : {}),
    }
    const isPut = call.operation === 'PutFile'
    return {
      method: overrideOf(call.operation) === null ? 'GET' : 'POST',
      url,
      headers: dialect.headers(sent, { url, ticks, proof }),
      isComplete: true,
      body: call.body,
      timeoutMs: options.wopi.requestTimeoutMs,
      maxBytes: options.maxDownloadBytes,
      toFile: call.toFile,
      cut: isPut && (faults.dropPutFile === 'halfway' ? 'halfway' : faults.dropPutFile === 'before the answer'),
      secretHeader: 'Authorization',
    }
  }

  async function send(call: WopiCall, request: OutgoingRequest): Promise<WopiAnswer> {
    const entry: WireEntry = {
      kind: 'wopi',
      operation: call.operation,
      at: options.now(),
      method: request.method,
      url: request.url,
      headers: request.headers,
      status: null,
      answer: '',
    }
    recordWire(log, entry)
    try {
      const { status, headers, text } = await sendRequest(request)
      entry.status = status
      entry.answer = text
      return { status, headers, json: readJson(text) }
    } catch (error) {
      entry.error = error instanceof Error ? error.message : String(error)
      return { status: null, headers: {}, json: {} }
    }
  }

  return {
    lockId: (flavour, documentKey) => dialects[flavour].lockId(documentKey),
    async call(flavour, call) {
      const request = await prepare(dialects[flavour], call)
      const answer = await send(call, request)
      if (call.operation === 'PutFile' && misbehaving.current().wopi?.repeatPutFile) await send(call, request)
      return answer
    },
  }
}

function readJson(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : {}
  } catch {
    return {}
  }
}
