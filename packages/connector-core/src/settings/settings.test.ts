import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { describe, expect, it } from 'vitest'
import { hasCode } from '../errors.ts'
import type { SettingsStore } from '../host.ts'
import {
  documentServerAddress,
  parseSettings,
  previewSettings,
  readSettings,
  type SettingError,
  saveSettings,
  settingsForm,
  settingsReader,
  settingsSchema,
  settingsTexts,
  wopiServers,
} from './index.ts'

type Values = Record<string, unknown>

function storeOf(
  stored: Values,
  others: { fixed?: Values; environment?: Record<string, string> } = {},
): SettingsStore & { stored(): Values } {
  let values = structuredClone(stored)
  return {
    load: async () => structuredClone(values),
    save: async (next) => {
      values = structuredClone(next)
    },
    fixed: () => others.fixed ?? {},
    environment: others.environment ?? {},
    stored: () => values,
  }
}

async function errorsOf(act: Promise<unknown>): Promise<SettingError[]> {
  try {
    await act
  } catch (error) {
    if (hasCode(error, 'settings_invalid')) return error.detail?.errors as SettingError[]
    throw error
  }
  return []
}

const pem = rootCertificates[0]!

describe('parseSettings', () => {
  it('gives every default for an empty object', () => {
    const { settings, errors, warnings } = parseSettings({})
    expect({ errors, warnings }).toEqual({ errors: [], warnings: [] })
    expect(settings).toMatchObject({
      documentServerUrl: '',
      secret: '',
      jwtHeader: 'Authorization',
      jwtPrefix: 'Bearer',
      jwtAlgorithms: ['HS256'],
      jwtLeewaySeconds: 60,
      tlsVerify: true,
      connectTimeoutSeconds: 10,
      requestTimeoutSeconds: 30,
      downloadTimeoutSeconds: 600,
      conversionTimeoutSeconds: 120,
      maxDocumentBytes: 104857600,
      openIn: 'tab',
      forcesave: true,
      forcesaveEveryMinutes: 0,
      lossyEditFormats: [],
      customization: { zoom: 100, unit: 'cm', reviewDisplay: 'markup', macros: false },
    })
  })

  it.each([
    ['https://docs.example.com/', 'https://docs.example.com'],
    [' HTTPS://Docs.Example.com:443/sub/path// ', 'https://docs.example.com/sub/path'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
    ['', ''],
  ])('takes the address %j as %j', (given, expected) => {
    const { settings, errors } = parseSettings({ documentServerUrl: given })
    expect(errors).toEqual([])
    expect(settings.documentServerUrl).toBe(expected)
  })

  it.each([
    'docs.example.com',
    'ftp://docs.example.com',
    'javascript:alert(1)',
    'https://user:pass@docs.example.com',
    'https://docs.example.com/?a=1',
    'https://docs.example.com/#x',
    'https://docs:99999',
    'https://exa mple.com',
    42,
  ])('refuses the address %j by its name, without repeating it', (given) => {
    const { settings, errors } = parseSettings({ documentServerUrl: given })
    expect(errors).toHaveLength(1)
    expect(errors[0]?.field).toBe('documentServerUrl')
    expect(errors[0]?.message).toContain('documentServerUrl')
    expect(errors[0]?.message).not.toContain(String(given))
    expect(settings.documentServerUrl).toBe('')
  })

  it.each([
    ['jwtDisabled', 'maybe'],
    ['maxDocumentBytes', '100MB'],
    ['maxDocumentBytes', 0],
    ['maxDocumentBytes', 1.5],
    ['jwtLeewaySeconds', Number.NaN],
    ['jwtAlgorithms', ['none']],
    ['jwtAlgorithms', []],
    ['jwtHeader', 'Two words'],
    ['jwtHeader', 'Host'],
    ['jwtHeader', ''],
    ['jwtPrefix', 'Bea\r\nrer'],
    ['openIn', 'window'],
    ['lossyEditFormats', ['../x']],
    ['lossyEditFormats', { odt: true }],
    ['customization.zoom', 0],
    ['customization.unit', 'mile'],
  ])('refuses %s = %j', (field, value) => {
    expect(parseSettings({ [field]: value }).errors.map((error) => error.field)).toEqual([field])
  })

  it.each([
    ['no PEM', 'not a certificate'],
    ['a damaged certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'],
    ['a certificate cut short', `${pem}\n-----BEGIN CERTIFICATE-----\nAAAA`],
    ['a private key', `${pem}\n-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----`],
  ])('refuses %s as certificates', (_what, caBundle) => {
    expect(parseSettings({ caBundle }).errors.map((error) => error.field)).toEqual(['caBundle'])
  })

  it('takes texts as a form or the environment gives them', () => {
    const { settings, errors } = parseSettings({
      jwtDisabled: 'On',
      tlsVerify: '0',
      maxDocumentBytes: ' 2048 ',
      requestTimeoutSeconds: '0.5',
      lossyEditFormats: '.ODT, rtf;csv  odt',
      caBundle: `a comment\n${pem}\n\n${pem}`,
      customization: { zoom: '-2' },
    })
    expect(errors).toEqual([])
    expect(settings).toMatchObject({
      jwtDisabled: true,
      tlsVerify: false,
      maxDocumentBytes: 2048,
      requestTimeoutSeconds: 0.5,
      lossyEditFormats: ['odt', 'rtf', 'csv'],
      caBundle: `${pem}\n${pem}\n`,
      customization: { zoom: -2 },
    })
  })

  it('names unknown settings in a warning', () => {
    const { warnings } = parseSettings({ tlsVerfy: false, customization: { colour: 'red' } })
    expect(warnings.join()).toContain('tlsVerfy')
    expect(warnings.join()).toContain('customization.colour')
  })

  it('is not confused by names that every object has', () => {
    const { settings, warnings } = parseSettings(JSON.parse('{"__proto__": {"secret": "x"}, "constructor": 1}'))
    expect(settings.secret).toBe('')
    expect(warnings).toHaveLength(2)
  })
})

describe('readSettings', () => {
  it('prefers the environment to the configuration to the store to the default', async () => {
    const store = storeOf(
      { documentServerUrl: 'https://stored', jwtHeader: 'X-Stored', jwtPrefix: 'Stored' },
      {
        fixed: { documentServerUrl: 'https://fixed', jwtHeader: 'X-Fixed', storageUrl: undefined },
        environment: { DOCUMENT_SERVER_URL: 'https://env/', DOCUMENT_SERVER_JWT_PREFIX: '' },
      },
    )
    expect(await readSettings(store)).toMatchObject({
      documentServerUrl: 'https://env',
      jwtHeader: 'X-Fixed',
      jwtPrefix: 'Stored',
      storageUrl: '',
    })
  })

  it('reads every setting from its variable, and from the prefixed one first', async () => {
    const environment: Record<string, string> = {
      DOCUMENT_SERVER_URL: 'https://plain',
      OPENWITH_DOCUMENT_SERVER_URL: 'https://prefixed',
      DOCUMENT_SERVER_INTERNAL_URL: 'http://internal',
      DOCUMENT_SERVER_STORAGE_URL: 'http://storage',
      DOCUMENT_SERVER_SECRET: 'a secret',
      DOCUMENT_SERVER_JWT_HEADER: 'AuthorizationJwt',
      DOCUMENT_SERVER_JWT_DISABLED: 'true',
      DOCUMENT_SERVER_TLS_VERIFY: 'false',
      MAX_DOCUMENT_BYTES: '5',
      OPENWITH_OPEN_IN: 'admin',
      OPENWITH_CUSTOMIZATION_HIDE_RIGHT_MENU: 'no',
    }
    expect(await readSettings(storeOf({}, { environment }))).toMatchObject({
      documentServerUrl: 'https://prefixed',
      documentServerInternalUrl: 'http://internal',
      storageUrl: 'http://storage',
      secret: 'a secret',
      jwtHeader: 'AuthorizationJwt',
      jwtDisabled: true,
      tlsVerify: false,
      maxDocumentBytes: 5,
      openIn: 'admin',
      customization: { hideRightMenu: false },
    })
    const names = settingsSchema.map((field) => field.env)
    expect(new Set(names).size).toBe(names.length)
  })

  it('reads certificates from the file that the environment names', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'openwith-settings-'))
    try {
      const file = join(directory, 'ca.pem')
      writeFileSync(file, pem)
      const store = storeOf({}, { environment: { DOCUMENT_SERVER_CA_FILE: file } })
      const read = settingsReader(store)
      expect((await read()).caBundle.trim()).toBe(pem.trim())
      writeFileSync(file, `${pem}\n${pem}`)
      expect((await read()).caBundle.match(/BEGIN/g)).toHaveLength(2)
      rmSync(file)
      const [error] = await errorsOf(read())
      expect(error?.message).toContain('DOCUMENT_SERVER_CA_FILE')
    } finally {
      rmSync(directory, { recursive: true })
    }
  })

  it('names the variable when the environment is wrong, and keeps Document Server trying', async () => {
    const store = storeOf({}, { environment: { MAX_DOCUMENT_BYTES: '100MB' }, fixed: { openIn: 'nowhere' } })
    const errors = await errorsOf(readSettings(store))
    expect(errors.map((error) => error.field).sort()).toEqual(['maxDocumentBytes', 'openIn'])
    expect(errors.find((error) => error.field === 'maxDocumentBytes')?.message).toContain('MAX_DOCUMENT_BYTES')
    await expect(readSettings(store)).rejects.toMatchObject({ transient: true })
  })

  it('falls back to the default when a stored value is wrong', async () => {
    const store = storeOf({ customization: { zoom: 'big' }, secret: 's' })
    expect(await readSettings(store)).toMatchObject({ secret: 's', customization: { zoom: 100 } })
    expect((await settingsForm(store)).warnings.join()).toContain('customization.zoom')
  })
})

describe('settingsReader', () => {
  it('gives the same object until something changes', async () => {
    const store = storeOf({ secret: 'one' })
    const read = settingsReader(store)
    const first = await read()
    expect(await read()).toBe(first)
    await saveSettings(store, { secret: 'two' })
    expect((await read()).secret).toBe('two')
  })
})

describe('saveSettings', () => {
  it('stores what was given in its own type and leaves the rest', async () => {
    const store = storeOf({ secret: 's', jwtHeader: 'X-Jwt', future: 1, customization: { unit: 'pt' } })
    const settings = await saveSettings(store, {
      documentServerUrl: 'https://docs.example.com/',
      'customization.zoom': '150',
      jwtHeader: null,
    })
    expect(settings).toMatchObject({ documentServerUrl: 'https://docs.example.com', jwtHeader: 'Authorization' })
    expect(store.stored()).toEqual({
      secret: 's',
      future: 1,
      documentServerUrl: 'https://docs.example.com',
      customization: { unit: 'pt', zoom: 150 },
    })
  })

  it('keeps the secret when it comes back empty or not at all, and clears it for null', async () => {
    const store = storeOf({ secret: 'old' })
    expect((await saveSettings(store, { secret: '' })).secret).toBe('old')
    expect((await saveSettings(store, { jwtPrefix: 'Token' })).secret).toBe('old')
    expect((await saveSettings(store, { secret: 'new' })).secret).toBe('new')
    expect((await saveSettings(store, { secret: null })).secret).toBe('')
    expect(store.stored()).not.toHaveProperty('secret')
  })

  it('stores nothing when one value is wrong, and names each', async () => {
    const store = storeOf({ secret: 's' })
    const errors = await errorsOf(
      saveSettings(store, { secret: 'new', documentServerUrl: 'nowhere', 'customization.zoom': 0, nothing: 1 }),
    )
    expect(errors.map((error) => error.field).sort()).toEqual(['customization.zoom', 'documentServerUrl', 'nothing'])
    expect(store.stored()).toEqual({ secret: 's' })
  })

  it('refuses to change what the environment or the configuration fixes, but takes it back unchanged', async () => {
    const store = storeOf(
      {},
      { environment: { DOCUMENT_SERVER_URL: 'https://env/' }, fixed: { jwtAlgorithms: ['HS512'], secret: 'fixed' } },
    )
    await saveSettings(store, { documentServerUrl: 'https://env', jwtAlgorithms: ['HS512'], secret: '' })
    expect(store.stored()).toEqual({})
    const errors = await errorsOf(saveSettings(store, { documentServerUrl: 'https://other', secret: 'mine' }))
    expect(errors.map((error) => error.field)).toEqual(['documentServerUrl', 'secret'])
    expect(errors[0]?.message).toContain('DOCUMENT_SERVER_URL')
  })
})

describe('previewSettings', () => {
  it('shows what saving would give, with the stored secret, and saves nothing', async () => {
    const store = storeOf({ secret: 's' })
    const settings = await previewSettings(store, { documentServerUrl: 'https://try', secret: '' })
    expect(settings).toMatchObject({ documentServerUrl: 'https://try', secret: 's' })
    expect(store.stored()).toEqual({ secret: 's' })
  })
})

describe('settingsForm', () => {
  it('never holds a secret, only whether one is set', async () => {
    const form = await settingsForm(storeOf({ secret: 'very-secret-value' }))
    expect(JSON.stringify(form)).not.toContain('very-secret-value')
    const field = form.fields.find(({ name }) => name === 'secret')!
    expect(field).toMatchObject({ secretSet: true, fixedBy: null })
    expect(field).not.toHaveProperty('value')
    const empty = await settingsForm(storeOf({}))
    expect(empty.fields.find(({ name }) => name === 'secret')?.secretSet).toBe(false)
  })

  it('tells who fixed a field', async () => {
    const store = storeOf(
      { jwtPrefix: 'X' },
      { environment: { OPENWITH_DOCUMENT_SERVER_URL: 'https://env' }, fixed: { 'customization.zoom': 90 } },
    )
    const { fields } = await settingsForm(store)
    const field = (name: string) => fields.find((one) => one.name === name)
    expect(field('documentServerUrl')).toMatchObject({
      value: 'https://env',
      fixedBy: 'environment',
      variable: 'OPENWITH_DOCUMENT_SERVER_URL',
    })
    expect(field('customization.zoom')).toMatchObject({ value: 90, fixedBy: 'configuration', min: 10, max: 500 })
    expect(field('jwtPrefix')).toMatchObject({ value: 'X', fixedBy: null, default: 'Bearer' })
  })

  it('warns loudly of dangerous choices and opens even when the environment is wrong', async () => {
    const store = storeOf({ jwtDisabled: true }, { environment: { DOCUMENT_SERVER_TLS_VERIFY: 'flase' } })
    const { warnings, fields } = await settingsForm(store)
    expect(warnings.join('\n')).toContain('JWT is switched off')
    expect(warnings.join('\n')).toContain('DOCUMENT_SERVER_TLS_VERIFY')
    expect(fields.find(({ name }) => name === 'tlsVerify')?.value).toBe(true)
  })

  it('offers the formats that each choice is about', async () => {
    const { fields } = await settingsForm(storeOf({}))
    const offered = (name: string) => fields.find((field) => field.name === name)?.options?.map(({ value }) => value)
    expect(offered('lossyEditFormats')).toEqual(expect.arrayContaining(['odt', 'rtf', 'csv']))
    expect(offered('lossyEditFormats')).not.toContain('docx')
    expect(offered('disabledFormats')).toEqual(expect.arrayContaining(['docx', 'odt', 'pdf']))
  })

  it('asks for each of its texts in the language of the reader', async () => {
    const asked = new Set<string>()
    const form = await settingsForm(storeOf({}), {
      translate: (key) => {
        asked.add(key)
        return `<${key}>`
      },
    })
    expect([...asked].sort()).toEqual(Object.keys(settingsTexts()).sort())
    expect(form.fields[0]?.label).toBe('<settings.documentServerUrl.label>')
    expect(form.fields.every(({ group }) => form.groups.some(({ name }) => name === group))).toBe(true)
  })
})

describe('documentServerAddress', () => {
  it('is the internal address, else the public one, else an error that says what to do', () => {
    const settings = { documentServerUrl: 'https://public', documentServerInternalUrl: 'http://internal' }
    expect(documentServerAddress(settings)).toBe('http://internal')
    expect(documentServerAddress({ ...settings, documentServerInternalUrl: '' })).toBe('https://public')
    expect(() => documentServerAddress({ documentServerUrl: '', documentServerInternalUrl: '' })).toThrow(/address/)
  })
})

describe('wopiServers', () => {
  it('are those with an address, in order, each read from variables of its own', async () => {
    const store: SettingsStore = {
      ...storeOf({ wopi: { name: 'Office', defaultEditFormats: ['ods'] }, 'wopi2.formats': ['odt'] }),
      environment: { WOPI_DISCOVERY_URL: 'https://office.test/hosting/discovery/', WOPI_PROOF: 'required' },
    }
    const settings = await readSettings(store)
    expect(wopiServers(settings)).toEqual([
      {
        id: 'wopi',
        discoveryUrl: 'https://office.test/hosting/discovery',
        internalUrl: '',
        storageUrl: '',
        name: 'Office',
        proof: 'required',
        formats: [],
        defaultViewFormats: [],
        defaultEditFormats: ['ods'],
      },
    ])
    expect(settings.wopi2.formats).toEqual(['odt'])
    const both = await readSettings({
      ...store,
      environment: { ...store.environment, WOPI2_DISCOVERY_URL: 'http://c' },
    })
    expect(wopiServers(both).map(({ id }) => id)).toEqual(['wopi', 'wopi2'])
  })

  it('are stored nested, with what else is stored', async () => {
    const store = storeOf({ secret: 's', wopi: { proof: 'off' } })
    await saveSettings(store, { 'wopi.discoveryUrl': 'https://c.test', 'wopi2.proof': 'required' })
    expect(await store.load()).toEqual({
      secret: 's',
      wopi: { proof: 'off', discoveryUrl: 'https://c.test' },
      wopi2: { proof: 'required' },
    })
    await expect(saveSettings(store, { 'wopi.proof': 'maybe' })).rejects.toThrow(/wopi\.proof/)
  })
})
