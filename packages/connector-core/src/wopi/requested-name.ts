import { checkFileName, safeFileName } from '../create/index.ts'
import { ConnectorError } from '../errors.ts'
import { extensionOf } from '../formats/index.ts'
import { decodeUtf7 } from './utf7.ts'

/** The name without its extension, and the extension with its dot, or ''. */
export function splitName(name: string): { stem: string; ending: string } {
  const extension = extensionOf(name)
  return extension === ''
    ? { stem: name, ending: '' }
    : { stem: name.slice(0, -extension.length - 1), ending: name.slice(-extension.length - 1) }
}

/**
 * The name that `X-WOPI-SuggestedTarget` means beside `current`: only an extension (`.pdf`), or a whole name. Whatever comes becomes a legal name; the host
 * then finds a free one near it (WOPI, PutRelativeFile).
 */
export function suggestedName(header: string, current: string): string {
  const text = decodeUtf7(header) ?? ''
  const { stem } = splitName(current)
  const wanted = /^\.[^./\\\s][^/\\\s]*$/.test(text) ? `${stem}${text}` : text
  return safeFileName(wanted, current)
}

/** The exact name that `X-WOPI-RelativeTarget` asks for. Throws `name_invalid`. */
export function exactName(header: string): string {
  const text = decodeUtf7(header)
  if (text === null) throw new ConnectorError('name_invalid', 'The file name is too long.')
  return checkFileName(text)
}

/**
 * The name that `X-WOPI-RequestedName` asks for, with the extension of `current`: it comes without one, but Collabora lets people type it.
 * Throws `name_invalid`.
 */
export function renamedName(header: string, current: string): string {
  const { ending } = splitName(current)
  const text = (decodeUtf7(header) ?? '').trim()
  const typed = ending !== '' && text.toLowerCase().endsWith(ending.toLowerCase()) && text.length > ending.length
  return checkFileName(typed ? `${text.slice(0, -ending.length)}${ending}` : text === '' ? '' : `${text}${ending}`)
}
