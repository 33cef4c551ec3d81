import { type BlankTexts, textsOf } from './texts.ts'

export interface PaperSize {
  /** Points, 1/72 inch, upright. */
  width: number
  height: number
  /** Twentieths of a point, as WordprocessingML counts. */
  widthTwips: number
  heightTwips: number
  /** `paperSize` of SpreadsheetML (ECMA-376 part 1, 18.3.1.63). */
  code: number
}

/** Everything about a person's locale that a blank document depends on. */
export interface BlankLocale {
  /** BCP 47 with region, such as `de-DE`; with script only where a language has two, such as `sr-Latn-RS`. */
  tag: string
  paper: PaperSize
  /** The script runs from right to left. */
  rightToLeft: boolean
  fonts: ScriptFonts
  texts: BlankTexts
}

/** Typefaces that the office suites of that script's users bring with them. */
export interface ScriptFonts {
  latin: string
  /** Empty: the script needs none. */
  eastAsian: string
  /** For right-to-left and Indic scripts and Thai. */
  complex: string
}

const a4: PaperSize = { width: 595.3, height: 841.9, widthTwips: 11906, heightTwips: 16838, code: 9 }
const letter: PaperSize = { width: 612, height: 792, widthTwips: 12240, heightTwips: 15840, code: 1 }

/** Regions that print on US Letter (Unicode CLDR, supplemental measurement data, `paperSize`). */
const letterRegions: ReadonlySet<string> = new Set('BZ CA CL CO CR GT MX NI PA PH PR SV US VE'.split(' '))

const rightToLeftScripts: ReadonlySet<string> = new Set(['Arab', 'Hebr', 'Syrc', 'Thaa', 'Nkoo', 'Adlm', 'Rohg'])

/** Languages that are written in two scripts, so that a tag has to say which. */
const twoScripts: ReadonlySet<string> = new Set(['az', 'bs', 'sr', 'uz'])

/** Where a plain language tag means something else to the people of CMSs and office suites than to CLDR's likely subtags. */
const usualTags: ReadonlyMap<string, string> = new Map([
  ['pt', 'pt-PT'],
  // Areas of UN M49 in place of a region.
  ['en-001', 'en-GB'],
  ['en-150', 'en-GB'],
  ['es-419', 'es-MX'],
])

const latin: ScriptFonts = { latin: 'Arial', eastAsian: '', complex: 'Arial' }

const fontsOfScript: ReadonlyMap<string, ScriptFonts> = new Map([
  ['Jpan', { ...latin, eastAsian: 'Yu Gothic' }],
  ['Kore', { ...latin, eastAsian: 'Malgun Gothic' }],
  ['Hans', { ...latin, eastAsian: 'Microsoft YaHei' }],
  ['Hant', { ...latin, eastAsian: 'Microsoft JhengHei' }],
  ['Thai', { ...latin, complex: 'Tahoma' }],
  ['Deva', { ...latin, complex: 'Nirmala UI' }],
  ['Sinh', { ...latin, complex: 'Nirmala UI' }],
])

/**
 * Reads a locale in any of the spellings that CMSs and browsers use (`pt-BR`, `pt_BR`, `zh-Hant`, `sr@latin`, `de_DE.UTF-8`).
 * What cannot be read is English on A4. Never throws.
 */
export function readLocale(locale: string): BlankLocale {
  const found = likelyLocale(locale)
  const language = found?.language ?? 'en'
  const script = found?.script ?? 'Latn'
  const region = found?.region ?? 'US'
  return {
    tag: tagOf(language, script, region),
    paper: found !== undefined && letterRegions.has(region) ? letter : a4,
    rightToLeft: rightToLeftScripts.has(script),
    fonts: fontsOfScript.get(script) ?? latin,
    texts: textsOf(language, script, region),
  }
}

/** The locale with its likely script and region; undefined when it is not one, or its region is not known. */
function likelyLocale(locale: string): Intl.Locale | undefined {
  const [name = '', modifier] = locale.slice(0, 64).split('@')
  const spelled = name.replace(/\..*$/s, '').replaceAll('_', '-').trim()
  try {
    const written = new Intl.Locale(spelled, modifier === 'latin' ? { script: 'Latn' } : {})
    const base = new Intl.Locale(written.baseName, written.language === 'no' ? { language: 'nb' } : {})
    const likely = new Intl.Locale(usualTags.get(base.baseName) ?? base).maximize()
    return likely.region !== undefined && /^[A-Z]{2}$/.test(likely.region) ? likely : undefined
  } catch {
    return undefined
  }
}

function tagOf(language: string, script: string, region: string): string {
  if (language === 'zh') return chineseTag(script, region)
  return twoScripts.has(language) ? `${language}-${script}-${region}` : `${language}-${region}`
}

/** Office suites know Chinese by its region, and each region by one script. */
function chineseTag(script: string, region: string): string {
  const regions = script === 'Hant' ? ['TW', 'HK', 'MO'] : ['CN', 'SG']
  return `zh-${regions.includes(region) ? region : regions[0]}`
}
