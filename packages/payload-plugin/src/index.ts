import type { Config, Plugin } from 'payload'
import { extendCollection } from './extend-collection.ts'
import { components, prefix } from './names.ts'
import type { OpenWithOptions } from './options.ts'
import { translations } from './translations/index.ts'

export type { CodeSettings, OpenWithOptions } from './options.ts'

/**
 * Opens, edits, co-edits and creates the office documents of upload collections in ONLYOFFICE Docs.
 *
 * ```ts
 * plugins: [openwith({ collections: ['media'] })]
 * ```
 */
export function openwith(options: OpenWithOptions = {}): Plugin {
  return (config: Config): Config => {
    if (options.enabled === false) return config
    const isOurs = (slug: string) => options.collections === undefined || options.collections.includes(slug as never)
    return {
      ...config,
      collections: (config.collections ?? []).map((collection) =>
        collection.upload && isOurs(collection.slug) ? extendCollection(collection) : collection,
      ),
      i18n: { ...config.i18n, translations: mergeTranslations(config.i18n?.translations) },
      admin: {
        ...config.admin,
        components: {
          ...config.admin?.components,
          views: {
            ...config.admin?.components?.views,
            openwithEditor: { Component: components.editorPage, path: `/${prefix}/:collection/:id` },
          },
        },
      },
    }
  }
}

type Translations = NonNullable<NonNullable<Config['i18n']>['translations']>

/** The application's own texts win over ours. */
function mergeTranslations(given: Translations | undefined): Translations {
  const merged: Record<string, Record<string, unknown>> = { ...(given as Record<string, Record<string, unknown>>) }
  for (const [language, { openwith: ours }] of Object.entries(translations))
    merged[language] = { ...merged[language], openwith: { ...ours, ...(merged[language]?.openwith as object) } }
  return merged as Translations
}
