import { isTrue } from './call.ts'

/** What a client says about a save, in the spelling of Collabora Online or of its ancestor, which ONLYOFFICE uses, too. */
export interface SaveHeaders {
  /** Null: it does not say. */
  isModifiedByUser: boolean | null
  isAutosave: boolean
  isExitSave: boolean
  /** The `LastModifiedTime` that the client knows. Null: it names none. */
  timestamp: string | null
  /** The client knows these headers: where it leaves the time stamp out, somebody has chosen to overwrite whatever is there. */
  isSpoken: boolean
}

/** Source: Collabora Online SDK, "PutFile". */
export function readSaveHeaders(headers: Headers): SaveHeaders {
  const either = (name: string): string | null =>
    headers.get(`x-cool-wopi-${name}`) ?? headers.get(`x-lool-wopi-${name}`)
  const modified = either('ismodifiedbyuser')
  const names = ['ismodifiedbyuser', 'isautosave', 'isexitsave', 'timestamp']
  return {
    isModifiedByUser: modified === null ? null : isTrue(modified),
    isAutosave: isTrue(either('isautosave')),
    isExitSave: isTrue(either('isexitsave')),
    timestamp: either('timestamp')?.trim() || null,
    isSpoken: names.some((name) => either(name) !== null),
  }
}
