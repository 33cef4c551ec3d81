/** Set D of RFC 2152 and blanks stay; everything else is encoded, as both clients do it. */
const encoded = /[^A-Za-z0-9'(),\-./:? \t\r\n]+/g

/**
 * Encodes a file name for a WOPI header (RFC 2152). `cutEnd`: a run that ends the name loses its last bits and its `-`, as was recorded from LibreOffice
 * Online ("nachher +AP" for "nachher ü").
 */
export function encodeUtf7(text: string, options: { cutEnd?: boolean } = {}): string {
  return text.replace(encoded, (run: string, at: number) => {
    if (run === '+') return '+-'
    const units = Buffer.alloc(run.length * 2)
    for (let index = 0; index < run.length; index += 1) units.writeUInt16BE(run.charCodeAt(index), index * 2)
    const base64 = units.toString('base64').replace(/=+$/, '')
    const isCut = options.cutEnd === true && at + run.length === text.length
    return isCut ? `+${base64.slice(0, Math.floor((units.length * 8) / 6))}` : `+${base64}-`
  })
}
