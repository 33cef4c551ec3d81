import type { DocumentAnswer } from '@openwith/connector-core/browser'
import type { Staff } from '../documents/staff.ts'

/** The documents behind the addresses of file cards, asked for together and remembered. */
export interface DocumentFinder {
  /** The same promise until the answer is forgotten. Null: no file of this Ghost. */
  find(url: string): Promise<DocumentAnswer | null>
  /** Forgets what could not be edited: a saved post may have given the right. */
  forgetRefused(): void
}

const retryMilliseconds = 15_000
const mostAtOnce = 50

export function createDocumentFinder(loadStaff: () => Promise<Staff>): DocumentFinder {
  const known = new Map<string, Promise<DocumentAnswer | null>>()
  const refused = new Set<string>()
  let batch: { urls: string[]; answer: Promise<Record<string, DocumentAnswer | null>> } | null = null

  function ask(url: string): Promise<Record<string, DocumentAnswer | null>> {
    if (batch === null || batch.urls.length >= mostAtOnce) {
      const urls: string[] = []
      const answer = Promise.resolve()
        .then(() => {
          if (batch?.urls === urls) batch = null
          return loadStaff()
        })
        .then(({ door }) => door.find(urls))
      batch = { urls, answer }
    }
    batch.urls.push(url)
    return batch.answer
  }

  return {
    find(url) {
      const before = known.get(url)
      if (before !== undefined) return before
      const found = ask(url).then((documents) => documents[url] ?? null)
      known.set(url, found)
      found.then(
        (document) => {
          if (document?.actions.edit !== true) refused.add(url)
        },
        () => setTimeout(() => known.get(url) === found && known.delete(url), retryMilliseconds),
      )
      return found
    },
    forgetRefused() {
      for (const url of refused) known.delete(url)
      refused.clear()
    },
  }
}
