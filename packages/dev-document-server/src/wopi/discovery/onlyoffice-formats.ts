/** What ONLYOFFICE 9.3 says of the formats of one editor; discovery and editor kinds are made from it. */
export interface OnlyofficeApp {
  readonly name: string
  /** The part of the editor's address after `/hosting/wopi/`. */
  readonly kind: 'word' | 'cell' | 'slide' | 'pdf'
  readonly webApp: string
  /** Format that view-only files are converted to; absent: none is. */
  readonly target?: string
  readonly view: string
  readonly edit: string
  /** The extension that has `editnew`. */
  readonly blank: string
  /** MIME names of view-only formats, each with the extension that its convert action names. */
  readonly viewMime: readonly (readonly [mime: string, extension: string])[]
  readonly editMime: readonly string[]
  readonly blankMime: string
}

const office = 'application/vnd.openxmlformats-officedocument'
const open = 'application/vnd.oasis.opendocument'

export const onlyofficeApps: readonly OnlyofficeApp[] = [
  {
    name: 'Word',
    kind: 'word',
    webApp: 'documenteditor',
    target: 'docx',
    view: 'doc dot fodt gdoc hml htm hwp hwpx md mht mhtml pages stw sxw wps wpt xml',
    edit: 'docm docx dotm dotx epub fb2 html odt ott rtf txt',
    blank: 'docx',
    viewMime: [
      ['application/msword', 'doc'],
      ['application/vnd.google-apps.document', 'gdoc'],
      ['text/html', 'htm'],
      ['text/markdown', 'md'],
      ['application/vnd.apple.pages', 'pages'],
      ['application/x-iwork-pages-sffpages', 'pages'],
      ['application/vnd.sun.xml.writer.template', 'stw'],
      ['application/vnd.sun.xml.writer', 'sxw'],
      ['application/vnd.ms-works', 'wps'],
      ['application/xml', 'xml'],
      ['text/xml', 'xml'],
    ],
    editMime: [
      'application/vnd.ms-word.document.macroenabled.12',
      `${office}.wordprocessingml.document`,
      'application/vnd.ms-word.template.macroenabled.12',
      `${office}.wordprocessingml.template`,
      'application/epub+zip',
      'text/html',
      `${open}.text`,
      `${open}.text-template`,
      'application/rtf',
      'text/rtf',
      'text/plain',
    ],
    blankMime: `${office}.wordprocessingml.document`,
  },
  {
    name: 'Excel',
    kind: 'cell',
    webApp: 'spreadsheeteditor',
    target: 'xlsx',
    view: 'et ett fods gsheet numbers sxc xls xlt',
    edit: 'csv ods ots tsv xlsb xlsm xlsx xltm xltx',
    blank: 'xlsx',
    viewMime: [
      ['application/vnd.google-apps.spreadsheet', 'gsheet'],
      ['application/vnd.apple.numbers', 'numbers'],
      ['application/x-iwork-numbers-sffnumbers', 'numbers'],
      ['application/vnd.sun.xml.calc', 'sxc'],
      ['application/vnd.ms-excel', 'xls'],
    ],
    editMime: [
      'text/csv',
      `${open}.spreadsheet`,
      `${open}.spreadsheet-template`,
      'text/tab-separated-values',
      'application/vnd.ms-excel.sheet.binary.macroenabled.12',
      'application/vnd.ms-excel.sheet.macroenabled.12',
      `${office}.spreadsheetml.sheet`,
      'application/vnd.ms-excel.template.macroenabled.12',
      `${office}.spreadsheetml.template`,
    ],
    blankMime: `${office}.spreadsheetml.sheet`,
  },
  {
    name: 'PowerPoint',
    kind: 'slide',
    webApp: 'presentationeditor',
    target: 'pptx',
    view: 'dps dpt fodp gslides key odg pot pps ppt sxi',
    edit: 'odp otp potm potx ppsm ppsx pptm pptx',
    blank: 'pptx',
    viewMime: [
      ['application/vnd.google-apps.presentation', 'gslides'],
      ['application/vnd.apple.keynote', 'key'],
      ['application/x-iwork-keynote-sffkey', 'key'],
      [`${open}.graphics`, 'odg'],
      ['application/vnd.ms-powerpoint', 'pot'],
      ['application/vnd.sun.xml.impress', 'sxi'],
    ],
    editMime: [
      `${open}.presentation`,
      `${open}.presentation-template`,
      'application/vnd.ms-powerpoint.template.macroenabled.12',
      `${office}.presentationml.template`,
      'application/vnd.ms-powerpoint.slideshow.macroenabled.12',
      `${office}.presentationml.slideshow`,
      'application/vnd.ms-powerpoint.presentation.macroenabled.12',
      `${office}.presentationml.presentation`,
    ],
    blankMime: `${office}.presentationml.presentation`,
  },
  {
    name: 'Pdf',
    kind: 'pdf',
    webApp: 'pdfeditor',
    view: 'djvu docxf oform oxps xps',
    edit: 'pdf',
    blank: 'pdf',
    viewMime: [
      ['image/vnd.djvu', 'djvu'],
      ['application/oxps', 'oxps'],
      ['application/vnd.ms-xpsdocument', 'xps'],
    ],
    editMime: ['application/pdf'],
    blankMime: 'application/pdf',
  },
]

/** The editor for files of this extension; `word` for unknown ones. */
export function editorKind(extension: string): OnlyofficeApp['kind'] {
  const app = onlyofficeApps.find((each) => `${each.view} ${each.edit}`.split(' ').includes(extension))
  return app?.kind ?? 'word'
}
