import type { Agent } from 'undici'
import { createAgent, type Exchanged, exchange } from '../document-server/index.ts'
import { ConnectorError } from '../errors.ts'
import type { Mount } from '../host.ts'
import { signRequest } from '../jwt/index.ts'
import type { Settings } from '../settings/settings.ts'
import { hostOf, storageAddress } from './check-addresses.ts'
import { ask } from './check-reach.ts'
import { type Finding, fail, pass, skip, warn } from './check-report.ts'
import { type Echo, sha256 } from './echo.ts'
import { refusedByCms } from './refused-by-cms.ts'
import { say } from './sentence.ts'

export interface CallbackCheck {
  settings: Settings
  mount: Mount
  id: string
  token: string
  now: () => Date
  signal?: AbortSignal
}

/** Histories of long sessions reach several hundred kilobytes. */
const longCallbackBytes = 1024 * 1024

/**
 * Step 7: a callback signed as Document Server signs one, posted to our own door as Document Server would. It shows what the CMS's authentication, body
 * parsers and proxies do to it. Source: ONLYOFFICE docs, "Callback handler"; the length is that of real histories.
 */
export async function checkCallback(check: CallbackCheck): Promise<Finding> {
  const { settings, mount } = check
  const agent = createAgent(settings)
  try {
    const storage = storageAddress(settings, mount)
    const reachable = await firstReachable([...new Set([storage, mount.publicUrl])], (address) =>
      post(agent, address, check),
    )
    if (!reachable) return skip(say('ownAddressUnreachable', { host: hostOf(storage) }))
    const { address, answer, sent } = reachable
    const host = hostOf(address)
    if (answer instanceof ConnectorError) return unanswered(answer, host)
    const fault = judge(answer, sent, host)
    if (fault) return fault
    const long = await post(agent, address, check, longCallbackBytes)
    if (long.answer instanceof ConnectorError || judge(long.answer, long.sent, host))
      return warn(say('callbackTooLong', { host }))
    return pass(say('callbackGood', { host }))
  } finally {
    await agent.close()
  }
}

interface Posted {
  answer: Exchanged | ConnectorError
  sent: { body: string; header: { name: string; value: string } | null }
}

async function firstReachable(
  addresses: readonly string[],
  run: (address: string) => Promise<Posted>,
): Promise<(Posted & { address: string }) | null> {
  for (const address of addresses) {
    const posted = await run(address)
    const reason = posted.answer instanceof ConnectorError ? posted.answer.detail?.reason : undefined
    if (reason === undefined || reason === 'answer_timeout') return { ...posted, address }
  }
  return null
}

async function post(agent: Agent, address: string, check: CallbackCheck, padding = 0): Promise<Posted> {
  const { settings, mount, id, token, now, signal } = check
  const event = { key: id, status: 4, actions: [], userdata: 'Prüfung ✓' }
  const signed = signRequest(event, settings, { now: now() })
  const body = JSON.stringify({
    ...event,
    ...(padding > 0 ? { history: { changes: ['x'.repeat(padding)] } } : {}),
    ...(signed ? { token: signed.token } : {}),
  })
  const url = new URL(`${address}${mount.serverPath}/check?token=${token}`)
  const answer = await ask(() =>
    exchange(agent, {
      method: 'POST',
      target: { origin: url.origin, path: url.pathname + url.search },
      setting: 'storageUrl',
      headers: {
        accept: 'application/json, text/plain, */*',
        'content-type': 'application/json',
        ...(signed ? { [signed.header.name]: signed.header.value } : {}),
      },
      body,
      timeoutSeconds: settings.requestTimeoutSeconds,
      maxBytes: 64 * 1024,
      signal,
    }),
  )
  return { answer, sent: { body, header: signed?.header ?? null } }
}

function judge({ status, text }: Exchanged, sent: Posted['sent'], host: string): Finding | null {
  const echo = status === 200 ? parseEcho(text) : null
  if (!echo) return refusedByCms(status, host, say('callbacks'))
  if (echo.sha256 !== sha256(sent.body)) return fail(say('callbackChanged', { host }))
  const { header } = sent
  if (!header) return null
  const name = header.name.toLowerCase()
  if (echo.tokens.some((token) => token.name === name && token.sha256 === sha256(header.value))) return null
  return warn(say('callbackHeaderLost', { header: header.name, host }), 'jwtHeader')
}

function unanswered(error: ConnectorError, host: string): Finding {
  const { redirect: to, reason } = error.detail ?? {}
  if (reason === 'answer_timeout') return fail(say('callbackUnanswered', { host }))
  if (typeof to === 'string') return fail(say('callbackRedirected', { host, to }), 'storageUrl')
  return fail(say('callbackElsewhere', { host }), 'storageUrl')
}

function parseEcho(text: string): Echo | null {
  try {
    const echo = JSON.parse(text) as Partial<Echo> | null
    return typeof echo?.sha256 === 'string' && Array.isArray(echo.tokens) ? (echo as Echo) : null
  } catch {
    return null
  }
}
