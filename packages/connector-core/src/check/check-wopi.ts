import { createAgent, exchange } from '../document-server/index.ts'
import { ConnectorError } from '../errors.ts'
import { viewableExtensions } from '../formats/index.ts'
import type { Mount } from '../host.ts'
import type { SettingName, Settings, WopiServer } from '../settings/index.ts'
import { type Discovery, discoveryUrl } from '../wopi/index.ts'
import { maxDiscoveryBytes, parseDiscovery } from '../wopi/parse-discovery.ts'
import { proofWindowMilliseconds, readProofKeys } from '../wopi/proof.ts'
import { browserAddress, serverOffer } from '../wopi/servers.ts'
import { hostOf, isLoopback } from './check-addresses.ts'
import { ask } from './check-reach.ts'
import { type Finding, fail, pass, warn } from './check-report.ts'
import { clientSentence } from './client-fault.ts'
import { say } from './sentence.ts'

/** Clocks that are further apart than this are going wrong. */
const notableMilliseconds = 5 * 60_000

/**
 * The step of one WOPI server: its discovery can be read, browsers can follow it, its calls can be proved, and it opens the formats that the settings name.
 * Says which side refuses one. What no request from here can show, whether that server reaches this CMS, is told from the addresses.
 */
export async function checkWopi(
  server: WopiServer,
  settings: Settings,
  { mount, pageUrl, now, signal }: { mount: Mount; pageUrl: string; now(): Date; signal?: AbortSignal },
): Promise<Finding> {
  const setting = (name: keyof Omit<WopiServer, 'id'>): SettingName => `${server.id}.${name}`
  const addressSetting = setting(server.internalUrl === '' ? 'discoveryUrl' : 'internalUrl')
  const address = new URL(discoveryUrl(server.internalUrl || server.discoveryUrl))
  const answer = await ask(() => read(address, addressSetting, settings, signal))
  if (answer instanceof ConnectorError) return explain(answer, addressSetting)
  if (answer.status !== 200)
    return fail(
      say('wopiStatus', { host: address.host, status: answer.status, setting: { setting: addressSetting } }),
      addressSetting,
    )
  const discovery = await ask(async () => parseDiscovery(answer.text))
  if (discovery instanceof ConnectorError)
    return fail(say('notWopi', { host: address.host, setting: { setting: addressSetting } }), addressSetting)
  const keys = readProofKeys(discovery.proofKey) !== null
  return (
    checkProof(server, keys, setting('proof')) ??
    checkClock(server, keys, now().getTime() - Date.parse(answer.date), setting('proof')) ??
    checkBrowser(server, discovery, pageUrl, setting) ??
    checkStorage(server, mount, setting('storageUrl')) ??
    checkFormats(server, discovery, settings, keys, setting)
  )
}

async function read(address: URL, setting: SettingName, settings: Settings, signal: AbortSignal | undefined) {
  const agent = createAgent(settings)
  try {
    return await exchange(agent, {
      method: 'GET',
      target: { origin: address.origin, path: address.pathname },
      setting,
      headers: { accept: 'application/xml, */*' },
      timeoutSeconds: settings.requestTimeoutSeconds,
      maxBytes: maxDiscoveryBytes,
      signal,
    })
  } finally {
    await agent.close()
  }
}

/** The sentences of the HTTP client are about Document Server; the hop is another one here. */
function explain(error: ConnectorError, setting: SettingName): Finding {
  const message = error.message
    .replaceAll("Document Server's address", "the WOPI server's address")
    .replaceAll('Document Server', 'the WOPI server')
  return fail(
    clientSentence(error, `${message.charAt(0).toUpperCase()}${message.slice(1)}`),
    error.detail?.setting === 'caBundle' ? 'caBundle' : setting,
  )
}

function checkProof(server: WopiServer, keys: boolean, setting: SettingName): Finding | null {
  if (server.proof !== 'required' || keys) return null
  return fail(say('proofImpossible', { setting: { setting } }), setting)
}

/** Proofs bear the time of that server's machine. `apart`: milliseconds; not a number when the server tells no time. */
function checkClock(server: WopiServer, keys: boolean, apart: number, setting: SettingName): Finding | null {
  const off = Math.abs(apart)
  if (server.proof === 'off' || !keys || !(off >= notableMilliseconds)) return null
  const sentence = say('wopiClock', { minutes: Math.round(off / 60_000) })
  return off >= proofWindowMilliseconds ? fail(sentence, setting) : warn(sentence, setting)
}

/** Where discovery sends browsers. */
function checkBrowser(
  server: WopiServer,
  discovery: Discovery,
  pageUrl: string,
  setting: (name: 'discoveryUrl' | 'internalUrl') => SettingName,
): Finding | null {
  const origins = new Set(discovery.actions.map(({ urlsrc }) => new URL(browserAddress(server, urlsrc)).origin))
  const insecure = [...origins].find((origin) => origin.startsWith('http:') && !isLoopback(origin))
  if (insecure !== undefined && /^https:/i.test(pageUrl))
    return fail(say('wopiMixedContent', { origin: insecure }), setting('discoveryUrl'))
  const own = new URL(server.discoveryUrl).origin
  const [origin] = origins
  if (origin === undefined || origins.has(own)) return null
  const [discoveryUrl, internalUrl] = [{ setting: setting('discoveryUrl') }, { setting: setting('internalUrl') }]
  return warn(say('wopiElsewhere', { origin, own, discoveryUrl, internalUrl }), setting('discoveryUrl'))
}

/** Null: nothing to say. */
export function checkStorage(server: WopiServer, mount: Mount, setting: SettingName): Finding | null {
  const storage = server.storageUrl || mount.publicUrl
  if (!isLoopback(storage) || isLoopback(server.internalUrl || server.discoveryUrl)) return null
  return warn(say('wopiStorageOnItself', { host: hostOf(storage), setting: { setting } }), setting)
}

function checkFormats(
  server: WopiServer,
  discovery: Discovery,
  settings: Settings,
  keys: boolean,
  setting: (name: 'formats' | 'defaultViewFormats' | 'defaultEditFormats' | 'proof') => SettingName,
): Finding {
  const loaded = { discovery }
  const formats = { setting: setting('formats') }
  for (const [name, mode] of [
    ['formats', 'view'],
    ['defaultEditFormats', 'edit'],
    ['defaultViewFormats', 'view'],
  ] as const) {
    const refusal = (extension: string, by: 'server' | 'formats'): boolean => {
      const offer = serverOffer(server, loaded, extension, settings)[mode]
      return 'refusedBy' in offer && offer.refusedBy === by
    }
    const byServer = server[name].filter((extension) => refusal(extension, 'server'))
    const byUs = server[name].filter((extension) => refusal(extension, 'formats'))
    const does = mode === 'edit' ? 'wopiDoesNotEdit' : 'wopiDoesNotOpen'
    if (byServer.length > 0)
      return warn(say(does, { extensions: byServer.join(', '), setting: { setting: setting(name) } }), setting(name))
    if (byUs.length > 0) return warn(say('wopiNotOffered', { extensions: byUs.join(', '), formats }), setting(name))
  }
  const known = viewableExtensions(settings).map((extension) => ({
    extension,
    offer: serverOffer(server, loaded, extension, settings),
  }))
  const edits = known.filter(({ offer }) => 'action' in offer.edit).map(({ extension }) => extension)
  const shows = known.filter(({ offer }) => 'action' in offer.view).length - edits.length
  if (edits.length + shows <= 0) return fail(say('wopiNoFormat', { formats }), setting('formats'))
  const able = say('wopiAble', {
    host: hostOf(server.discoveryUrl),
    edits: edits.length,
    extensions: some(edits),
    shows: Math.max(shows, 0),
  })
  if (!keys) return warn(say('wopiNoKeys', { able }), setting('proof'))
  if (server.proof === 'off')
    return warn(say('wopiKeysUnused', { able, setting: { setting: setting('proof') } }), setting('proof'))
  return pass(say('wopiGood', { able }))
}

function some(extensions: readonly string[]): string {
  const usual = ['docx', 'xlsx', 'pptx', 'odt', 'ods', 'odp', 'pdf']
  const first = [...extensions].sort((a, b) => rank(usual, a) - rank(usual, b)).slice(0, 6)
  return first.length < extensions.length ? `${first.join(', ')}, …` : first.join(', ')
}

const rank = (order: readonly string[], extension: string): number =>
  order.includes(extension) ? order.indexOf(extension) : order.length
