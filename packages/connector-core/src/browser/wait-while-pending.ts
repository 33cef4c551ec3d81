import { RequestError } from './request-error.ts'
import type { RequestOptions } from './send-request.ts'

export interface WaitOptions extends RequestOptions {
  /** Called with 0 to 100 while the server is still at work, as far as it tells. */
  onProgress?(percent: number): void
  /** Longest wait in all. Default: 30 minutes, as long as Document Server itself tries. */
  timeoutSeconds?: number
}

const firstPauseMilliseconds = 500
const longestPauseMilliseconds = 5000

/**
 * Repeats a request that answers 202 (`{ pending: true, percent? }`) with growing pauses until it answers something else.
 * Throws what `ask` throws, and `document_server_timeout` after the longest wait.
 */
export async function waitWhilePending(
  ask: () => Promise<{ status: number; value: unknown }>,
  { signal, onProgress, timeoutSeconds = 1800 }: WaitOptions = {},
): Promise<unknown> {
  const end = Date.now() + timeoutSeconds * 1000
  for (let pause = firstPauseMilliseconds; ; pause = Math.min(pause * 1.5, longestPauseMilliseconds)) {
    signal?.throwIfAborted()
    const { status, value } = await ask()
    if (status !== 202) return value
    const percent = (value as { percent?: unknown } | undefined)?.percent
    if (typeof percent === 'number') onProgress?.(Math.min(Math.max(Math.round(percent), 0), 100))
    if (Date.now() + pause > end) {
      throw new RequestError('document_server_timeout', 504, 'ONLYOFFICE Docs did not finish in time. Try again later.')
    }
    await sleep(pause, signal)
  }
}

function sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, milliseconds)
    signal?.addEventListener('abort', stop, { once: true })
  })
}
