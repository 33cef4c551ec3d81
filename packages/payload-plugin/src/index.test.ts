import type { CollectionConfig, Config, Field } from 'payload'
import { describe, expect, it } from 'vitest'
import { openwith } from './index.ts'

const own = () => {}

function application(): Config {
  const media: CollectionConfig = {
    slug: 'media',
    upload: true,
    fields: [{ name: 'alt', type: 'text' }],
    hooks: { beforeChange: [own], beforeOperation: [own] },
    admin: {
      defaultColumns: ['alt'],
      components: {
        beforeListTable: ['/own#Strip'],
        views: { edit: { own: { Component: '/own#View', path: '/own' } } },
      },
    },
  }
  return {
    secret: 'x',
    db: {} as Config['db'],
    collections: [media, { slug: 'posts', fields: [] }, { slug: 'pictures', upload: true, fields: [] }],
    globals: [{ slug: 'menu', fields: [] }],
    endpoints: [{ path: '/own', method: 'get', handler: async () => new Response() }],
    custom: { own: 1 },
    i18n: { translations: { en: { own: { a: 'A' }, openwith: { createNew: 'Start' } } } },
    admin: { components: { views: { own: { Component: '/own#Page', path: '/own' } } } },
  }
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) deepFreeze(part)
  return Object.freeze(value)
}

const applied = async (config = application(), options = {}) => await openwith(options)(config)
const named = (fields: readonly Field[]) => fields.flatMap((field) => ('name' in field ? [field.name] : []))

describe('openwith()', () => {
  it('changes nothing of the configuration that it is given, and keeps what others have put there', async () => {
    const config = await applied(deepFreeze(application()))
    const media = config.collections?.find(({ slug }) => slug === 'media')
    expect(named(media?.fields ?? [])).toEqual(['alt', 'openwith'])
    expect(media?.admin?.defaultColumns).toEqual(['alt', 'openwith'])
    expect(media?.admin?.components?.beforeListTable?.[0]).toBe('/own#Strip')
    expect(Object.keys(media?.admin?.components?.views?.edit ?? {})).toEqual(
      expect.arrayContaining(['own', 'openwith']),
    )
    expect(media?.hooks?.beforeChange?.[0]).toBe(own)
    expect(config.collections?.map(({ slug }) => slug)).toEqual(['media', 'posts', 'pictures', 'openwith-state'])
    expect(config.globals?.map(({ slug }) => slug)).toEqual(['menu', 'openwith-settings'])
    expect(config.endpoints?.[0]?.path).toBe('/own')
    expect(config.custom).toMatchObject({ own: 1 })
    expect(Object.keys(config.admin?.components?.views ?? {})).toEqual(
      expect.arrayContaining(['own', 'openwithEditor']),
    )
    expect(config.i18n?.translations).toMatchObject({ en: { own: { a: 'A' }, openwith: { createNew: 'Start' } } })
  })

  it('has texts for each language of the admin, English where there is no translation', async () => {
    const supportedLanguages = { nl: {}, de: {} } as never
    const { i18n } = await applied({ ...application(), i18n: { supportedLanguages } })
    const texts = i18n?.translations as Record<string, { openwith: Record<string, string> }>
    expect(texts.nl?.openwith.createNew).toBe(texts.en?.openwith.createNew)
    expect(texts.de?.openwith.createNew).not.toBe(texts.en?.openwith.createNew)
  })

  it('takes every upload collection, or those that are named', async () => {
    const taken = async (options: object) =>
      (await applied(application(), options)).collections
        ?.filter(({ fields }) => named(fields).includes('openwith'))
        .map(({ slug }) => slug)
    expect(await taken({})).toEqual(['media', 'pictures'])
    expect(await taken({ collections: ['pictures', 'posts'] })).toEqual(['pictures'])
  })

  it('leaves only its tables when it is switched off, so that no migration takes them away', async () => {
    const config = await applied(application(), { enabled: false })
    expect(config.collections?.slice(0, 3)).toEqual(application().collections)
    expect(config.collections?.at(-1)?.slug).toBe('openwith-state')
    expect(config.globals?.at(-1)).toMatchObject({ slug: 'openwith-settings', admin: { hidden: true } })
    expect(config.endpoints).toHaveLength(1)
    expect(config.onInit).toBeUndefined()
  })

  it('routes the server door before the browser door, for every method that a WOPI client or a browser uses', async () => {
    const { endpoints = [] } = await applied()
    const ours = endpoints.slice(1)
    expect(new Set(ours.map(({ path }) => path))).toEqual(
      new Set(['/openwith/rows', '/openwith/server/:path*', '/openwith/:path*']),
    )
    const first = (method: string) =>
      ours.find((endpoint) => endpoint.method === method && endpoint.path.endsWith('*'))?.path
    for (const method of ['get', 'head', 'post', 'put', 'delete']) expect(first(method)).toBe('/openwith/server/:path*')
  })

  it('keeps no setting in a column of its own, and shows what code fixes read-only', async () => {
    const config = await applied(application(), { settings: { documentServerUrl: 'https://docs.example.com' } })
    const settings = config.globals?.at(-1)
    const tabs = settings?.fields.find(({ type }) => type === 'tabs')
    const stored = settings?.fields.at(-1)
    expect(stored).toMatchObject({ name: 'stored', type: 'json', hidden: true })
    const fields = (tabs as { tabs: { fields: Field[] }[] }).tabs.flatMap((tab) => tab.fields)
    const real = fields.filter((field) => field.type !== 'ui')
    expect(real.length).toBeGreaterThan(30)
    expect(real.every((field) => 'virtual' in field && field.virtual === true)).toBe(true)
    const readOnly = real.filter((field) => 'admin' in field && (field.admin as { readOnly?: boolean }).readOnly)
    expect(named(readOnly)).toEqual(['documentServerUrl'])
  })
})
