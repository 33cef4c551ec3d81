import { fillIn } from '@openwith/connector-core/browser'
import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'

export type TextKey = keyof typeof en
/** The text of `key` in somebody's language. */
export type Text = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string

const languages: Readonly<Record<string, Readonly<Record<TextKey, string>>>> = { de, en, es, fr }

/** Texts for a locale such as `de` or `fr-CA`; English where there is no translation. */
export function textsFor(locale: string): Text {
  const texts = languages[locale.toLowerCase().split(/[-_]/)[0] ?? ''] ?? en
  return (key, values = {}) => fillIn(texts[key], values)
}
