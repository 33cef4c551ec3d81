import type { SettingName, WopiServerId } from '../settings/index.ts'

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

/** What a step finds. */
export type Finding = Omit<CheckStep, 'id' | 'title'>

export const stepTitles: Readonly<Record<CheckStepId, string>> = {
  addresses: 'Addresses and secret are complete',
  health: 'This server reaches Document Server',
  public: 'Browsers reach Document Server',
  version: 'Document Server accepts our token',
  conversion: 'Document Server fetches a file from this CMS',
  download: 'This server downloads a result',
  callback: 'The CMS lets callbacks through',
  wopi: 'The WOPI server offers its editors',
  wopi2: 'The second WOPI server offers its editors',
}

export function pass(message: string): Finding {
  return { ok: true, message }
}

export function fail(message: string, setting?: SettingName): Finding {
  return setting === undefined ? { ok: false, message } : { ok: false, message, setting }
}

export function warn(message: string, setting?: SettingName): Finding {
  return setting === undefined ? { ok: 'warning', message } : { ok: 'warning', message, setting }
}

export function skip(message: string): Finding {
  return { ok: 'skipped', message }
}
