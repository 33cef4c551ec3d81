import { setTimeout as sleep } from 'node:timers/promises'
import type { Outbox } from '../jwt/outbox.ts'
import type { Misbehaving } from '../misbehaviour.ts'
import type { ResolvedOptions } from '../options.ts'
import { sendRequest } from '../outgoing/send-request.ts'
import { recordWire, type WireEntry } from '../wire-log.ts'
import { type CallbackEvent, callbackBody, orderedEvent } from './event.ts'
import { judgeReply, type Verdict } from './judge-reply.ts'

/** From this length on the header token and the plain JSON lose `changesurl` and `history`; only the body token keeps them. */
const headerTokenLimit = 7168

/** Sends one callback, once, and says what the host's answer means. `onSent`: the request is on its way. */
export type Deliver = (url: string, event: CallbackEvent, onSent?: () => void) => Promise<Verdict>

/** A callback as it went over the wire, so that it can be replayed. */
export interface SentCallback {
  url: string
  body: string
  headerToken: string | null
}

export interface Delivery {
  deliver: Deliver
  /** Sends the last callback again, byte for byte. */
  replayLast(): Promise<{ status: number; text: string } | null>
}

/** ONLYOFFICE docs: "Callback handler"; header names and order as seen from version 9.3. */
export function createDelivery(context: {
  options: ResolvedOptions
  outbox: Outbox
  log: WireEntry[]
  misbehaving: Misbehaving
}): Delivery {
  const { options, outbox, log, misbehaving } = context
  let last: SentCallback | null = null

  function send(sent: SentCallback, cut: boolean, onSent?: () => void) {
    const { headerToken } = sent
    return sendRequest({
      method: 'POST',
      url: sent.url,
      headers: [
        ['Accept', 'application/json, text/plain, */*'],
        ['Content-Type', 'application/json'],
        ['User-Agent', 'Node.js/6.13'],
        ['Connection', 'Keep-Alive'],
        ...(headerToken === null ? [] : [[outbox.header, `Bearer ${headerToken}`] as const]),
      ],
      body: sent.body,
      timeoutMs: options.callbackTimeoutMs,
      maxBytes: 1_048_576,
      secretHeader: outbox.header,
      cut,
      onSent,
    })
  }

  return {
    async deliver(url, event, onSent) {
      const faults = misbehaving.current()
      if (faults.delayMs !== undefined) await sleep(faults.delayMs)
      const whole = orderedEvent({
        ...event,
        ...(event.url !== undefined && faults.foreignUrl !== undefined ? { url: faults.foreignUrl } : {}),
        ...(event.filetype !== undefined && faults.wrongFiletype !== undefined
          ? { filetype: faults.wrongFiletype }
          : {}),
      })
      const sent = sign(whole, url)
      last = sent
      const body = JSON.parse(sent.body)
      const entry: WireEntry = {
        kind: 'callback',
        at: options.now(),
        method: 'POST',
        url,
        body,
        claims: { ...whole },
        status: null,
        answer: '',
      }
      recordWire(log, entry)
      try {
        const answer = await send(sent, misbehaving.takeDrop(), onSent)
        entry.status = answer.status
        entry.answer = answer.text
        if (faults.replayLastCallback) await send(sent, false).catch(() => {})
        return judgeReply(answer.status, answer.text)
      } catch (error) {
        entry.error = error instanceof Error ? error.message : String(error)
        return 'retry'
      }
    },
    async replayLast() {
      if (last === null) return null
      const { status, text } = await send(last, false)
      return { status, text }
    },
  }

  function sign(event: CallbackEvent, url: string): SentCallback {
    let shown = event
    let headerToken = outbox.sign({ payload: shown })
    if (headerToken !== null && headerToken.length >= headerTokenLimit) {
      shown = { ...event, history: event.history === undefined ? undefined : {}, changesurl: undefined }
      headerToken = outbox.sign({ payload: JSON.parse(JSON.stringify(shown)) })
    }
    return { url, headerToken, body: JSON.stringify(callbackBody(shown, outbox.sign(event))) }
  }
}
