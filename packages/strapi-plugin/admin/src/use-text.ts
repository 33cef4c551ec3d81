import { useIntl } from 'react-intl'
import type { en } from './translations/en.ts'

export type TextKey = keyof typeof en

/** The plugin's texts in the language of Strapi's admin. */
export function useText(): (key: TextKey, values?: Record<string, string | number>) => string {
  const { formatMessage } = useIntl()
  return (key, values) => formatMessage({ id: `onlyoffice.${key}`, defaultMessage: key }, values)
}
