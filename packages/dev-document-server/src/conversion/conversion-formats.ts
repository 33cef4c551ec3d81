/** Kind of a source document. */
export type Family = 'word' | 'cell' | 'slide' | 'pdf' | 'diagram'

const families: Readonly<Record<Family, readonly string[]>> = {
  word: 'doc docm docx docxf dot dotm dotx epub fb2 fodt hml htm html hwp hwpx md mht mhtml odt oform ott pages rtf stw sxw txt wps wpt xml'.split(
    ' ',
  ),
  cell: 'csv et ett fods numbers ods ots sxc tsv xls xlsb xlsm xlsx xlt xltm xltx'.split(' '),
  slide: 'dps dpt fodp key odg odp otp pot potm potx pps ppsm ppsx ppt pptm pptx sxi'.split(' '),
  pdf: 'djvu oxps pdf xps'.split(' '),
  diagram: 'vsdm vsdx vssm vssx vstm vstx'.split(' '),
}

const images = ['bmp', 'gif', 'jpg', 'png']
const fixed = ['pdf', 'pdfa', ...images]

/** What each kind can be turned into. ONLYOFFICE docs: "Conversion API", tables of formats. */
const targets: Readonly<Record<Family, readonly string[]>> = {
  word: ['docm', 'docx', 'dotm', 'dotx', 'epub', 'fb2', 'html', 'md', 'odt', 'ott', 'rtf', 'txt', ...fixed],
  cell: ['csv', 'ods', 'ots', 'tsv', 'xlsm', 'xlsx', 'xltm', 'xltx', ...fixed],
  slide: ['odp', 'otp', 'potm', 'potx', 'ppsm', 'ppsx', 'pptm', 'pptx', 'txt', ...fixed],
  pdf: ['docx', 'epub', 'fb2', 'html', 'md', 'odt', 'rtf', 'txt', ...fixed],
  diagram: fixed,
}

/** Format numbers as they appear in the folder names of results: `conv_<key>_<number>`. */
const numbers: Readonly<Record<string, number>> = {
  docx: 65,
  odt: 67,
  rtf: 68,
  txt: 69,
  html: 70,
  epub: 72,
  fb2: 73,
  pptx: 129,
  odp: 131,
  xlsx: 257,
  ods: 259,
  csv: 260,
  pdf: 513,
  pdfa: 521,
  jpg: 1025,
  gif: 1028,
  png: 1029,
  bmp: 1032,
}

export function familyOf(extension: string): Family | null {
  const found = Object.entries(families).find(([, extensions]) => extensions.includes(extension))
  return (found?.[0] as Family | undefined) ?? null
}

export function isKnownTarget(outputtype: string): boolean {
  return (
    outputtype === 'ooxml' || outputtype === 'odf' || Object.values(targets).some((each) => each.includes(outputtype))
  )
}

/** The real target: `ooxml` and `odf` depend on the source. `null`: not possible from this kind. */
export function resolveTarget(family: Family, outputtype: string): string | null {
  const wanted = aliases[outputtype]?.[family] ?? outputtype
  return targets[family].includes(wanted) ? wanted : null
}

const aliases: Readonly<Record<string, Partial<Record<Family, string>>>> = {
  ooxml: { word: 'docx', cell: 'xlsx', slide: 'pptx', pdf: 'docx' },
  odf: { word: 'odt', cell: 'ods', slide: 'odp', pdf: 'odt' },
}

export function formatNumber(target: string): number {
  return numbers[target] ?? 0
}
