import { isDeepStrictEqual } from 'node:util'
import { ConnectorError } from '@openwith/connector-core'
import { saveSettings, settingsForm, settingsTranslator } from '@openwith/connector-core/settings'
import {
  type Access,
  type GlobalAfterReadHook,
  type GlobalBeforeChangeHook,
  type GlobalConfig,
  ValidationError,
} from 'payload'
import { mayAdminister } from './administer.ts'
import { removeSecret, settingsSlug } from './names.ts'
import type { OpenWithOptions } from './options.ts'
import { settingsTabs, uiField } from './settings-fields.ts'
import { createSettingsStore, storedField, storedKey } from './settings-store.ts'

type Values = Record<string, unknown>

/** The settings screen: a global with native fields, for administrators of the plugin only. A secret goes in and never comes out. */
export async function settingsGlobal(options: OpenWithOptions): Promise<GlobalConfig> {
  const administrators: Access = ({ req }) => mayAdminister(req, options)
  const nobody = () => false
  return {
    slug: settingsSlug,
    label: 'ONLYOFFICE',
    access: { read: administrators, update: administrators },
    graphQL: false,
    lockDocuments: false,
    hooks: { afterRead: [fillForm(options)], beforeChange: [keepForm(options)] },
    fields: [
      uiField('readOnlySettings'),
      { type: 'tabs', tabs: await settingsTabs(options) },
      {
        name: storedField,
        type: 'json',
        hidden: true,
        access: { create: nobody, read: nobody, update: nobody },
        admin: { hidden: true },
      },
    ],
  }
}

/** Shows the values in force; of a secret, nothing. */
function fillForm(options: OpenWithOptions): GlobalAfterReadHook {
  return async ({ doc, req }) => {
    const { fields } = await settingsForm(createSettingsStore(req.payload, options, { req }))
    const filled = { ...(doc as Values) }
    for (const { name, value } of fields) {
      const [group, field] = name.includes('.') ? (name.split('.', 2) as [string, string]) : [null, name]
      if (group === null) filled[field] = value ?? ''
      else filled[group] = { ...(filled[group] as Values | undefined), [field]: value ?? '' }
    }
    return filled
  }
}

/** Checks what the form holds as the core does, and puts it into the one stored object. */
function keepForm(options: OpenWithOptions): GlobalBeforeChangeHook {
  return async ({ data, req, context }) => {
    if (context[storedKey] !== undefined) return { ...data, [storedField]: context[storedKey] }
    let stored: Values | undefined
    const keep = (values: Values) => {
      stored = values
    }
    const store = createSettingsStore(req.payload, options, { req, keep })
    const translate = settingsTranslator(req.i18n?.language)
    const { fields } = await settingsForm(store)
    const changed: Values = {}
    for (const { name, value, secretSet } of fields) {
      const given = name.split('.').reduce<unknown>((at, part) => (at as Values | undefined)?.[part], data)
      if (secretSet !== undefined) {
        if (typeof given === 'string' && given !== '') changed[name] = given === removeSecret ? null : given
      } else if (given !== undefined && !isDeepStrictEqual(given, value)) changed[name] = given
    }
    try {
      await saveSettings(store, changed, { translate })
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.code !== 'settings_invalid') throw error
      const { errors } = error.detail as { errors: { field: string; message: string }[] }
      throw new ValidationError({
        global: settingsSlug,
        errors: errors.map(({ field: path, message }) => ({ path, message })),
        req,
      })
    }
    return { ...data, [storedField]: stored }
  }
}
