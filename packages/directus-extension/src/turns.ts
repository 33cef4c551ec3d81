/** Runs one piece of work for each id at a time in this process, in the order of the calls; the core's lease keeps other instances away. */
export function createTurns(): <T>(id: string, work: () => Promise<T>) => Promise<T> {
  const turns = new Map<string, Promise<unknown>>()
  return async (id, work) => {
    const before = turns.get(id)
    const mine = (async () => {
      await before?.catch(() => {})
      return await work()
    })()
    turns.set(id, mine)
    try {
      return await mine
    } finally {
      if (turns.get(id) === mine) turns.delete(id)
    }
  }
}
