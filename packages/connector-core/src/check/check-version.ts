import { commandPaths, version } from '../command/index.ts'
import { callService, type DocumentServerClient } from '../document-server/index.ts'
import { ConnectorError } from '../errors.ts'
import { documentServerAddress } from '../settings/index.ts'
import { hostOf } from './check-addresses.ts'
import { ask, failWith } from './check-reach.ts'
import { type Finding, fail, pass, warn } from './check-report.ts'

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
  if (jwtDisabled)
    return fail(
      `Document Server at ${host} asks for tokens, which are switched off here: switch jwtDisabled off and enter its secret.`,
      'jwtDisabled',
    )
  return fail(
    `Document Server at ${host} refuses our token because the secret is wrong: set secret to the value that Document Server has (JWT_SECRET of its container, or services.CoAuthoring.secret in its local.json).`,
    'secret',
  )
}

async function judge(
  client: DocumentServerClient,
  release: string,
  host: string,
  signal?: AbortSignal,
): Promise<Finding> {
  const { jwtDisabled, jwtHeader } = client.settings
  const is = `Document Server at ${host} is release ${release}`
  if (older(release, oldest))
    return fail(
      `${is}, which is too old: update it to ${recommended.join('.')} or later, at least to ${oldest.join('.')}.`,
    )
  if (!jwtDisabled) {
    if ((await errorOf(client, 'none', signal)) === 0)
      return warn(
        `Document Server at ${host} accepts requests without any token, so its own may lack one, too, and this CMS would refuse its saves: switch JWT on in Document Server (JWT_ENABLED of its container) and give it the same secret.`,
        'secret',
      )
    if ((await errorOf(client, 'header', signal)) === 6)
      return warn(
        `Document Server at ${host} does not read our token from the header ${jwtHeader}: set jwtHeader and jwtPrefix to the header that it uses (JWT_HEADER of its container).`,
        'jwtHeader',
      )
  }
  if (older(release, recommended))
    return warn(`${is}, which works with limits: update it to ${recommended.join('.')} or later.`)
  return pass(jwtDisabled ? `${is} and asks for no token.` : `${is} and accepts our secret and header.`)
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
