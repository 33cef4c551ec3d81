const maxTitleLength = 128

// Control characters would break the editor's header, and direction marks could disguise the extension.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out.
const unsafeCharacters = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g

/**
 * `document.title`: the file name, at most 128 UTF-16 units as the editor wants, cut before the extension and never inside
 * a character. An empty name becomes `Unnamed.<extension>`, the editor's own default.
 */
export function documentTitle(name: string, extension: string): string {
  const clean = name.replace(unsafeCharacters, '').trim()
  const dot = clean.lastIndexOf('.')
  const stem = dot > 0 ? clean.slice(0, dot) : dot === 0 ? '' : clean
  const ending = dot >= 0 ? clean.slice(dot) : `.${extension}`
  if (stem === '') return `Unnamed.${extension}`
  const suffix = ending.length > 16 ? `.${extension}` : ending
  return `${cutText(stem, maxTitleLength - suffix.length)}${suffix}`
}

/** At most `length` UTF-16 units of `text`, whole characters only. */
export function cutText(text: string, length: number): string {
  if (text.length <= length) return text
  const cut = text.slice(0, length)
  const last = cut.charCodeAt(cut.length - 1)
  return last >= 0xd800 && last <= 0xdbff ? cut.slice(0, -1) : cut
}
