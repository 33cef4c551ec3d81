const mostFailures = 5

/**
 * Runs what hangs on the admin's own page so that nothing of it can break the page: a failure is swallowed, said once in the console for all of us, and what
 * keeps failing is given up.
 */
export function createGuard(say: (message: string, cause: unknown) => void = console.warn) {
  const failures = new Map<string, number>()
  let said = false

  const failed = (name: string, cause: unknown) => {
    failures.set(name, (failures.get(name) ?? 0) + 1)
    if (said) return
    said = true
    say(`OpenWith: "${name}" does not fit this version of Ghost and is left out.`, cause)
  }

  return (name: string, work: () => unknown): void => {
    if ((failures.get(name) ?? 0) >= mostFailures) return
    try {
      const done = work()
      if (done instanceof Promise) done.catch((cause: unknown) => failed(name, cause))
    } catch (cause) {
      failed(name, cause)
    }
  }
}
