/**
 * The extension of a file name: what follows the last dot, lower case, without the dot. Empty when there is none: no dot, a trailing dot,
 * a name that only starts with a dot, or anything but ASCII letters, digits, `_` and `-` behind it.
 */
export function extensionOf(name: string): string {
  const base = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
  const dot = base.lastIndexOf('.')
  if (dot <= 0) return ''
  return normalizeExtension(base.slice(dot + 1))
}

/** Lower case without a leading dot; empty when it cannot be an extension. */
export function normalizeExtension(extension: string): string {
  // Checked before lowering: some letters outside ASCII, such as the Kelvin sign, become ASCII ones.
  const match = /^\.?([0-9A-Za-z_-]{1,32})$/.exec(extension)
  return match?.[1]?.toLowerCase() ?? ''
}
