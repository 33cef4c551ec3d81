import type { CopyAnswer } from '../actions/find-copy.ts'
import type { BrowserClient } from './browser-client.ts'
import { RequestError } from './request-error.ts'

/** A copy in the making: the name that it was given, and when, in milliseconds of this page. */
export interface CopyInMaking {
  name: string
  since: number
}

/** With these the editor makes a file and stays where it is. */
const exports: readonly string[] = ['pdf', 'epub']
/** Between two clocks that count whole seconds. */
const marginSeconds = 2
/** Of a copy that nobody asked for here, as out of a conflict. */
const unaskedSeconds = 60
const attempts = 4

export const isExport = (name: string): boolean => exports.includes(name.slice(name.lastIndexOf('.') + 1).toLowerCase())

/**
 * The copy of this name that an editor goes on in. A door that does not answer is asked again a few times: without its answer the page is lost. Throws
 * `RequestError`.
 */
export async function learnCopy(
  client: BrowserClient,
  original: string,
  { name, since }: { name: string; since?: number },
  signal: AbortSignal,
): Promise<CopyAnswer> {
  const asked = performance.now()
  for (let attempt = 1; ; attempt += 1) {
    const begun = since ?? asked - unaskedSeconds * 1000
    const within = Math.ceil((performance.now() - begun) / 1000) + marginSeconds
    try {
      return await client.copyOf(original, { name, within }, { signal })
    } catch (error) {
      const isFinal = !(error instanceof RequestError) || error.code === 'not_found' || attempt === attempts
      if (isFinal || signal.aborted) throw error
      await new Promise((resolve) => setTimeout(resolve, 1000 * attempt))
      signal.throwIfAborted()
    }
  }
}
