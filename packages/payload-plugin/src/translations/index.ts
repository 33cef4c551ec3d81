import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'

export type TextKey = keyof typeof en

/** The plugin's texts by language, as `i18n.translations` of Payload's configuration takes them; keys are below `openwith:`. */
export const translations: Readonly<
  Record<'en' | 'de' | 'fr' | 'es', { openwith: Readonly<Record<TextKey, string>> }>
> = {
  en: { openwith: en },
  de: { openwith: de },
  fr: { openwith: fr },
  es: { openwith: es },
}
