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
    ...(fault ?? pass(`Document Server fetched a file from this CMS at ${hostOf(storage)} and converted it.`)),
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
  if (number === -8)
    return fail(
      'Document Server refuses the token of a conversion though it accepts that of a command: give all its nodes the same secret and the right time.',
      'secret',
    )
  if (number !== -4 && !late && result.code !== 'conversion_failed') return failWith(result)
  const host = hostOf(storage)
  if (visits.refused)
    return fail(
      `Document Server reached this CMS at ${host}, but the link lost its token on the way: let the proxy before this CMS pass the query unchanged, or set storageUrl to an address without that proxy.`,
      'storageUrl',
    )
  if (visits.count === 0 && (number === -4 || late)) return null
  if (number === -4)
    return fail(
      `Document Server reached this CMS at ${host} but did not get the whole file: look at the proxy between both, or set storageUrl to an address without it.`,
      'storageUrl',
    )
  if (late)
    return fail(
      `Document Server fetched the file from this CMS but did not convert it within ${timeoutSeconds} seconds: look at the log of its converter.`,
    )
  return fail(
    `Document Server answered a small conversion with error ${number}: its converter does not work, and its log has the reason.`,
  )
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
    return refusedByCms(answer.status, host, "Document Server's requests for files")
  } finally {
    await agent.close()
  }
}

function neverArrived(storage: string, settings: Settings, late: boolean): string {
  const host = hostOf(storage)
  const from = isLoopback(storage)
    ? `${host}, which for Document Server is its own machine or container`
    : late
      ? `${host}, where nothing arrived in time, as when a firewall swallows the connection`
      : `${host}, where nothing arrived`
  const tls = storage.startsWith('https:') ? ', and let it trust the certificate there' : ''
  const unsigned = settings.jwtDisabled ? ', and allow private addresses in it (ALLOW_PRIVATE_IP_ADDRESS)' : ''
  return `Document Server cannot fetch files from this CMS at ${from}: set storageUrl to the address by which Document Server reaches this CMS${tls}${unsigned}.`
}

/** What is wrong although the conversion worked. */
function judgeVisits(visits: ProbeVisits, settings: Settings, url: string, storage: string, now: Date): Finding | null {
  if (visits.count === 0)
    return warn(
      `Document Server fetched the file from ${hostOf(storage)}, but not from this installation: set storageUrl to this one's address, or let all instances share one state.`,
      'storageUrl',
    )
  if (settings.jwtDisabled) return null
  const verify = (header: string, jwtPrefix: string) =>
    tokenFault({ header, url, settings: { ...settings, jwtPrefix }, now })
  const expected = visits.tokens.find(({ name }) => name === settings.jwtHeader.toLowerCase())
  if (expected) {
    const fault = verify(expected.value, settings.jwtPrefix)
    if (fault === null) return null
    if (fault === 'token_expired')
      return fail(
        'The tokens that Document Server sends to this CMS are expired when they arrive: set the clocks of both servers right.',
      )
    if (verify(expected.value, prefixOf(expected.value)) === null)
      return fail(
        `Document Server puts its token after "${prefixOf(expected.value)}" in the header ${settings.jwtHeader}, not after "${settings.jwtPrefix}": set jwtPrefix to that.`,
        'jwtPrefix',
      )
    return fail(
      'Document Server signs what it sends to this CMS with another secret than the one it accepts: give its outbox (services.CoAuthoring.secret.outbox) the secret of its inbox, else this CMS refuses every save.',
      'secret',
    )
  }
  const other = visits.tokens.find(({ value }) => verify(value, prefixOf(value)) === null)
  if (other)
    return warn(
      `Document Server sends its token to this CMS in the header ${other.name}, not in ${settings.jwtHeader}: set jwtHeader to ${other.name}.`,
      'jwtHeader',
    )
  return warn(
    `Document Server's request came without a token in the header ${settings.jwtHeader}: switch JWT on for its outbox (token.enable.request.outbox), set jwtHeader to the name in token.outbox.header, and let no proxy remove that header.`,
    'jwtHeader',
  )
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
    return fail(
      `Document Server names its files by ${origin}, which is neither documentServerUrl nor documentServerInternalUrl: set documentServerInternalUrl to an address that starts so, or let the proxy before Document Server pass Host, X-Forwarded-Host, X-Forwarded-Proto and X-Forwarded-Prefix.`,
      'documentServerInternalUrl',
    )
  }
  if (first === 'PK') return pass(`This server downloads results from ${hostOf(documentServerAddress(settings))}.`)
  return fail(
    `Something other than the converted file comes from ${hostOf(documentServerAddress(settings))}: look at the proxy before Document Server, or correct ${setting}.`,
    setting,
  )
}

async function firstBytes(client: DocumentServerClient, url: string, signal?: AbortSignal): Promise<string> {
  const { body } = await client.open(url, { maxBytes: 8 * 1024 * 1024, signal })
  let first = ''
  for await (const chunk of body) first = (first + Buffer.from(chunk.subarray(0, 2)).toString('latin1')).slice(0, 2)
  return first
}
