import { RequestError, type RequestErrorCode } from './request-error.ts'

export interface RequestOptions {
  signal?: AbortSignal
}

export interface ClientOptions {
  /** Default: the browser's. */
  fetch?: typeof fetch
  /** Sent with each request, such as a CMS's bearer token; a function is asked anew each time. */
  headers?: Record<string, string> | (() => Record<string, string> | Promise<Record<string, string>>)
}

export type SendRequest = (
  method: string,
  path: string,
  body?: unknown,
  options?: RequestOptions,
) => Promise<{ status: number; value: unknown }>

/** Longer than any single step of the server takes; a conversion answers "pending" before. */
const timeoutMilliseconds = 120_000

/** Sends JSON below `base` and reads JSON. Throws {@link RequestError}; an abort by the caller is thrown as it is. */
export function requestSender(base: string, options: ClientOptions = {}): SendRequest {
  const root = base.replace(/\/+$/, '')
  return async (method, path, body, { signal } = {}) => {
    const headers = typeof options.headers === 'function' ? await options.headers() : options.headers
    const timeout = AbortSignal.timeout(timeoutMilliseconds)
    let response: Response
    let text: string
    try {
      response = await (options.fetch ?? fetch)(`${root}${path}`, {
        method,
        headers: {
          Accept: 'application/json',
          ...headers,
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        credentials: 'same-origin',
        signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      })
      text = await response.text()
    } catch (cause) {
      if (signal?.aborted === true) throw cause
      throw new RequestError('offline', 0, 'The site did not answer. Check your connection and try again.', { cause })
    }
    const value = parseJson(text)
    if (response.ok && (value !== undefined || text === '')) return { status: response.status, value }
    throw errorOf(response.status, value)
  }
}

function parseJson(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const codeOfStatus: Readonly<Record<number, RequestErrorCode>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  413: 'too_large',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
}

/** An error of the door has `error.code` and `error.message`; a CMS or a proxy before it answers in its own way. */
function errorOf(status: number, value: unknown): RequestError {
  const error = isRecord(value) && isRecord(value.error) ? value.error : {}
  if (typeof error.code === 'string' && typeof error.message === 'string') {
    const detail = isRecord(error.detail) ? error.detail : undefined
    return new RequestError(error.code as RequestErrorCode, status, error.message, { detail })
  }
  return new RequestError(
    codeOfStatus[status] ?? 'answer_invalid',
    status,
    `The site gave an unexpected answer (HTTP ${status}). Reload the page; if that does not help, tell an administrator.`,
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
