export interface AccessRenewalOptions {
  /** Life of the token that was posted. */
  seconds: number
  /** Gets a new token and hands it to the editor; the life of the new one. */
  renew(): Promise<number>
  /** The end is near and nothing helps. */
  failed(): void
}

/** Collabora warns 15 minutes before the end. */
const marginSeconds = 20 * 60
const longestPauseMilliseconds = 60_000

/** Gets a new access token before the old one ends, also when the computer slept meanwhile. Stopped by `signal`. */
export function keepAccess({ seconds, renew, failed }: AccessRenewalOptions, signal: AbortSignal): void {
  let end = Date.now() + seconds * 1000
  let due = dueTime(seconds)
  let timer: ReturnType<typeof setTimeout> | undefined
  let busy = false

  function dueTime(life: number): number {
    return Date.now() + Math.max(life / 2, life - marginSeconds) * 1000
  }

  function wait(): void {
    clearTimeout(timer)
    if (!signal.aborted) timer = setTimeout(look, Math.min(Math.max(due - Date.now(), 50), longestPauseMilliseconds))
  }

  async function look(): Promise<void> {
    if (busy || signal.aborted) return
    if (Date.now() < due) return wait()
    busy = true
    try {
      const life = await renew()
      end = Date.now() + life * 1000
      due = dueTime(life)
    } catch {
      const left = end - Date.now()
      due = Date.now() + left / 4
      if (!signal.aborted && left < (marginSeconds * 1000) / 4) {
        failed()
        return
      }
    } finally {
      busy = false
    }
    wait()
  }

  const wake = () => void look()
  document.addEventListener('visibilitychange', wake, { signal })
  window.addEventListener('online', wake, { signal })
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true })
  wait()
}
