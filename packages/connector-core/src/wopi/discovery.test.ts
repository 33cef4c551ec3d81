import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { LogEntry } from '../host.ts'
import { actionUrl, findAction, offerOf } from './action-url.ts'
import { readCapabilities } from './capabilities.ts'
import { createDiscoverySource, discoveryUrl } from './discovery.ts'
import { maxDiscoveryBytes, parseDiscovery } from './parse-discovery.ts'

const sample = (name: string): string =>
  readFileSync(new URL(`../../testdata/wopi/${name}-discovery.xml`, import.meta.url), 'utf8')

const cleanups: (() => void)[] = []
afterEach(() => {
  for (const clean of cleanups.splice(0).reverse()) clean()
})

const choices = { lossyEditFormats: [], defaultOpenFormats: [], disabledFormats: ['rtf'] }
const wopiSrc = 'https://cms.example.com/site/wopi/files/a.b'

describe('the discovery document of ONLYOFFICE', () => {
  const discovery = parseDiscovery(sample('onlyoffice'))

  it('tells actions, icons, keys and where the capabilities are', () => {
    expect(discovery.capabilitiesUrl).toBe('http://127.0.0.1:8701/hosting/capabilities')
    expect(discovery.proofKey.oldexponent).toBe('AQAB')
    expect(discovery.icons.get('Word')).toMatch(/^http:.*favicon\.ico$/)
    expect(findAction(discovery, 'docx', 'edit')).toMatchObject({
      app: 'Word',
      name: 'edit',
      requires: ['locks', 'update'],
    })
    expect(findAction(discovery, 'docx', 'create')?.name).toBe('editnew')
    expect(findAction(discovery, 'docx', 'view')?.name).toBe('view')
    expect(discovery.actions.find(({ name, extension }) => name === 'convert' && extension === 'doc')?.target).toBe(
      'docx',
    )
    expect(findAction(discovery, '', 'edit')).toBeUndefined()
  })

  it('makes addresses with every placeholder filled or gone', () => {
    const action = findAction(discovery, 'xlsx', 'edit')
    const url = actionUrl(action ?? { urlsrc: '' }, { wopiSrc, locale: 'pt-BR', theme: 'dark', disableChat: true })
    expect(url).not.toMatch(/[<>]|&&/)
    const { origin, pathname, searchParams } = new URL(url)
    expect(`${origin}${pathname}`).toBe('http://127.0.0.1:8701/hosting/wopi/cell/edit')
    expect(Object.fromEntries(searchParams)).toEqual({
      rs: 'pt-BR',
      ui: 'pt-BR',
      lang: 'pt-BR',
      dchat: '1',
      thm: '2',
      wopisrc: wopiSrc,
    })
    expect(url).toContain(`wopisrc=${encodeURIComponent(wopiSrc)}`)
  })
})

describe('the discovery document of LibreOffice Online', () => {
  const discovery = parseDiscovery(sample('libreoffice-online'))

  it('views with the editing action what it can edit', () => {
    expect(findAction(discovery, 'docx', 'view')?.name).toBe('edit')
    const { view, edit } = offerOf(discovery, 'odt', choices)
    expect(view).toMatchObject({ readOnly: true })
    expect(edit).toMatchObject({ action: { name: 'edit' } })
  })

  it('gets WOPISrc and language added where it has no place for them', () => {
    const action = findAction(discovery, 'docx', 'edit') ?? { urlsrc: '' }
    expect(actionUrl(action, { wopiSrc, locale: 'de', extra: { permission: 'readonly' } })).toBe(
      `http://127.0.0.1:9980/loleaflet/d0edfea/loleaflet.html?WOPISrc=${encodeURIComponent(wopiSrc)}&lang=de&permission=readonly`,
    )
  })
})

describe('what is offered', () => {
  const discovery = parseDiscovery(sample('onlyoffice'))

  it('says which side refuses', () => {
    expect(offerOf(discovery, 'rtf', choices)).toEqual({
      view: { refusedBy: 'formats' },
      edit: { refusedBy: 'formats' },
    })
    expect(offerOf(discovery, 'exe', choices)).toMatchObject({ edit: { refusedBy: 'formats' } })
    expect(offerOf({ ...discovery, actions: [] }, 'docx', choices)).toMatchObject({ view: { refusedBy: 'server' } })
    expect(offerOf(discovery, 'doc', choices)).toMatchObject({
      view: { readOnly: false },
      edit: { refusedBy: 'server' },
    })
  })
})

describe('actionUrl', () => {
  it('joins parameters to whatever the address ends with', () => {
    const of = (urlsrc: string) => actionUrl({ urlsrc }, { wopiSrc: 'w' })
    expect(of('https://o/x')).toBe('https://o/x?WOPISrc=w&lang=en-US')
    expect(of('https://o/x?a=1')).toBe('https://o/x?a=1&WOPISrc=w&lang=en-US')
    expect(of('https://o/x?a=1&')).toBe('https://o/x?a=1&WOPISrc=w&lang=en-US')
    expect(of('https://o/x?<ui=UI_LLCC&><x=constructor&><thm=THEME_ID&>')).toBe(
      'https://o/x?ui=en-US&WOPISrc=w&lang=en-US',
    )
  })
})

describe('a hostile discovery document', () => {
  const action = (attributes: string) =>
    `<wopi-discovery><net-zone name="z"><app name="a"><action ${attributes}/></app></net-zone></wopi-discovery>`

  it('is refused in time, not expanded and no crash', () => {
    const bomb = `<!DOCTYPE a [<!ENTITY x "${'y'.repeat(1000)}">]>${action('name="&x;"')}`
    const hostile = [
      bomb,
      bomb.toLowerCase(),
      `<a>${'<b>'.repeat(100_000)}`,
      '<a>'.repeat(20),
      `<wopi-discovery>${'<x/>'.repeat(30_000)}</wopi-discovery>`,
      'x'.repeat(maxDiscoveryBytes + 1),
      `<wopi-discovery ${'a '.repeat(500_000)}`,
      `<wopi-discovery ${'a="" '.repeat(100_000)}/>`,
      '<!--',
      '<?xml',
      '<![CDATA[',
      '<wopi-discovery',
      '<wopi-discovery a="',
      '',
      '\u0000',
      '{"error":1}',
      '<html><body>Login</body></html>',
      '<wopi-discovery></wopi-discovery>',
      '<wopi-discovery><net-zone/></wopi-discovery>',
    ]
    for (const xml of hostile)
      expect(() => parseDiscovery(xml)).toThrow(expect.objectContaining({ code: 'document_server_answer' }))
  })

  it('may name keys and no application: then there is nothing to open, but calls can be proved', () => {
    const { actions, proofKey } = parseDiscovery(
      '<wopi-discovery><proof-key modulus="AQ==" exponent="AQAB"/></wopi-discovery>',
    )
    expect([actions, proofKey]).toEqual([[], { modulus: 'AQ==', exponent: 'AQAB' }])
    expect(() => parseDiscovery('<wopi-discovery><proof-key/></wopi-discovery>')).toThrow('lists no applications')
  })

  it('brings in no address but http and https, and nothing from prototypes', () => {
    for (const urlsrc of ['javascript:alert(1)', 'file:///etc/passwd', '/relative', '', 'https://'])
      expect(parseDiscovery(action(`name="edit" ext="docx" urlsrc="${urlsrc}"`)).actions).toEqual([])
    const polluted =
      '<wopi-discovery><__proto__ name="x"/><net-zone><app><action constructor="1"/></app></net-zone></wopi-discovery>'
    try {
      expect(parseDiscovery(polluted).actions).toEqual([])
    } catch (error) {
      expect(error).toMatchObject({ code: 'document_server_answer' })
    }
    expect(({} as Record<string, unknown>).name).toBeUndefined()
  })

  it('reads any random change of a real one, or refuses it', () => {
    const xml = sample('libreoffice-online')
    let seed = 42
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0
      return (seed >>> 8) % below
    }
    for (let round = 0; round < 300; round += 1) {
      const at = random(xml.length)
      const piece = ['<', '>', '"', '&', '&#0;', '/', '\u0000', '', '&lt;', ']]>', '<!--'][random(11)]
      const changed = xml.slice(0, at) + piece + xml.slice(at + random(40))
      try {
        parseDiscovery(changed)
      } catch (error) {
        expect(error).toMatchObject({ code: 'document_server_answer' })
      }
    }
  })
})

describe('readCapabilities', () => {
  it('takes what is there and treats anything else as absent', () => {
    expect(
      readCapabilities(
        '{"convert-to":{"available":true,"endpoint":"/lool/convert-to"},"hasTemplateSource":true,"productVersion":"9.3.0"}',
      ),
    ).toEqual({
      convertTo: '/lool/convert-to',
      templateSource: true,
      mobile: false,
      productName: null,
      productVersion: '9.3.0',
    })
    for (const text of [
      '',
      'null',
      '[]',
      '1',
      '{"convert-to":{"available":"yes"}}',
      '{"convert-to":{"available":true,"endpoint":"//evil.example"}}',
    ])
      expect(readCapabilities(text)).toMatchObject({ templateSource: false })
    expect(readCapabilities('{"convert-to":{"available":true,"endpoint":"http://evil"}}').convertTo).toBeNull()
  })
})

describe('a discovery source', () => {
  async function setUp() {
    let time = Date.parse('2026-01-01T00:00:00Z')
    const serving = { status: 200, xml: sample('onlyoffice'), fetched: 0, capabilities: '{"hasTemplateSource":true}' }
    const server = createServer((request, response) => {
      if (request.url === '/office/hosting/discovery') {
        serving.fetched += 1
        response.writeHead(serving.status).end(serving.xml)
      } else if (request.url === '/office/hosting/capabilities') response.end(serving.capabilities)
      else response.writeHead(404).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    cleanups.push(() => server.close())
    const dataDirectory = mkdtempSync(join(tmpdir(), 'openwith-discovery-'))
    cleanups.push(() => rmSync(dataDirectory, { recursive: true, force: true }))
    const entries: LogEntry[] = []
    const make = () =>
      createDiscoverySource({
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/office`,
        host: { dataDirectory, log: (entry) => entries.push(entry) },
        settings: async () => ({ caBundle: '', tlsVerify: true, connectTimeoutSeconds: 5, requestTimeoutSeconds: 5 }),
        now: () => new Date(time),
      })
    return { serving, make, source: make(), entries, pass: (seconds: number) => (time += seconds * 1000) }
  }

  it('fetches once for many, and again in the background after half a day', async () => {
    const { serving, source, pass } = await setUp()
    const all = await Promise.all([1, 2, 3].map(() => source.current()))
    expect(all[0]?.capabilities.templateSource).toBe(true)
    expect(all[0]?.keys?.old).not.toBeNull()
    await source.current()
    expect(serving.fetched).toBe(1)
    pass(13 * 3600)
    await source.current()
    await source.refresh()
    expect(serving.fetched).toBe(2)
  })

  it('keeps the last good copy when the server fails, over a restart too', async () => {
    const { serving, source, make, pass, entries } = await setUp()
    await source.current()
    for (const [status, xml] of [
      [500, 'down'],
      [200, '<html/>'],
    ] as const) {
      Object.assign(serving, { status, xml })
      pass(10)
      expect((await source.refresh()).keys).not.toBeNull()
      expect((await make().current()).discovery.actions.length).toBeGreaterThan(100)
    }
    expect(entries.map((entry) => entry.code)).toContain('wopi.discovery')
  })

  it('throws when there never was a good one, and recovers', async () => {
    const { serving, source } = await setUp()
    serving.status = 404
    await expect(source.current()).rejects.toMatchObject({ code: 'document_server_answer' })
    serving.status = 200
    expect((await source.current()).keys).not.toBeNull()
  })

  it('is read anew on demand, but not in a flood', async () => {
    const { serving, source, pass } = await setUp()
    await source.current()
    await source.refresh()
    await source.refresh()
    expect(serving.fetched).toBe(2)
    pass(6)
    serving.xml = sample('libreoffice-online')
    expect((await source.refresh()).discovery.icons.has('writer')).toBe(true)
  })

  it('finds the address in whatever form it is entered', () => {
    for (const address of ['https://o.example/x', 'https://o.example/x/', 'https://o.example/x/hosting/discovery'])
      expect(discoveryUrl(address)).toBe('https://o.example/x/hosting/discovery')
  })
})
