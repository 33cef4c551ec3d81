import type { ScriptFonts } from './locale.ts'
import type { Part } from './ooxml-package.ts'

const colors = {
  dk1: '<a:sysClr val="windowText" lastClr="000000"/>',
  lt1: '<a:sysClr val="window" lastClr="FFFFFF"/>',
  dk2: rgb('44546A'),
  lt2: rgb('E7E6E6'),
  accent1: rgb('4472C4'),
  accent2: rgb('ED7D31'),
  accent3: rgb('A5A5A5'),
  accent4: rgb('FFC000'),
  accent5: rgb('5B9BD5'),
  accent6: rgb('70AD47'),
  hlink: rgb('0563C1'),
  folHlink: rgb('954F72'),
}

/** The theme part, the same for all three kinds but for the typefaces. DrawingML wants three of each line, fill and effect style. */
export function themePart(name: string, fonts: ScriptFonts): Part {
  const scheme = Object.entries(colors).map(([slot, color]) => `<a:${slot}>${color}</a:${slot}>`)
  const faces = `<a:latin typeface="${fonts.latin}"/><a:ea typeface="${fonts.eastAsian}"/><a:cs typeface="${fonts.complex}"/>`
  const fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
  const lines = [6350, 12700, 19050].map(
    (width) =>
      `<a:ln w="${width}" cap="flat" cmpd="sng" algn="ctr">${fill}<a:prstDash val="solid"/><a:miter lim="800000"/></a:ln>`,
  )
  const effect = '<a:effectStyle><a:effectLst/></a:effectStyle>'
  return {
    name,
    type: 'officedocument.theme+xml',
    xml: `<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="OpenWith"><a:themeElements><a:clrScheme name="OpenWith">${scheme.join('')}</a:clrScheme><a:fontScheme name="OpenWith"><a:majorFont>${faces}</a:majorFont><a:minorFont>${faces}</a:minorFont></a:fontScheme><a:fmtScheme name="OpenWith"><a:fillStyleLst>${fill.repeat(3)}</a:fillStyleLst><a:lnStyleLst>${lines.join('')}</a:lnStyleLst><a:effectStyleLst>${effect.repeat(3)}</a:effectStyleLst><a:bgFillStyleLst>${fill.repeat(3)}</a:bgFillStyleLst></a:fmtScheme></a:themeElements><a:objectDefaults/><a:extraClrSchemeLst/></a:theme>`,
  }
}

function rgb(hex: string): string {
  return `<a:srgbClr val="${hex}"/>`
}
