import type { Settings, WopiServerSettings } from './settings.ts'

/** Names of the settings that hold a WOPI server each: a fixed list, so that every form can draw it. Also the id by which a server is chosen. */
export const wopiServerIds = ['wopi', 'wopi2'] as const
export type WopiServerId = (typeof wopiServerIds)[number]

/** One WOPI server that is set up. */
export interface WopiServer extends WopiServerSettings {
  id: WopiServerId
}

/** The WOPI servers that have an address, in their order. */
export function wopiServers(settings: Pick<Settings, WopiServerId>): WopiServer[] {
  return wopiServerIds.map((id) => ({ id, ...settings[id] })).filter(({ discoveryUrl }) => discoveryUrl !== '')
}
