import { findFormat } from './find-format.ts'

/** What a file of a format is on the outside: a ZIP package, a Compound File Binary, PDF, RTF or text. */
export type Container = 'zip' | 'cfb' | 'pdf' | 'rtf' | 'text' | 'unknown'

/** OOXML packages: with a password they are encrypted inside a compound file ([MS-OFFCRYPTO] section 2.3). */
const ooxml =
  'docx docm dotx dotm xlsx xlsm xlsb xltx xltm pptx pptm ppsx ppsm potx potm docxf oform vsdx vsdm vssx vssm vstx vstm'

const extensionsOf: Readonly<Record<Exclude<Container, 'unknown'>, string>> = {
  zip: `${ooxml} odt ott ods ots odp otp odg sxw stw sxc sxi epub hwpx pages numbers key xps oxps zip`,
  cfb: 'doc dot xls xlt ppt pps pot wps wpt et ett dps dpt hwp',
  pdf: 'pdf pdfa',
  rtf: 'rtf',
  text: 'txt csv tsv xml htm html mht mhtml md hml fb2 fodt fods fodp',
}

const containers: ReadonlyMap<string, Container> = new Map(
  Object.entries(extensionsOf).flatMap(([container, names]) =>
    names.split(' ').map((name): [string, Container] => [name, container as Container]),
  ),
)

const encryptable: ReadonlySet<string> = new Set(ooxml.split(' '))

/** The container that files with this extension have; `unknown` for images, DjVu and extensions outside the table. */
export function containerOf(extension: string): Container {
  const format = findFormat(extension)
  return (format && containers.get(format.name)) ?? 'unknown'
}

/** Bytes that {@link matchesContainer} can make use of. */
export const containerProbeBytes = 1024

/**
 * False when a file that starts with `firstBytes` (give it {@link containerProbeBytes} when there are as many) cannot be of this extension.
 * True says no more than that the container fits; always true for containers that are not known.
 */
export function matchesContainer(firstBytes: Uint8Array, extension: string): boolean {
  switch (containerOf(extension)) {
    case 'zip':
      return isZip(firstBytes) || (encryptable.has(findFormat(extension)?.name ?? '') && isCompoundFile(firstBytes))
    case 'cfb':
      return isCompoundFile(firstBytes)
    case 'pdf':
      // Readers take the header anywhere in the first 1024 bytes (PDF Reference 1.7, appendix H, note 13).
      return latin1(firstBytes.subarray(0, containerProbeBytes)).includes('%PDF-')
    case 'rtf':
      return latin1(firstBytes.subarray(0, 5)) === '{\\rtf'
    case 'text':
      return isText(firstBytes)
    case 'unknown':
      return true
  }
}

function isZip(bytes: Uint8Array): boolean {
  return startsWith(bytes, 0x50, 0x4b, 0x03, 0x04)
}

function isCompoundFile(bytes: Uint8Array): boolean {
  return startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1)
}

function isText(bytes: Uint8Array): boolean {
  if (isZip(bytes) || isCompoundFile(bytes)) return false
  const wide = startsWith(bytes, 0xff, 0xfe) || startsWith(bytes, 0xfe, 0xff) || startsWith(bytes, 0, 0, 0xfe, 0xff)
  return wide || !bytes.subarray(0, containerProbeBytes).includes(0)
}

function startsWith(bytes: Uint8Array, ...magic: number[]): boolean {
  return bytes.length >= magic.length && magic.every((byte, index) => bytes[index] === byte)
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes)
}
