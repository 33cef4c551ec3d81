import type { Config, GlobalConfig, Plugin } from 'payload'
import { extendCollection } from './extend-collection.ts'
import { endpoints } from './mount.ts'
import { components, prefix } from './names.ts'
import type { OpenWithOptions } from './options.ts'
import { optionsKey, runningOf } from './running.ts'
import { settingsGlobal } from './settings-global.ts'
import { stateCollection } from './state-collection.ts'
import { translations } from './translations/index.ts'
import { withPlacing } from './upload-placing.ts'

export { type OpenDocumentOptions, type OpenedDocument, openDocument } from './open-document.ts'
export type { CodeSettings, OpenWithOptions } from './options.ts'

/**
 * Opens, edits, co-edits and creates the office documents of upload collections in ONLYOFFICE Docs.
 *
 * ```ts
 * plugins: [openwith({ collections: ['media'] })]
 * ```
 */
export function openwith(options: OpenWithOptions = {}): Plugin {
  return async (config: Config): Promise<Config> => {
    const settings = await settingsGlobal(options)
    if (options.enabled === false) return withTables(config, hidden(settings))
    const isOurs = (slug: string) => options.collections === undefined || options.collections.includes(slug as never)
    const { onInit } = config
    return {
      ...withTables(config, settings),
      collections: [
        ...(config.collections ?? []).map((collection) =>
          collection.upload && isOurs(collection.slug) ? withPlacing(extendCollection(collection)) : collection,
        ),
        stateCollection,
      ],
      endpoints: [...(config.endpoints ?? []), ...endpoints(options)],
      custom: { ...config.custom, [optionsKey]: options },
      i18n: { ...config.i18n, translations: mergeTranslations(config.i18n) },
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
      async onInit(payload) {
        await onInit?.(payload)
        // `next build` loads the configuration as well, in several processes.
        if (process.env.NEXT_PHASE !== 'phase-production-build') runningOf(payload, options)
      },
    }
  }
}

const withTables = (config: Config, settings: GlobalConfig): Config => ({
  ...config,
  collections: [...(config.collections ?? []), stateCollection],
  globals: [...(config.globals ?? []), settings],
})

const hidden = (settings: GlobalConfig): GlobalConfig => ({
  ...settings,
  access: { read: () => false, update: () => false },
  admin: { ...settings.admin, hidden: true },
})

type Translations = NonNullable<NonNullable<Config['i18n']>['translations']>

/** The application's own texts win over ours; a language that we have not reads English, as Payload would show the keys. */
function mergeTranslations(given: Config['i18n']): Translations {
  const merged: Record<string, Record<string, unknown>> = { ...(given?.translations as typeof merged) }
  const all: Readonly<Record<string, { openwith: object }>> = translations
  for (const language of new Set([...Object.keys(translations), ...Object.keys(given?.supportedLanguages ?? {})])) {
    const { openwith: ours } = all[language] ?? translations.en
    merged[language] = { ...merged[language], openwith: { ...ours, ...(merged[language]?.openwith as object) } }
  }
  return merged as Translations
}
