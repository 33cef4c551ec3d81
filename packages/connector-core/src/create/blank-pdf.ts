import { createHash } from 'node:crypto'
import { blankDocx } from './blank-docx.ts'
import type { BlankLocale } from './locale.ts'

/**
 * An empty PDF form: PDF 1.7, one page of the locale's paper, an AcroForm without fields.
 *
 * Its first object makes ONLYOFFICE Docs open it as a form: within the first 300 bytes stand the binary comment `%CD CA D2 A9` and a CR,
 * `1 0 obj` and `<<` on lines of their own, and `/ONLYOFFICEFORM [ offset length ]` before `stream` and CR LF. The stream holds the text
 * document that the form is edited as (observed in ONLYOFFICE/web-apps `apps/common/checkExtendedPDF.js` and in forms that the editor wrote).
 */
export function blankPdf(locale: BlankLocale): Uint8Array {
  const source = Buffer.from(blankDocx(locale))
  const id = createHash('sha256').update(source).update(locale.tag).digest('hex').slice(0, 32).toUpperCase()
  const { width, height } = locale.paper
  const direction = locale.rightToLeft ? ' /Direction /R2L' : ''
  const objects: Buffer[] = [
    Buffer.concat([
      latin1(
        `<<\n/ID <${id}>\n/Length ${source.length}\n/ONLYOFFICEFORM [ 0 ${source.length} ]\n/Type /MetaOForm\n>>\nstream\r\n`,
      ),
      source,
      latin1('\r\nendstream'),
    ]),
    latin1(
      `<< /Type /Catalog /Pages 3 0 R /AcroForm 5 0 R /Lang (${locale.tag}) /ViewerPreferences << /DisplayDocTitle true${direction} >> >>`,
    ),
    latin1('<< /Type /Pages /Count 1 /Kids [ 4 0 R ] >>'),
    latin1(`<< /Type /Page /Parent 3 0 R /MediaBox [ 0 0 ${width} ${height} ] /Resources << >> >>`),
    latin1('<< /Fields [ ] /DA (/Helv 0 Tf 0 g) /DR << /Font << /Helv 6 0 R >> >> >>'),
    latin1('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>'),
    latin1(`<< /Title <${utf16(locale.texts.pdf)}> /Producer (OpenWith) >>`),
  ]
  return assemble(objects, `/ID [ <${id}> <${id}> ] /Info 7 0 R /Root 2 0 R`)
}

/** Numbers the objects from 1 and adds the cross-reference table (ISO 32000-1, 7.5.4: entries are 20 bytes long). */
function assemble(objects: readonly Buffer[], trailer: string): Uint8Array {
  const pieces: Buffer[] = [latin1('%PDF-1.7\r%\xcd\xca\xd2\xa9\r')]
  let position = pieces[0]?.length ?? 0
  const entries = ['0000000000 65535 f \n']
  for (const [index, body] of objects.entries()) {
    entries.push(`${String(position).padStart(10, '0')} 00000 n \n`)
    const piece = Buffer.concat([latin1(`${index + 1} 0 obj\n`), body, latin1('\nendobj\n')])
    pieces.push(piece)
    position += piece.length
  }
  const size = entries.length
  pieces.push(latin1(`xref\n0 ${size}\n${entries.join('')}trailer\n<< ${trailer} /Size ${size} >>\n`))
  pieces.push(latin1(`startxref\n${position}\n%%EOF\n`))
  return new Uint8Array(Buffer.concat(pieces))
}

function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1')
}

/** A text string as UTF-16BE with its byte order mark, in hexadecimal (ISO 32000-1, 7.9.2.2). */
function utf16(text: string): string {
  return Buffer.from(`\ufeff${text}`, 'utf16le').swap16().toString('hex').toUpperCase()
}
