import { isTrue } from './call.ts'

/** What a client says about a save, in the spelling of Collabora Online or of its ancestor, which ONLYOFFICE uses, too. */
export interface SaveHeaders {
  /** Null: it does not say. */
  isModifiedByUser: boolean | null
  isAutosave: boolean
  isExitSave: boolean
  /** The `LastModifiedTime` that the client knows; null: overwrite whatever is there. */
  timestamp: string | null
}

/** Source: Collabora Online SDK, "PutFile". */
export function readSaveHeaders(headers: Headers): SaveHeaders {
  const either = (name: string): string | null =>
    headers.get(`x-cool-wopi-${name}`) ?? headers.get(`x-lool-wopi-${name}`)
  const modified = either('ismodifiedbyuser')
  return {
    isModifiedByUser: modified === null ? null : isTrue(modified),
    isAutosave: isTrue(either('isautosave')),
    isExitSave: isTrue(either('isexitsave')),
    timestamp: either('timestamp')?.trim() || null,
  }
}
