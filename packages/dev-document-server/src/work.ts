/** What runs in the background: saves that are under way and saves that wait for their delay. */
export interface BackgroundWork {
  /** Keeps track of a promise until it settles; its failure goes to `onError`. */
  track(promise: Promise<unknown>): void
  /** Runs `task` after `ms`, unless it is cancelled or `flush` runs it earlier. Gives the way to cancel. */
  later(ms: number, task: () => void): () => void
  /** Starts all waiting tasks now and resolves when nothing runs or waits any more. */
  flush(): Promise<void>
  /** Forgets all waiting tasks. */
  cancelAll(): void
}

export function createBackgroundWork(onError: (error: unknown) => void): BackgroundWork {
  const running = new Set<Promise<unknown>>()
  const waiting = new Map<NodeJS.Timeout, () => void>()
  const work: BackgroundWork = {
    track(promise) {
      const settled = promise.catch(onError).finally(() => running.delete(settled))
      running.add(settled)
    },
    later(ms, task) {
      const timer = setTimeout(() => {
        waiting.delete(timer)
        task()
      }, ms)
      waiting.set(timer, task)
      return () => {
        clearTimeout(timer)
        waiting.delete(timer)
      }
    },
    async flush() {
      while (running.size > 0 || waiting.size > 0) {
        for (const [timer, task] of [...waiting]) {
          clearTimeout(timer)
          waiting.delete(timer)
          task()
        }
        await Promise.all(running)
      }
    },
    cancelAll() {
      for (const timer of waiting.keys()) clearTimeout(timer)
      waiting.clear()
    },
  }
  return work
}
