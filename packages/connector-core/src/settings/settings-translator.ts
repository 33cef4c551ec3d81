import { nearestLanguage } from '../texts/index.ts'
import { inEnglish, type TranslateSetting } from './setting-messages.ts'
import { de } from './texts/de.ts'
import { es } from './texts/es.ts'
import { fr } from './texts/fr.ts'
import type { SettingsTexts } from './texts/settings-texts.ts'
import { wopiServerIds } from './wopi-servers.ts'

/** Each language beside English as flat keys, as {@link TranslateSetting} is asked for them. */
export const translatedSettings: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  de: flatten(de),
  es: flatten(es),
  fr: flatten(fr),
}

/** What to hand to `settingsForm`, `saveSettings` and `previewSettings`. `locale` is a BCP 47 tag or an Accept-Language; unknown ones read English. */
export function settingsTranslator(locale: string | undefined): TranslateSetting {
  const language = nearestLanguage(locale, ['en', ...Object.keys(translatedSettings)]) ?? 'en'
  const texts = translatedSettings[language]
  if (texts === undefined) return inEnglish
  return (key, english) => (Object.hasOwn(texts, key) ? (texts[key] ?? english) : english)
}

function flatten({ groups, fields, wopi, messages }: SettingsTexts): Record<string, string> {
  const flat: Record<string, string> = {}
  const add = (prefix: string, texts: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries(texts)) flat[`${prefix}.${name}`] = text
  }
  const addField = (
    name: string,
    {
      options = {},
      ...texts
    }: Record<'label' | 'help', string> & { danger?: string; options?: Record<string, string> },
  ) => {
    add(`settings.${name}`, texts)
    add(`settings.${name}.option`, options)
  }
  add('settings.group', groups)
  add('settings.message', messages)
  for (const [name, texts] of Object.entries(fields)) addField(name, texts)
  for (const id of wopiServerIds) for (const [name, texts] of Object.entries(wopi)) addField(`${id}.${name}`, texts)
  return flat
}
