import type { ClientFault } from '../client-fault.ts'
import type { SentenceKey } from '../sentence.ts'
import type { titles } from './en.ts'

/** All that people read of the connection check in one language beside English. */
export interface CheckTexts {
  /** How a sentence names a setting. */
  setting: string
  titles: typeof titles
  sentences: Readonly<Record<SentenceKey, string>>
  /** What the clients of Document Server say in English themselves. Holds for WOPI servers, too: the step's title says whom it is about. */
  faults: Readonly<Record<ClientFault, string>>
}
