import { commandPaths, version } from '../command/index.ts'
import { callService, type DocumentServerClient } from '../document-server/index.ts'
import { ConnectorError } from '../errors.ts'
import { documentServerAddress } from '../settings/index.ts'
import { hostOf } from './check-addresses.ts'
import { ask, failWith } from './check-reach.ts'
import { type Finding, fail, pass, warn } from './check-report.ts'
import { say } from './sentence.ts'

const oldest = [7, 2] as const
const recommended = [8, 2] as const

/** What step 4 finds. `trusted`: our tokens are accepted, so conversions can be tried. */
export interface VersionFinding extends Finding {
  version?: string
  trusted: boolean
}

/**
 * Step 4: the secret, the header's name, and the release. A token in the body hides what is in the header, so the same command goes again with each
 * alone. Source: ONLYOFFICE docs, "Command service > version".
 */
export async function checkVersion(client: DocumentServerClient, signal?: AbortSignal): Promise<VersionFinding> {
  const { settings } = client
  const host = hostOf(documentServerAddress(settings))
  const release = await ask(() => version(client, { signal }))
  if (release instanceof ConnectorError) return { ...explain(release, host, settings.jwtDisabled), trusted: false }
  return { ...(await judge(client, release, host, signal)), version: release, trusted: true }
}

function explain(error: ConnectorError, host: string, jwtDisabled: boolean): Finding {
  if (error.detail?.commandError !== 6) return failWith(error)
  if (jwtDisabled) return fail(say('tokensAsked', { host }), 'jwtDisabled')
  return fail(say('secretWrong', { host }), 'secret')
}

async function judge(
  client: DocumentServerClient,
  release: string,
  host: string,
  signal?: AbortSignal,
): Promise<Finding> {
  const { jwtDisabled, jwtHeader } = client.settings
  const is = say('release', { host, release })
  const wanted = { recommended: recommended.join('.'), oldest: oldest.join('.') }
  if (older(release, oldest)) return fail(say('tooOld', { release: is, ...wanted }))
  if (!jwtDisabled) {
    if ((await errorOf(client, 'none', signal)) === 0) return warn(say('tokensIgnored', { host }), 'secret')
    if ((await errorOf(client, 'header', signal)) === 6)
      return warn(say('headerNotRead', { host, header: jwtHeader }), 'jwtHeader')
  }
  if (older(release, recommended)) return warn(say('limited', { release: is, ...wanted }))
  return pass(say(jwtDisabled ? 'noTokenAsked' : 'secretGood', { release: is }))
}

/** The command's error number with the token only there, or null when there is no such answer. */
async function errorOf(
  client: DocumentServerClient,
  token: 'none' | 'header',
  signal?: AbortSignal,
): Promise<number | null> {
  const answer = await ask(() => callService(client, commandPaths, { c: 'version' }, { token, signal }))
  if (answer instanceof ConnectorError || typeof answer === 'string') return null
  return typeof answer.error === 'number' ? answer.error : null
}

function older(release: string, than: readonly [number, number]): boolean {
  const [major = 0, minor = 0] = release.split('.').map(Number)
  return major < than[0] || (major === than[0] && minor < than[1])
}
