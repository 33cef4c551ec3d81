import type { BlankLocale } from './locale.ts'
import { composePackage, escapeXml, relationshipBase } from './ooxml-package.ts'
import { themePart } from './theme.ts'

const namespace = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'

/** An empty workbook with one sheet, named in the locale's language, that prints on the locale's paper. */
export function blankXlsx(locale: BlankLocale): Uint8Array {
  return composePackage(
    [
      {
        name: 'xl/workbook.xml',
        type: 'officedocument.spreadsheetml.sheet.main+xml',
        xml: `<workbook ${namespace} xmlns:r="${relationshipBase}"><workbookPr/><bookViews><workbookView xWindow="0" yWindow="0" windowWidth="25200" windowHeight="12000"/></bookViews><sheets><sheet name="${escapeXml(locale.texts.sheet)}" sheetId="1" r:id="rId1"/></sheets><calcPr calcId="191029"/></workbook>`,
        related: [
          { type: 'worksheet', target: 'xl/worksheets/sheet1.xml' },
          { type: 'theme', target: 'xl/theme/theme1.xml' },
          { type: 'styles', target: 'xl/styles.xml' },
        ],
      },
      {
        name: 'xl/worksheets/sheet1.xml',
        type: 'officedocument.spreadsheetml.worksheet+xml',
        xml: `<worksheet ${namespace}><dimension ref="A1"/><sheetViews><sheetView ${locale.rightToLeft ? 'rightToLeft="1" ' : ''}tabSelected="1" workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="15"/><sheetData/><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/><pageSetup paperSize="${locale.paper.code}" orientation="portrait"/></worksheet>`,
      },
      themePart('xl/theme/theme1.xml', locale.fonts),
      { name: 'xl/styles.xml', type: 'officedocument.spreadsheetml.styles+xml', xml: styles(locale) },
    ],
    locale.tag,
  )
}

/** The one font decides the width of columns, so it is the one that the sheet's script is written in. */
function styles({ fonts }: BlankLocale): string {
  const font = fonts.eastAsian === '' ? fonts.latin : fonts.eastAsian
  const border = '<border><left/><right/><top/><bottom/><diagonal/></border>'
  return `<styleSheet ${namespace}><fonts count="1"><font><sz val="11"/><color theme="1"/><name val="${font}"/><family val="2"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1">${border}</borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles><dxfs count="0"/><tableStyles count="0" defaultTableStyle="TableStyleMedium2" defaultPivotStyle="PivotStyleLight16"/></styleSheet>`
}
