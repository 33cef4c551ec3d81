import { afterEach, describe, expect, it } from 'vitest'
import { closedAddress } from '../../test/local-server.ts'
import { testSettings } from '../../test/test-settings.ts'
import { startWopiServer, type WopiServerDouble } from '../../test/wopi-server.ts'
import { linkTokens } from '../jwt/index.ts'
import type { WopiServerSettings } from '../settings/index.ts'
import { memoryState } from '../state/memory.ts'
import type { CheckReport, CheckStep } from './check-report.ts'
import { checkStorage } from './check-wopi.ts'
import { runCheck } from './index.ts'

const links = linkTokens('a key for links of at least 32 characters', () => new Date())
const running: WopiServerDouble[] = []
afterEach(async () => {
  for (const each of running.splice(0)) await each.close()
})

async function start(
  kind: 'libreoffice-online' | 'onlyoffice' = 'libreoffice-online',
  change?: (xml: string) => string,
): Promise<WopiServerDouble> {
  const server = await startWopiServer(kind, { change })
  running.push(server)
  return server
}

function run(
  wopi: Partial<WopiServerSettings>,
  others: Parameters<typeof testSettings>[0] = {},
  publicUrl = 'http://127.0.0.1:1',
): Promise<CheckReport> {
  const settings = testSettings(others)
  return runCheck({
    settings: { ...settings, wopi: { ...settings.wopi, ...wopi } },
    mount: { publicUrl, serverPath: '/door', browserPath: '/admin' },
    state: memoryState(),
    links,
  })
}

async function stepOf(...wanted: Parameters<typeof run>): Promise<CheckStep> {
  const report = await run(...wanted)
  expect(report.steps.map(({ id }) => id)).toEqual(['wopi'])
  const [step] = report.steps
  expect(report.ok).toBe(step!.ok !== false)
  return step!
}

const withoutKeys = (xml: string): string => xml.replace(/<proof-key[^>]*\/>/, '')

describe('the connection check of a WOPI server', () => {
  it('tells how many formats it edits and shows, without any Document Server', async () => {
    const { url } = await start()
    const step = await stepOf({ discoveryUrl: url })
    expect(step).toMatchObject({ ok: true, title: 'The WOPI server offers its editors' })
    expect(step.message).toMatch(/edits \d+ formats \(docx, xlsx, pptx, odt, ods, odp, …\) and shows [1-9]\d* more/)
  })

  it('comes after the steps of Document Server, one step for each server', async () => {
    const { url } = await start()
    const second = await start('onlyoffice')
    const settings = testSettings()
    const report = await run(
      { discoveryUrl: url },
      {
        documentServerUrl: await closedAddress(),
        wopi2: { ...settings.wopi2, discoveryUrl: `${second.url}/hosting/discovery` },
      },
    )
    expect(report.steps.map(({ id }) => id).slice(-3)).toEqual(['callback', 'wopi', 'wopi2'])
    expect(report.ok).toBe(false)
    expect(report.steps.slice(-2).map(({ ok }) => ok)).toEqual([true, true])
  })

  it('names the hop when nothing listens, when it is no WOPI server, and when WOPI is off there', async () => {
    const closed = await stepOf({ discoveryUrl: await closedAddress() })
    expect(closed).toMatchObject({ ok: false, setting: 'wopi.discoveryUrl' })
    expect(closed.message).toMatch(/^Nothing listens at the WOPI server's address 127/)
    const server = await start()
    server.answer = { status: 200, body: '<html><body>It works!</body></html>' }
    const page = await stepOf({ discoveryUrl: server.url })
    expect(page).toMatchObject({ ok: false, setting: 'wopi.discoveryUrl' })
    expect(page.message).toContain('is not a WOPI server')
    server.answer = { status: 404, body: '' }
    const off = await stepOf({ discoveryUrl: 'https://office.example.com', internalUrl: server.url })
    expect(off).toMatchObject({ ok: false, setting: 'wopi.internalUrl' })
    expect(off.message).toContain('status 404')
    expect(JSON.stringify([closed, page, off])).not.toContain('Document Server')
  })

  it('refuses required proof without keys, and warns of calls that are not checked', async () => {
    const { url } = await start('libreoffice-online', withoutKeys)
    expect(await stepOf({ discoveryUrl: url, proof: 'required' })).toMatchObject({ ok: false, setting: 'wopi.proof' })
    expect(await stepOf({ discoveryUrl: url })).toMatchObject({ ok: 'warning', setting: 'wopi.proof' })
    const { url: withKeys } = await start()
    expect(await stepOf({ discoveryUrl: withKeys, proof: 'off' })).toMatchObject({
      ok: 'warning',
      setting: 'wopi.proof',
    })
    expect(await stepOf({ discoveryUrl: withKeys, proof: 'required' })).toMatchObject({ ok: true })
  })

  /** With a clock of our own and a reader's language. */
  async function found(wopi: Partial<WopiServerSettings>, options: { locale?: string; minutes?: number }) {
    const settings = testSettings()
    const { steps } = await runCheck({
      settings: { ...settings, wopi: { ...settings.wopi, ...wopi } },
      mount: { publicUrl: 'http://127.0.0.1:1', serverPath: '/door', browserPath: '/admin' },
      state: memoryState(),
      links,
      locale: options.locale,
      now: () => new Date(Date.now() + (options.minutes ?? 0) * 60_000),
    })
    return steps[0]
  }

  it('says what a server without proof cannot keep from anybody, in every language', async () => {
    const { url } = await start('libreoffice-online', withoutKeys)
    const { url: withKeys } = await start()
    for (const [locale, download] of [
      ['en', /who may not download does not open it/],
      ['de', /nicht herunterladen darf, öffnet es/],
      ['fr', /n’a pas le droit de télécharger ne l’ouvre pas/],
      ['es', /no tiene derecho a descargar no lo abre/],
    ] as const) {
      expect((await found({ discoveryUrl: url }, { locale }))?.message).toMatch(download)
      expect((await found({ discoveryUrl: withKeys, proof: 'off' }, { locale }))?.message).toMatch(download)
      expect((await found({ discoveryUrl: withKeys }, { locale }))?.message).not.toMatch(download)
    }
  })

  it('finds clocks that are too far apart for proofs, where they are checked', async () => {
    const { url } = await start()
    const { url: keyless } = await start('libreoffice-online', withoutKeys)
    for (const minutes of [-30, 30]) {
      const step = await found({ discoveryUrl: url }, { minutes })
      expect(step).toMatchObject({ ok: false, setting: 'wopi.proof' })
      expect(step?.message).toContain('30 minutes apart')
    }
    expect(await found({ discoveryUrl: url }, { minutes: 10 })).toMatchObject({ ok: 'warning' })
    expect(await found({ discoveryUrl: url }, { minutes: 2 })).toMatchObject({ ok: true })
    for (const wopi of [{ discoveryUrl: keyless }, { discoveryUrl: url, proof: 'off' } as const])
      expect((await found(wopi, { minutes: 30 }))?.message).not.toContain('minutes apart')
  })

  it('says which side refuses a format that the settings name', async () => {
    const { url } = await start()
    const byServer = await stepOf({ discoveryUrl: url, defaultEditFormats: ['docx', 'epub'] })
    expect(byServer).toMatchObject({ ok: 'warning', setting: 'wopi.defaultEditFormats' })
    expect(byServer.message).toContain('does not edit epub:')
    const byUs = await stepOf({ discoveryUrl: url, defaultViewFormats: ['docx'] }, { disabledFormats: ['docx'] })
    expect(byUs).toMatchObject({ ok: 'warning', setting: 'wopi.defaultViewFormats' })
    expect(byUs.message).toContain('does not offer docx')
    expect(await stepOf({ discoveryUrl: url, formats: ['docx'] }, { disabledFormats: ['docx'] })).toMatchObject({
      ok: 'warning',
      setting: 'wopi.formats',
    })
    const { url: strange } = await start('libreoffice-online', (xml) => xml.replace(/ext="\w+"/g, 'ext="xyz"'))
    expect(await stepOf({ discoveryUrl: strange })).toMatchObject({ ok: false, setting: 'wopi.formats' })
  })

  it('finds an editor that browsers will block, or look for at another address', async () => {
    const elsewhere = (xml: string): string => xml.replace(/http:\/\/127\.0\.0\.1:\d+/g, 'http://office.internal:9980')
    const { url } = await start('libreoffice-online', elsewhere)
    const blocked = await stepOf({ discoveryUrl: url }, {}, 'https://cms.example.com')
    expect(blocked).toMatchObject({ ok: false, setting: 'wopi.discoveryUrl' })
    expect(blocked.message).toContain('http://office.internal:9980')
    const other = await stepOf({ discoveryUrl: url })
    expect(other).toMatchObject({ ok: 'warning', setting: 'wopi.discoveryUrl' })
    expect(other.message).toContain('sends browsers to http://office.internal:9980')
  })

  it('finds that the server would look for this CMS on its own machine', () => {
    const { wopi } = testSettings()
    const found = (server: Partial<WopiServerSettings>, publicUrl = 'http://localhost:1337') =>
      checkStorage(
        { ...wopi, id: 'wopi', discoveryUrl: 'https://office.example.com', ...server },
        { publicUrl, serverPath: '/door', browserPath: '/admin' },
        'wopi.storageUrl',
      )
    expect(found({})).toMatchObject({ ok: 'warning', setting: 'wopi.storageUrl' })
    expect(found({})?.sentence.values).toMatchObject({ host: 'localhost:1337' })
    expect(found({ storageUrl: 'http://cms:1337' })).toBeNull()
    expect(found({ internalUrl: 'http://127.0.0.1:9980' })).toBeNull()
    expect(found({}, 'https://cms.example.com')).toBeNull()
  })
})
