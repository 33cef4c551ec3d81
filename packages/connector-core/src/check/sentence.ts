import type { SettingName } from '../settings/index.ts'
import type { CheckStepId } from './check-report.ts'
import type { ClientFault } from './client-fault.ts'
import type { sentences } from './texts/en.ts'

export type SentenceKey = keyof typeof sentences

/** What stands in for a placeholder: as it is, or said in the reader's language. */
export type SentenceValue = string | number | { setting: SettingName } | { step: CheckStepId } | Sentence

/** A finding in no language yet. */
export interface Sentence {
  key: SentenceKey
  values: Readonly<Record<string, SentenceValue>>
}

/** An error of a client of Document Server: in English as it is, in other languages by its fault, if that has a sentence. */
export interface ClientSentence {
  english: string
  fault: ClientFault | null
  values: Readonly<Record<string, SentenceValue>>
}

type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never
type Values<Key extends SentenceKey> = Readonly<
  Record<Exclude<Placeholders<(typeof sentences)[Key]>, SettingName>, SentenceValue>
>

/** The sentence `key` with its values; placeholders that are names of settings need none. */
export function say<Key extends SentenceKey>(
  key: Key,
  ...[values]: keyof Values<Key> extends never ? [] : [values: Values<Key>]
): Sentence {
  return { key, values: values ?? {} }
}
