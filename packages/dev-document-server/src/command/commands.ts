import type { ServerContext } from '../context.ts'
import { type InboxRequest, readInbox } from '../jwt/inbox.ts'
import { isObject } from '../jwt/verify.ts'
import { productVersion } from '../options.ts'
import { forceSave } from '../session/force-save.ts'
import type { Sessions } from '../session/sessions.ts'

type Reply = Record<string, unknown>

/** Errors of the command service. ONLYOFFICE docs: "Command service"; 7 is not in the public table. */
const errors = { ok: 0, unknownKey: 1, callbackUrl: 2, nothing: 4, badCommand: 5, token: 6, tokenExpired: 7 } as const

/** Answers one request to `/command` (HTTP 200 always). `base`: the address by which the host called. */
export async function runCommand(
  context: ServerContext,
  sessions: Sessions,
  request: InboxRequest,
  base: string,
): Promise<Reply> {
  const verified = readInbox(request, context.options.secret, context.options.now())
  if (!verified.ok) return { error: verified.reason === 'expired' ? errors.tokenExpired : errors.token }
  const params = verified.claims
  const key = typeof params.key === 'string' && params.key !== '' ? params.key : null
  const answer = await answerCommand(context, sessions, params, key, base)
  return key === null ? answer : { key, ...answer }
}

async function answerCommand(
  context: ServerContext,
  sessions: Sessions,
  params: Record<string, unknown>,
  key: string | null,
  base: string,
): Promise<Reply> {
  const { forgotten, resultUrls, options } = context
  const session = key === null ? null : sessions.find(key)
  const userdata = typeof params.userdata === 'string' ? params.userdata : undefined
  switch (params.c) {
    case 'version':
      return { error: errors.ok, version: options.version }
    case 'license':
      return { error: errors.ok, ...license(options.version) }
    case 'info': {
      if (session === null) return { error: errors.unknownKey }
      const users = await sessions.reportUsers(session, userdata)
      return users === null ? { error: errors.callbackUrl } : { error: errors.ok, users }
    }
    case 'forcesave': {
      if (session === null) return { error: errors.unknownKey }
      const outcome = await forceSave(context, session, { type: 0, userdata })
      return { error: outcome === 'nothing' ? errors.nothing : errors.ok }
    }
    case 'drop': {
      const users = Array.isArray(params.users) ? params.users.map(String) : null
      if (key === null) return { error: errors.unknownKey }
      if (session !== null) sessions.drop(session, users)
      return { error: errors.ok }
    }
    case 'meta': {
      if (key === null) return { error: errors.unknownKey }
      if (!isObject(params.meta)) return { error: errors.badCommand }
      const title = typeof params.meta.title === 'string' ? params.meta.title : undefined
      for (const { peer } of session?.connections.values() ?? []) peer.send({ type: 'meta', meta: { title } })
      return { error: errors.ok }
    }
    case 'getForgottenList':
      return { error: errors.ok, keys: forgotten.list() }
    case 'getForgotten': {
      const found = key === null ? null : forgotten.find(key)
      if (key === null || found === null) return { error: errors.unknownKey }
      const path = `${found.path}/output.${found.extension}`
      return { error: errors.ok, url: resultUrls.sign({ base, path, shardkey: key }) }
    }
    case 'deleteForgotten':
      return { error: key !== null && (await forgotten.remove(key)) ? errors.ok : errors.unknownKey }
    default:
      return { error: errors.badCommand }
  }
}

/** What an open-source edition answers. */
function license(version: string): Reply {
  return {
    license: {
      start_date: '2026-11-01T00:00:00.000Z',
      end_date: null,
      timelimited: false,
      trial: false,
      developer: false,
      branding: false,
      customization: false,
      advanced_api: false,
      connections: 20,
      connections_view: 20,
      users_count: 0,
      users_view_count: 0,
      users_expire: 1,
      customer_id: '',
      alias: '',
      multitenancy: false,
    },
    server: {
      workersCount: 1,
      resultType: 3,
      packageType: 0,
      buildDate: '2016-06-29T00:00:00.000Z',
      buildVersion: productVersion(version),
      buildNumber: Number(version.split('.')[3] ?? 0),
    },
    quota: { users: [], users_view: [] },
  }
}
