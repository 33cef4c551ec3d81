import { describe, expect, it } from 'vitest'
import type { SettingsStore } from '../host.ts'
import { type SettingError, saveSettings, settingsForm, settingsTexts, settingsTranslator } from './index.ts'
import { settingMessages } from './setting-messages.ts'
import { translatedSettings } from './settings-translator.ts'

const messages = Object.entries(settingMessages).map(([name, text]) => [`settings.message.${name}`, text])
const english: Record<string, string> = { ...settingsTexts(), ...Object.fromEntries(messages) }

function storeOf(stored: Record<string, unknown>, environment: Record<string, string> = {}): SettingsStore {
  return { load: async () => stored, save: async () => {}, environment }
}

async function errorsOf(locale: string, values: Record<string, unknown>): Promise<SettingError[]> {
  const refused = saveSettings(storeOf({}), values, { translate: settingsTranslator(locale) })
  return await refused.then(
    () => [],
    (error: { detail: { errors: SettingError[] } }) => error.detail.errors,
  )
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{\w+\}/g)].map(([placeholder]) => placeholder).sort()
}

describe.each(Object.entries(translatedSettings))('the settings in %s', (language, texts) => {
  it('have every text of the form and every message, and no other', () => {
    expect(Object.keys(texts).sort()).toEqual(Object.keys(english).sort())
  })

  it('have the placeholders of the English text, and no empty text', () => {
    for (const [key, text] of Object.entries(texts)) {
      expect(text.trim(), key).not.toBe('')
      expect(placeholders(text), key).toEqual(placeholders(english[key]!))
    }
  })

  it('keep the names, addresses and numbers that people have to type', () => {
    const fixed =
      /https?:\/\/(?:[\w.:]*\w)?|[A-Z]+_[A-Z_]+|services\.\w+\.\w+|-----[A-Z ]+-----|\b\d{3,}\b|\/hosting\/\w+/g
    for (const [key, text] of Object.entries(texts))
      expect(text.match(fixed)?.sort() ?? [], key).toEqual(english[key]!.match(fixed)?.sort() ?? [])
  })

  it('end sentences, and only sentences, with a full stop', () => {
    for (const [key, text] of Object.entries(texts)) expect(text.endsWith('.'), key).toBe(english[key]!.endsWith('.'))
  })

  it('reach the form', async () => {
    const form = await settingsForm(storeOf({}), { translate: settingsTranslator(language) })
    const inEnglish = await settingsForm(storeOf({}))
    for (const [at, field] of form.fields.entries()) expect(field.help, field.name).not.toBe(inEnglish.fields[at]?.help)
    for (const { help, label, ...rest } of form.fields.filter(({ type }) => type === 'extensions'))
      expect(inEnglish.fields).toContainEqual(expect.objectContaining(rest))
  })
})

describe('settingsTranslator', () => {
  it('understands a locale and an Accept-Language, and falls back to English', async () => {
    const label = async (locale: string | undefined) =>
      (await settingsForm(storeOf({}), { translate: settingsTranslator(locale) })).fields[0]?.label
    expect(await label('de-AT')).toBe('Adresse des Document Servers')
    expect(await label('fr-CA,fr;q=0.9,en;q=0.8')).toBe('Adresse de Document Server')
    expect(await label('en-US,en;q=0.9,de;q=0.8')).toBe('Document Server address')
    expect(await label('xx')).toBe('Document Server address')
    expect(await label(undefined)).toBe('Document Server address')
  })

  it('says what is wrong with a value without repeating it, by the label that people see', async () => {
    const values = { documentServerUrl: 'ftp://nowhere', 'customization.zoom': 5, nothing: 1, secret: 'a\nb' }
    expect((await errorsOf('de', values)).map(({ message }) => message)).toEqual([
      '„Adresse des Document Servers“ (documentServerUrl) muss eine Adresse sein, die mit https:// oder http:// beginnt.',
      '„Zoom in Prozent“ (customization.zoom) muss zwischen 10 und 500 liegen oder einer dieser Werte sein: -1, -2.',
      'Es gibt keine Einstellung namens nothing.',
      '„Geheimnis“ (secret) darf keine Zeilenumbrüche und Steuerzeichen enthalten.',
    ])
    for (const language of Object.keys(translatedSettings)) {
      const text = JSON.stringify(await errorsOf(language, values))
      expect(text).not.toMatch(/nowhere|a\\nb|\{\w+\}/)
    }
  })

  it('warns above the form in the same language', async () => {
    const store = storeOf(
      { jwtDisabled: true, 'customization.zoom': 'big', lost: 1 },
      { DOCUMENT_SERVER_TLS_VERIFY: 'flase' },
    )
    const { warnings } = await settingsForm(store, { translate: settingsTranslator('es') })
    expect(warnings).toEqual([
      '«Comprobar el certificado de Document Server» (tlsVerify) debe ser true o false. Corrija la variable de entorno DOCUMENT_SERVER_TLS_VERIFY.',
      'No hay ningún ajuste llamado lost; se ignora.',
      '«Zoom en porcentaje» (customization.zoom) debe ser un número entero. Se ignora el valor guardado.',
      expect.stringContaining('JWT está desactivado'),
    ])
  })
})
