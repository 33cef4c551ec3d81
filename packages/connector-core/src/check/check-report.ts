import type { SettingName, WopiServerId } from '../settings/index.ts'
import type { ClientSentence, Sentence } from './sentence.ts'

/** The steps in their order; each is one hop or one agreement between the two servers. */
export type CheckStepId =
  | 'addresses'
  | 'health'
  | 'public'
  | 'version'
  | 'conversion'
  | 'download'
  | 'callback'
  // one for each WOPI server that is set up
  | WopiServerId

export interface CheckStep {
  id: CheckStepId
  /** A few words for people. */
  title: string
  /** `warning`: it works, or cannot be told, and should be looked at. `skipped`: another step has to be mended first. */
  ok: true | false | 'warning' | 'skipped'
  /** One sentence: the hop, what is wrong with it, what to change. Never holds a secret or a token. */
  message: string
  /** The setting to change, if one is. */
  setting?: SettingName
}

export interface CheckReport {
  /** No step failed. */
  ok: boolean
  /** Release of Document Server, once it said so. */
  version?: string
  steps: CheckStep[]
}

/** What a step finds, in no language yet. */
export interface Finding extends Pick<CheckStep, 'ok' | 'setting'> {
  sentence: Sentence | ClientSentence
}

export function pass(sentence: Sentence): Finding {
  return { ok: true, sentence }
}

export function fail(sentence: Sentence | ClientSentence, setting?: SettingName): Finding {
  return setting === undefined ? { ok: false, sentence } : { ok: false, sentence, setting }
}

export function warn(sentence: Sentence, setting?: SettingName): Finding {
  return setting === undefined ? { ok: 'warning', sentence } : { ok: 'warning', sentence, setting }
}

export function skip(sentence: Sentence): Finding {
  return { ok: 'skipped', sentence }
}
