/** What cannot stand in a header as it is. Clients encode more than that, such as `_` from .NET. */
const encoded = /[^\x20-\x7e]+/g

const longestText = 8192

/**
 * Decodes UTF-7 as WOPI's file name headers carry it (RFC 2152): `+` and base64 of UTF-16, up to `-` or the first other sign; `+-` is a plus. A part that
 * makes no sense stays as it came; nothing is percent-decoded. Never throws. Null when it is longer than any name.
 */
export function decodeUtf7(text: string): string | null {
  if (text.length > longestText) return null
  return text.replace(/\+([A-Za-z0-9+/]*)(-?)/g, (run: string, base64: string, end: string) => {
    if (base64 === '') return end === '-' ? '+' : run
    return decodeRun(base64) ?? run
  })
}

/** Encodes text for such a header: the result is printable ASCII. */
export function encodeUtf7(text: string): string {
  return text.replaceAll('+', '+-').replace(encoded, (run) => {
    const units = Buffer.alloc(run.length * 2)
    for (let at = 0; at < run.length; at += 1) units.writeUInt16BE(run.charCodeAt(at), at * 2)
    return `+${units.toString('base64').replace(/=+$/, '')}-`
  })
}

/** Null when it is no UTF-16: the bits left over must be less than a sign and zero, and surrogates in pairs. */
function decodeRun(base64: string): string | null {
  const left = (base64.length * 6) % 16
  if (left >= 6) return null
  const bytes = Buffer.from(base64, 'base64')
  if (Buffer.from(bytes).toString('base64').replace(/=+$/, '') !== base64 && !onlyZerosLeft(base64, left)) return null
  let text = ''
  for (let at = 0; at + 1 < bytes.length; at += 2) text += String.fromCharCode(bytes.readUInt16BE(at))
  return text.isWellFormed() ? text : null
}

function onlyZerosLeft(base64: string, bits: number): boolean {
  const last = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.indexOf(base64.at(-1) ?? '')
  return last >= 0 && (last & ((1 << bits) - 1)) === 0
}
