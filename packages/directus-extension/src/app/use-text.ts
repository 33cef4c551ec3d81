import { type ComputedRef, computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { de } from '../translations/de.ts'
import { en } from '../translations/en.ts'
import { es } from '../translations/es.ts'
import { fr } from '../translations/fr.ts'
import { fillText } from './fill-text.ts'

export type TextKey = keyof typeof en
export type Text = (key: TextKey, values?: Record<string, string | number>) => string

const languages: Readonly<Record<string, Record<TextKey, string>>> = { de, en, es, fr }

/** The extension's texts in the language of the Directus user, such as `de-DE`; English for a language that is not here. */
export function useText(): { text: Text; locale: ComputedRef<string> } {
  const { locale } = useI18n()
  const texts = computed(() => languages[locale.value.split('-')[0]?.toLowerCase() ?? ''] ?? en)
  return {
    text: (key, values) => fillText(texts.value[key], values),
    locale: computed(() => locale.value),
  }
}
