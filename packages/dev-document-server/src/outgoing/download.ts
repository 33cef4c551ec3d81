import { setTimeout as sleep } from 'node:timers/promises'
import type { Outbox } from './../jwt/outbox.ts'
import type { ResolvedOptions } from '../options.ts'
import { recordWire, type WireEntry } from '../wire-log.ts'
import { AnswerTooLarge, RequestTimedOut, sendRequest } from './send-request.ts'

export type DownloadResult = { ok: true; bytes: number } | { ok: false; reason: 'failed' | 'tooLarge' }

export interface DownloadLimits {
  /** Below the server's own limit; default: that limit. */
  maxBytes?: number
  /** `false`: the address authorises itself, no token of ours goes along. */
  isSigned?: boolean
}

/** Fetches host files as the converter does. */
export type Download = (url: string, toFile: string, limits?: DownloadLimits) => Promise<DownloadResult>

/**
 * GET with the header token `{ payload: { url } }`; only 200 and 206 count. Three attempts, a pause between them, none
 * after a timeout. ONLYOFFICE docs: outgoing requests; `converter.downloadAttemptMaxCount`.
 */
export function createDownload(context: { options: ResolvedOptions; outbox: Outbox; log: WireEntry[] }): Download {
  const { options, outbox, log } = context
  return async (url, toFile, { maxBytes = options.maxDownloadBytes, isSigned = true } = {}) => {
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      if (attempt > 1) await sleep(options.downloadRetryMs)
      const entry: WireEntry = { kind: 'download', at: options.now(), method: 'GET', url, status: null, answer: '' }
      recordWire(log, entry)
      const token = isSigned ? outbox.sign({ payload: { url } }) : null
      try {
        const answer = await sendRequest({
          method: 'GET',
          url,
          headers: [
            ['Accept', 'application/json, text/plain, */*'],
            ['User-Agent', 'Node.js/6.13'],
            ['Connection', 'Keep-Alive'],
            ...(token === null ? [] : [[outbox.header, `Bearer ${token}`] as const]),
          ],
          timeoutMs: options.downloadTimeoutMs,
          maxBytes: Math.min(maxBytes, options.maxDownloadBytes),
          toFile,
          secretHeader: outbox.header,
        })
        entry.status = answer.status
        if (answer.status === 200 || answer.status === 206) return { ok: true, bytes: answer.bytes }
      } catch (error) {
        entry.error = error instanceof Error ? error.message : String(error)
        if (error instanceof AnswerTooLarge) return { ok: false, reason: 'tooLarge' }
        if (error instanceof RequestTimedOut) return { ok: false, reason: 'failed' }
      }
    }
    return { ok: false, reason: 'failed' }
  }
}
