import { settingsForm } from '@openwith/connector-core/settings'
import { describe, expect, it } from 'vitest'
import { en } from '../translations/en.ts'
import { fillText } from './fill-text.ts'
import { settingFields, settingValues } from './setting-fields.ts'
import type { Text } from './use-text.ts'

const text: Text = (key, values) => fillText(en[key], values)
const formOf = (stored: Record<string, unknown>, environment: Record<string, string> = {}) =>
  settingsForm({ environment, load: async () => stored, save: async () => {} })
const fieldsOf = async (...given: Parameters<typeof formOf>) => {
  const form = await formOf(...given)
  return new Map(settingFields(form, {}, {}, text).map((field) => [field.field, field]))
}

describe('settingFields', () => {
  it('has a field for each setting, in a group that the form has', async () => {
    const form = await formOf({})
    const fields = settingFields(form, {}, {}, text)
    expect(fields).toHaveLength(form.groups.length + form.fields.length)
    const groups = fields.filter(({ type }) => type === 'alias').map(({ field }) => field)
    for (const { type, meta } of fields) if (type !== 'alias') expect(groups).toContain(meta.group)
  })

  it('says that a secret is set, and never has it', async () => {
    const form = await formOf({ secret: 'hush-hush-hush-hush-hush-hush-32' })
    expect(settingValues(form).secret).toBeNull()
    const secret = settingFields(form, {}, {}, text).find(({ field }) => field === 'secret')
    expect(secret?.meta.options).toMatchObject({ masked: true, placeholder: en.secretSet })
    expect(JSON.stringify(settingFields(form, {}, {}, text))).not.toContain('hush')
  })

  it('makes what the environment fixes read-only, and names the variable', async () => {
    const fixed = (await fieldsOf({}, { DOCUMENT_SERVER_URL: 'https://docs.example.com' })).get('documentServerUrl')
    expect(fixed?.meta).toMatchObject({ readonly: true, note: expect.stringContaining('DOCUMENT_SERVER_URL') })
    expect((await fieldsOf({})).get('documentServerUrl')?.meta.readonly).toBe(false)
  })

  it('folds a further editor server away until it has an address', async () => {
    const start = async (stored: Record<string, unknown>) =>
      (await fieldsOf(stored)).get('group-wopi')?.meta.options.start
    expect(await start({})).toBe('closed')
    expect(await start({ 'wopi.discoveryUrl': 'https://collabora.example.com' })).toBe('open')
    expect((await fieldsOf({})).get('group-connection')?.meta.options.start).toBe('open')
  })

  it('warns while a dangerous value is chosen, and makes no link of an example', async () => {
    const form = await formOf({})
    const note = (values: Record<string, unknown>, name: string) =>
      settingFields(form, values, {}, text).find(({ field }) => field === name)?.meta.note
    expect(note({ tlsVerify: false }, 'tlsVerify')).toMatch(/^\*\*/)
    expect(note({}, 'tlsVerify')).not.toContain('**')
    expect(note({}, 'documentServerUrl')).toContain('`https://docs.example.com`.')
  })

  it('puts an error to its field', async () => {
    const form = await formOf({})
    const fields = settingFields(form, {}, { secret: 'Too short.' }, text)
    expect(fields.filter(({ meta }) => meta.validation_message !== null)).toMatchObject([{ field: 'secret' }])
  })
})
