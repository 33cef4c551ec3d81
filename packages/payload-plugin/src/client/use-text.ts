import { useTranslation } from '@payloadcms/ui'
import { useCallback } from 'react'
import { en } from '../translations/en.ts'
import type { TextKey } from '../translations/index.ts'

export type Text = (key: TextKey, values?: Record<string, string | number>) => string

/** The plugin's texts in the language of Payload's admin; English where the application speaks another one. */
export function useText(): { text: Text; language: string } {
  const { i18n } = useTranslation()
  const ours = (i18n.translations as { openwith?: Partial<Record<TextKey, string>> }).openwith
  const text = useCallback<Text>(
    (key, values = {}) =>
      (ours?.[key] ?? en[key]).replace(/\{\{(\w+)\}\}/g, (all, name: string) => String(values[name] ?? all)),
    [ours],
  )
  return { text, language: i18n.language }
}
