import { type SettingName, settingsTranslator } from '../settings/index.ts'
import { findField } from '../settings/parse-settings.ts'
import { fillIn, nearestLanguage } from '../texts/index.ts'
import type { CheckStepId } from './check-report.ts'
import type { ClientSentence, Sentence, SentenceValue } from './sentence.ts'
import type { CheckTexts } from './texts/check-texts.ts'
import { de } from './texts/de.ts'
import { sentences, titles } from './texts/en.ts'
import { es } from './texts/es.ts'
import { fr } from './texts/fr.ts'

/** The languages of the connection check beside English. */
export const checkTexts: Readonly<Record<string, CheckTexts>> = { de, es, fr }

const englishSetting = '“{label}”'

/** Says in one language what the connection check finds. */
export interface CheckSpeaker {
  title(id: CheckStepId): string
  say(sentence: Sentence | ClientSentence): string
}

/** `locale` is a BCP 47 tag or an Accept-Language; unknown ones read English. */
export function checkSpeaker(locale: string | undefined): CheckSpeaker {
  const texts = checkTexts[nearestLanguage(locale, ['en', ...Object.keys(checkTexts)]) ?? 'en']
  const translate = settingsTranslator(locale)
  const title = (id: CheckStepId) => (texts?.titles ?? titles)[id]

  /** By its label: that is what the settings page calls it. */
  function settingText(name: SettingName): string {
    const label = findField(name)?.label ?? name
    return fillIn(texts?.setting ?? englishSetting, { label: translate(`settings.${name}.label`, label) })
  }

  function valueText(value: SentenceValue): string {
    if (typeof value !== 'object') return String(value)
    if ('setting' in value) return settingText(value.setting)
    return 'step' in value ? title(value.step) : say(value)
  }

  function say(sentence: Sentence | ClientSentence): string {
    if ('key' in sentence) return fill((texts?.sentences ?? sentences)[sentence.key], sentence.values)
    const text = sentence.fault === null ? undefined : texts?.faults[sentence.fault]
    return text === undefined ? withLabels(sentence.english) : fill(text, sentence.values)
  }

  /** Errors name settings as configuration files do. */
  function withLabels(english: string): string {
    return english.replace(/\b[a-z]+(?:[A-Z][a-z]+)+\b/g, (name) => {
      const field = findField(name)
      return field === undefined ? name : settingText(field.name)
    })
  }

  function fill(text: string, values: Sentence['values']): string {
    const named = [...text.matchAll(/\{(\w+)\}/g)].flatMap(([, name = '']) => {
      const value = values[name] ?? settingNamed(name)
      return value === undefined ? [] : [[name, valueText(value)] as const]
    })
    return fillIn(text, Object.fromEntries(named))
  }

  return { title, say }
}

function settingNamed(name: string): { setting: SettingName } | undefined {
  const field = findField(name)
  return field === undefined ? undefined : { setting: field.name }
}
