import { type Conversion, convert } from '../conversion/index.ts'
import { createAgent, type DocumentServerClient, exchange } from '../document-server/index.ts'
import { ConnectorError } from '../errors.ts'
import type { Mount } from '../host.ts'
import { type DownloadRequest, readDownloadHeader } from '../jwt/index.ts'
import { documentServerAddress } from '../settings/index.ts'
import type { Settings } from '../settings/settings.ts'
import { documentServerSetting, hostOf, isLoopback, storageAddress } from './check-addresses.ts'
import { ask, failWith } from './check-reach.ts'
import { type Finding, fail, pass, warn } from './check-report.ts'
import { type ProbeDependencies, type ProbeVisits, readVisits } from './probe.ts'
import { refusedByCms } from './refused-by-cms.ts'
import { type Sentence, say } from './sentence.ts'

/** What step 5 finds, with the address of the result for step 6. */
export interface ConversionFinding extends Finding {
  resultUrl?: string
}

export interface ProbeRun extends ProbeDependencies {
  client: DocumentServerClient
  mount: Mount
  /** Of the begun probe. */
  id: string
  token: string
  now: () => Date
  signal?: AbortSignal
}

/** A probe of one line converts in about a second; more means that Document Server waits for something. */
const longestConversionSeconds = 60

/** Step 5: Document Server to this CMS. It is asked to convert a file that it has to fetch here, and the door records its visit. */
export async function checkConversion(run: ProbeRun): Promise<ConversionFinding> {
  const { client, mount, id, token, signal } = run
  const { settings } = client
  const storage = storageAddress(settings, mount)
  const url = `${storage}${mount.serverPath}/check/${id}.txt?token=${token}`
  const timeoutSeconds = Math.min(settings.conversionTimeoutSeconds, longestConversionSeconds)
  const request = { url, from: 'txt', to: 'docx', revision: `check:${id}`, timeoutSeconds, signal }
  const result = await ask(() => convert(client, request))
  const visits = await readVisits(run, id)
  const fault =
    result instanceof ConnectorError || !result.done
      ? (explain(result, visits, storage, timeoutSeconds) ??
        (await refusedHere(settings, url, signal)) ??
        fail(neverArrived(storage, settings, !(result instanceof ConnectorError)), 'storageUrl'))
      : judgeVisits(visits, settings, url, storage, run.now())
  const resultUrl = result instanceof ConnectorError || !result.done ? {} : { resultUrl: result.url }
  return {
    ...(fault ?? pass(say('conversionGood', { host: hostOf(storage) }))),
    ...resultUrl,
  }
}

/** Why there is no result. Null: Document Server did not arrive here. */
function explain(
  result: ConnectorError | Conversion,
  visits: ProbeVisits,
  storage: string,
  timeoutSeconds: number,
): Finding | null {
  const number = result instanceof ConnectorError ? result.detail?.conversionError : undefined
  const late = !(result instanceof ConnectorError)
  if (number === -8) return fail(say('conversionToken'), 'secret')
  if (number !== -4 && !late && result.code !== 'conversion_failed') return failWith(result)
  const host = hostOf(storage)
  if (visits.refused) return fail(say('linkWithoutToken', { host }), 'storageUrl')
  if (visits.count === 0 && (number === -4 || late)) return null
  if (number === -4) return fail(say('fileIncomplete', { host }), 'storageUrl')
  if (late) return fail(say('conversionLate', { seconds: timeoutSeconds }))
  return fail(say('conversionBroken', { number: String(number) }))
}

/** Whether the CMS answers the probe's address itself: this server asks for it as Document Server would. */
async function refusedHere(settings: Settings, url: string, signal?: AbortSignal): Promise<Finding | null> {
  const { origin, host, pathname, search } = new URL(url)
  const agent = createAgent(settings)
  try {
    const answer = await ask(() =>
      exchange(agent, {
        method: 'GET',
        target: { origin, path: pathname + search },
        setting: 'storageUrl',
        headers: { accept: '*/*' },
        timeoutSeconds: settings.requestTimeoutSeconds,
        maxBytes: 1024 * 1024,
        signal,
      }),
    )
    if (answer instanceof ConnectorError || answer.status === 200) return null
    return refusedByCms(answer.status, host, say('fileRequests'))
  } finally {
    await agent.close()
  }
}

function neverArrived(storage: string, settings: Settings, late: boolean): Sentence {
  const place = isLoopback(storage) ? 'placeItself' : late ? 'placeLate' : 'placeSilent'
  return say('neverArrived', {
    place: say(place, { host: hostOf(storage) }),
    trust: storage.startsWith('https:') ? say('trust') : '',
    allow: settings.jwtDisabled ? say('allowPrivate') : '',
  })
}

/** What is wrong although the conversion worked. */
function judgeVisits(visits: ProbeVisits, settings: Settings, url: string, storage: string, now: Date): Finding | null {
  if (visits.count === 0) return warn(say('otherInstallation', { host: hostOf(storage) }), 'storageUrl')
  if (settings.jwtDisabled) return null
  const verify = (header: string, jwtPrefix: string) =>
    tokenFault({ header, url, settings: { ...settings, jwtPrefix }, now })
  const expected = visits.tokens.find(({ name }) => name === settings.jwtHeader.toLowerCase())
  if (expected) {
    const fault = verify(expected.value, settings.jwtPrefix)
    if (fault === null) return null
    if (fault === 'token_expired') return fail(say('tokensExpired'))
    const found = prefixOf(expected.value)
    if (verify(expected.value, found) === null)
      return fail(say('otherPrefix', { found, header: settings.jwtHeader, expected: settings.jwtPrefix }), 'jwtPrefix')
    return fail(say('outboxSecret'), 'secret')
  }
  const other = visits.tokens.find(({ value }) => verify(value, prefixOf(value)) === null)
  if (other) return warn(say('otherHeader', { found: other.name, header: settings.jwtHeader }), 'jwtHeader')
  return warn(say('noToken', { header: settings.jwtHeader }), 'jwtHeader')
}

/** What stands before a header's token. */
function prefixOf(value: string): string {
  return value.includes(' ') ? (value.split(' ', 1)[0] ?? '') : ''
}

/** Why a visit's token is not good, or null when it is. */
function tokenFault(request: DownloadRequest): string | null {
  try {
    readDownloadHeader(request)
    return null
  } catch (error) {
    if (error instanceof ConnectorError) return error.code
    throw error
  }
}

/** Step 6: this server downloads the result, as it does with every save. */
export async function checkDownload(
  client: DocumentServerClient,
  resultUrl: string,
  signal?: AbortSignal,
): Promise<Finding> {
  const { settings } = client
  const setting = documentServerSetting(settings)
  const first = await ask(() => firstBytes(client, resultUrl, signal))
  if (first instanceof ConnectorError) {
    const origin = first.detail?.origin
    if (first.code !== 'download_origin' || typeof origin !== 'string') return failWith(first)
    return fail(say('resultAddress', { origin }), 'documentServerInternalUrl')
  }
  const host = hostOf(documentServerAddress(settings))
  if (first === 'PK') return pass(say('downloadGood', { host }))
  return fail(say('otherResult', { host, setting: { setting } }), setting)
}

async function firstBytes(client: DocumentServerClient, url: string, signal?: AbortSignal): Promise<string> {
  const { body } = await client.open(url, { maxBytes: 8 * 1024 * 1024, signal })
  let first = ''
  for await (const chunk of body) first = (first + Buffer.from(chunk.subarray(0, 2)).toString('latin1')).slice(0, 2)
  return first
}
