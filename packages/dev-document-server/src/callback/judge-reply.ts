/** `retry`: asked again for 2 and 3; `refused`: given up at once. */
export type Verdict = 'accepted' | 'retry' | 'refused'

/**
 * What a host's reply means. Only HTTP 200 with JSON whose `error` equals 0 (loosely) is success; 429 and 5xx ask for
 * a retry; all else is final. ONLYOFFICE/server: DocService/sources/canvasservice.js, `callbackBackoffOptions`.
 */
export function judgeReply(status: number, text: string): Verdict {
  if (status === 429 || (status >= 500 && status <= 599)) return 'retry'
  if (status !== 200) return 'refused'
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed !== 'object' || parsed === null) return 'refused'
    const error = (parsed as { error?: unknown }).error
    return error === 0 || error === '0' || error === false || error === '' ? 'accepted' : 'refused'
  } catch {
    return 'refused'
  }
}
