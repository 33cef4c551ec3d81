/** A time limit joined with a caller's signal. */
export interface Deadline {
  signal: AbortSignal
  /** Ends the limit; call it once the work is over. */
  clear(): void
}

/** Aborts with `toError()` after `seconds`, or with the caller's reason when `signal` aborts first. */
export function startDeadline(seconds: number, toError: () => Error, signal?: AbortSignal): Deadline {
  const controller = new AbortController()
  const follow = () => controller.abort(signal?.reason)
  if (signal?.aborted) follow()
  signal?.addEventListener('abort', follow, { once: true })
  const timer = setTimeout(() => controller.abort(toError()), seconds * 1000)
  return {
    signal: controller.signal,
    clear() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', follow)
    },
  }
}
