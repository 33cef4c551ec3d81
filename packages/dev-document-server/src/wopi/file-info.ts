import type { WopiFlavour } from './wopi-options.ts'

/** What the clients use of CheckFileInfo. Absent booleans are false. */
export interface WopiFileInfo {
  /** With extension. */
  name: string
  extension: string
  size: number
  version: string | null
  /** In the host's own words. */
  lastModifiedTime: string | null
  user: { id: string; name: string }
  ownerId: string | null
  rights: { write: boolean; review: boolean; comment: boolean; rename: boolean; saveCopy: boolean }
  supports: { locks: boolean; rename: boolean }
  /** Content comes from here instead of from GetFile. Unsigned. */
  fileUrl: string | null
  templateSource: string | null
  hostEditUrl: string | null
  postMessageOrigin: string | null
  /** Everything as it came; the page reads switches and hide-options from it. */
  raw: Readonly<Record<string, unknown>>
}

/** Reads the answer to CheckFileInfo; `null` when no client would open a file with it. */
export function readFileInfo(raw: Record<string, unknown>, flavour: WopiFlavour): WopiFileInfo | null {
  const text = (name: string) => {
    const value = raw[name]
    return typeof value === 'string' && value !== '' ? value : null
  }
  const is = (name: string) => raw[name] === true
  const name = text('BaseFileName')
  const size = Number(raw.Size)
  if (name === null || name.includes('/') || !Number.isSafeInteger(size) || size < 0) return null
  const extension = (text('FileExtension') ?? name.slice(name.lastIndexOf('.') + 1)).replace(/^\./, '').toLowerCase()
  const userId = text('UserId') ?? ''
  const fallback = flavour === 'collabora' ? `UnknownUser_${userId}` : 'Anonymous'
  const userName = is('IsAnonymousUser') && flavour === 'onlyoffice' ? null : text('UserFriendlyName')
  const isWritable = !is('ReadOnly')
  return {
    name,
    extension: /^[a-z0-9]{1,10}$/.test(extension) ? extension : 'bin',
    size,
    version: text('Version'),
    lastModifiedTime: text('LastModifiedTime'),
    user: { id: userId, name: userName ?? fallback },
    ownerId: text('OwnerId'),
    rights: {
      write: isWritable && is('UserCanWrite') && !is('UserCanOnlyComment'),
      review: isWritable && is('UserCanReview'),
      comment: isWritable && is('UserCanOnlyComment'),
      rename: is('UserCanRename') && is('SupportsRename'),
      // Collabora's server takes an absent flag for true.
      saveCopy: flavour === 'collabora' ? raw.UserCanNotWriteRelative === false : !is('UserCanNotWriteRelative'),
    },
    supports: { locks: is('SupportsLocks'), rename: is('SupportsRename') },
    fileUrl: text('FileUrl'),
    templateSource: text('TemplateSource'),
    hostEditUrl: text('HostEditUrl'),
    postMessageOrigin: text('PostMessageOrigin')?.replace(/\/$/, '') ?? null,
    raw,
  }
}
