import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { testSettings } from '../../test/test-settings.ts'
import { startWopiServer, type WopiServerDouble } from '../../test/wopi-server.ts'
import type { LogEntry } from '../host.ts'
import type { WopiServerSettings } from '../settings/index.ts'
import { browserAddress, createWopiServers, serverName, serverOffer, type WopiServers } from './servers.ts'

describe('the WOPI servers', () => {
  let double: WopiServerDouble
  let folder: string
  let entries: LogEntry[]
  let now: Date
  let servers: WopiServers

  beforeEach(async () => {
    double = await startWopiServer('libreoffice-online', { productName: 'Collabora Online' })
    folder = await mkdtemp(join(tmpdir(), 'openwith-wopi-'))
    entries = []
    now = new Date('2026-01-01T00:00:00Z')
    const settings = testSettings()
    servers = createWopiServers({
      host: { dataDirectory: folder, log: (entry) => entries.push(entry) },
      settings: async () => ({ ...settings, wopi2: { ...settings.wopi2, discoveryUrl: double.url } }),
      now: () => now,
    })
  })
  afterEach(async () => {
    await double.close()
    await rm(folder, { recursive: true, force: true })
  })

  it('are found by id, and the first one as "wopi", too', async () => {
    expect((await servers.find('wopi2'))?.id).toBe('wopi2')
    expect((await servers.find('wopi'))?.id).toBe('wopi2')
    expect(await servers.find('constructor')).toBeNull()
  })

  it('share one discovery among many askers', async () => {
    const server = (await servers.find('wopi2'))!
    const found = await Promise.all([servers.known(server), servers.known(server), servers.known({ ...server })])
    expect(new Set(found).size).toBe(1)
    expect(double.requests.filter((line) => line.endsWith('/hosting/discovery'))).toHaveLength(1)
    expect(serverName(server, found[0]!)).toBe('Collabora Online')
    expect(serverName({ ...server, name: 'Ours' }, found[0]!)).toBe('Ours')
    expect(serverName(server, null)).toBe(new URL(double.url).host)
  })

  it('are left alone for a minute after a failure', async () => {
    const server = (await servers.find('wopi2'))!
    double.answer = { status: 500, body: '' }
    expect(await servers.known(server)).toBeNull()
    expect(await servers.known(server)).toBeNull()
    expect(double.requests).toHaveLength(1)
    expect(entries.map(({ code }) => code)).toEqual(['wopi.discovery'])
    double.answer = null
    now = new Date(now.getTime() + 61_000)
    expect(await servers.known(server)).not.toBeNull()
  })

  it('make only the first asker wait for one that keeps silent, and are used once it has answered', async () => {
    const server = (await servers.find('wopi2'))!
    let answer = (): void => {}
    double.hold = new Promise((resolve) => {
      answer = resolve
    })
    expect(await servers.known(server)).toBeNull()
    const nextTurn = new Promise((resolve) => setImmediate(resolve, 'later'))
    expect(await Promise.race([servers.known(server), nextTurn])).toBeNull()
    answer()
    await expect.poll(() => servers.known(server), { timeout: 10_000 }).not.toBeNull()
    expect(double.requests.filter((line) => line.endsWith('/hosting/discovery'))).toHaveLength(1)
  })
})

describe('serverOffer', () => {
  it('keeps to the administrator’s list', async () => {
    const choices = { lossyEditFormats: [], defaultOpenFormats: [], disabledFormats: [] }
    const urlsrc = 'https://office.test/edit?'
    const action = (extension: string) =>
      ({ app: 'Word', name: 'edit', extension, urlsrc, preferred: true, requires: [], target: null }) as const
    const discovery = {
      actions: [action('docx'), action('odt')],
      proofKey: {},
      capabilitiesUrl: null,
      icons: new Map(),
    }
    expect(serverOffer({ formats: [] }, { discovery }, 'odt', choices).edit).toHaveProperty('action')
    expect(serverOffer({ formats: ['docx'] }, { discovery }, 'odt', choices).edit).toEqual({ refusedBy: 'formats' })
    expect(serverOffer({ formats: ['docx'] }, { discovery }, 'docx', choices).view).toMatchObject({ readOnly: true })
  })
})

describe('browserAddress', () => {
  const server: Pick<WopiServerSettings, 'discoveryUrl' | 'internalUrl'> = {
    discoveryUrl: 'https://office.example.com/hosting/discovery',
    internalUrl: 'http://collabora:9980',
  }

  it.each([
    ['http://collabora:9980/browser/cool.html?', 'https://office.example.com/browser/cool.html?'],
    ['HTTP://Collabora:9980/x?<ui=UI_LLCC&>', 'https://office.example.com/x?<ui=UI_LLCC&>'],
    ['https://elsewhere.test/x?', 'https://elsewhere.test/x?'],
    ['http://collabora/x?', 'http://collabora/x?'],
  ])('makes of %s %s', (internal, wanted) => {
    expect(browserAddress(server, internal)).toBe(wanted)
  })

  it('leaves every address alone where there is no internal one', () => {
    expect(browserAddress({ ...server, internalUrl: '' }, 'http://collabora:9980/x')).toBe('http://collabora:9980/x')
  })
})
