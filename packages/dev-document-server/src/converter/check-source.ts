import { ConversionError } from './conversion-error.ts'

const zipExtensions = /^(doc|dot|xls|xlt|ppt|pps|pot)[xm]$|^(od[tspg]|ot[tsp]|epub)$/
const compoundExtensions = /^(doc|dot|xls|xlt|ppt|pps|pot)$/

/**
 * Refuses a source that is not what it says: LibreOffice would print such bytes as text and call it a success. Throws
 * `ConversionError`: `failed`, or `password` for an encrypted package without a password.
 */
export function checkSource(bytes: Uint8Array, from: string, password: string | undefined): void {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1024))
  const isZip = start.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004'
  const isCompound = start.subarray(0, 8).toString('hex') === 'd0cf11e0a1b11ae1'
  const damaged = () => new ConversionError('failed', `The file is no ${from} file, or it is damaged.`)
  if (zipExtensions.test(from)) {
    if (isCompound && password === undefined) {
      throw new ConversionError('password', 'The file is protected by a password. Send the password with the request.')
    }
    if (!isZip && !isCompound) throw damaged()
  } else if (from === 'pdf') {
    if (!start.includes('%PDF-')) throw damaged()
  } else if (from === 'rtf') {
    if (!start.includes('{\\rt')) throw damaged()
  } else if (compoundExtensions.test(from)) {
    // Old names are also given to RTF, HTML, XML and new packages.
    const isText = !start.includes(0)
    if (!isCompound && !isZip && !isText) throw damaged()
    if (start.length === 0) throw damaged()
  } else if (bytes.length === 0 && !['txt', 'csv', 'md', 'tsv'].includes(from)) throw damaged()
}
