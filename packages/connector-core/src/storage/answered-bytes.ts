import { HostError } from '../errors.ts'
import type { ByteRange } from '../host.ts'

/** How long a storage may take to begin an answer, and then between two pieces of it. */
const answerTimeoutMilliseconds = 30_000

export interface AnsweredBytesOptions {
  /** What people call the file. */
  name: string
  /** The storage, in the middle of a sentence: `the Media Library's storage`. */
  storage: string
  /** Asks the storage; null: it has no such file. `headers` hold the range, if one is wanted. */
  ask(request: { headers: Record<string, string>; signal: AbortSignal }): Promise<Response | null>
  range?: ByteRange
  signal?: AbortSignal
}

/**
 * Bytes of a file as an object storage's HTTP answer gives them: a storage that ignores the range is read and cut, one that ends early or falls silent for
 * half a minute ends in an error. Throws `not_found`, `unavailable`.
 */
export async function answeredBytes({
  name,
  storage,
  ask,
  range,
  signal,
}: AnsweredBytesOptions): Promise<{ size: number | null; body: AsyncGenerator<Uint8Array> }> {
  const failed = (cause: unknown): HostError =>
    new HostError(
      'unavailable',
      `${capital(storage)} did not deliver ${name}. Try again; the server log has the cause.`,
      { cause },
    )
  const idle = new AbortController()
  const abort = signal === undefined ? idle.signal : AbortSignal.any([signal, idle.signal])
  /** Not every source of an answer heeds a signal. */
  async function inTime<T>(work: Promise<T>): Promise<T> {
    const timer = setTimeout(() => idle.abort(), answerTimeoutMilliseconds)
    let stop = () => {}
    const aborted = new Promise<never>((_, reject) => {
      stop = () => reject(abort.reason)
      if (abort.aborted) stop()
      else abort.addEventListener('abort', stop, { once: true })
    })
    try {
      return await Promise.race([work, aborted])
    } finally {
      clearTimeout(timer)
      abort.removeEventListener('abort', stop)
    }
  }

  let response: Response | null
  try {
    const headers = {
      'accept-encoding': 'identity',
      ...(range === undefined ? {} : { range: `bytes=${range.start}-${range.end}` }),
    }
    response = await inTime(ask({ headers, signal: abort }))
  } catch (cause) {
    throw signal?.aborted ? cause : failed(cause)
  }
  if (response === null || response.status === 404 || response.status === 410) {
    await response?.body?.cancel()
    throw new HostError('not_found', `${name} is listed, but ${storage} has no such file.`)
  }
  if (response.status !== 200 && !(response.status === 206 && range !== undefined)) {
    await response.body?.cancel()
    throw failed(new Error(`The storage answered ${response.status}`))
  }
  const length = response.headers.get('content-length')
  const reader = (response.body ?? new Blob([]).stream()).getReader()
  const wanted = range === undefined ? null : range.end - range.start + 1

  async function* body(skip: number): AsyncGenerator<Uint8Array> {
    let toSkip = skip
    let given = 0
    let arrived = 0
    try {
      while (wanted === null || given < wanted) {
        const { done, value } = await inTime(reader.read())
        if (done) break
        arrived += value.byteLength
        let piece = value.subarray(Math.min(toSkip, value.byteLength))
        toSkip -= value.byteLength - piece.byteLength
        if (wanted !== null && given + piece.byteLength > wanted) piece = piece.subarray(0, wanted - given)
        given += piece.byteLength
        if (piece.byteLength > 0) yield piece
      }
      const short = wanted === null ? length !== null && arrived !== Number(length) : given !== wanted
      if (short) throw new Error('The storage ended the file early')
    } catch (cause) {
      throw signal?.aborted ? cause : failed(cause)
    } finally {
      await reader.cancel().catch(() => {})
    }
  }
  return {
    size: range === undefined && length !== null ? Number(length) : null,
    body: body(response.status === 206 ? 0 : (range?.start ?? 0)),
  }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
