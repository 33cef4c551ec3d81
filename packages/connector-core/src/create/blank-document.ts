import { blankDocx } from './blank-docx.ts'
import { type BlankKind, requireKind } from './blank-kind.ts'
import { blankPdf } from './blank-pdf.ts'
import { blankPptx } from './blank-pptx.ts'
import { blankXlsx } from './blank-xlsx.ts'
import { type BlankLocale, readLocale } from './locale.ts'

const makers: Readonly<Record<BlankKind, (locale: BlankLocale) => Uint8Array>> = {
  docx: blankDocx,
  xlsx: blankXlsx,
  pptx: blankPptx,
  pdf: blankPdf,
}

/**
 * The bytes of an empty document (about 4 to 14 KB) in the language, script direction and paper size of `locale` (BCP 47 or POSIX spelling;
 * US English on A4 when it cannot be read). Equal arguments give equal bytes. Throws `format_unsupported` for an unknown kind.
 */
export async function blankDocument(kind: BlankKind, locale: string): Promise<Uint8Array> {
  requireKind(kind)
  return makers[kind](readLocale(locale))
}
