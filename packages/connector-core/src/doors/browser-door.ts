import { convertDocument, downloadAs } from '../actions/convert-document.ts'
import { blankKinds, createDocument } from '../actions/create-document.ts'
import { describeDocument, describeRow } from '../actions/describe-document.ts'
import { spoolLinkForRecovery } from '../actions/document-links.ts'
import { docsApiEditor, loadEditors } from '../actions/editors.ts'
import { findCopy } from '../actions/find-copy.ts'
import { findDocument } from '../actions/find-document.ts'
import { openInEditor } from '../actions/open-in-editor.ts'
import { listPickable, pickDocument, readPickPurpose } from '../actions/pick-document.ts'
import { renameDocument } from '../actions/rename-document.ts'
import { saveCopy } from '../actions/save-copy.ts'
import { saveNow } from '../actions/save-now.ts'
import { type Core, encodeId, publicServerDoor, requireConfigured } from '../core.ts'
import { defaultName } from '../create/index.ts'
import { ConnectorError } from '../errors.ts'
import { capabilitiesOf, formatsVersion, viewableExtensions } from '../formats/index.ts'
import type { Permissions, StoredDocument, User } from '../host.ts'
import { recover } from '../recovery/index.ts'
import { saveSettings, settingsForm, settingsTranslator } from '../settings/index.ts'
import { checkConnection } from './check-connection.ts'
import { answerError, answerJson, optionalText, readJson, textField, wordField } from './json.ts'
import { languageOf } from './language-of.ts'

export interface BrowserOptions {
  /** The login is a cookie: everything but GET must then come from the CMS's own pages. */
  cookieLogin?: boolean
}

interface Call {
  core: Core
  user: User
  request: Request
  id: string
}

type Action = (call: Call) => Promise<Response>

/** What fits a dialog; more come as one asks for them. */
const pickableRows = 30

/** One row for each route; `:id` is one segment. A path that is here with another method answers 405. */
const routes: readonly [method: string, path: string, action: Action][] = [
  ['GET', '/formats', listFormats],
  ['GET', '/documents', listDocuments],
  ['POST', '/documents', create],
  ['GET', '/documents/:id', describe],
  ['POST', '/documents/:id/open', open],
  ['POST', '/documents/:id/page', page],
  ['POST', '/documents/:id/convert', convert],
  ['POST', '/documents/:id/download-as', download],
  ['POST', '/documents/:id/forcesave', async ({ core, user, id }) => answerJson(await saveNow(core, id, user))],
  ['POST', '/documents/:id/rename', rename],
  ['POST', '/documents/:id/save-as', copy],
  ['GET', '/documents/:id/copy', lastCopy],
  ['GET', '/documents/:id/pick', listForPicking],
  ['POST', '/documents/:id/pick', pick],
  ['GET', '/settings', administer(getSettings)],
  ['PUT', '/settings', administer(putSettings)],
  ['POST', '/check', administer(check)],
  ['GET', '/recovery', administer(async ({ core }) => answerJson({ entries: await core.recovery.list() }))],
  ['POST', '/recovery/:id/retry', administer(retry)],
  ['POST', '/recovery/:id/link', administer(recoveryLink)],
  ['DELETE', '/recovery/:id', administer(discard)],
  ['GET', '/locks', administer(listLocks)],
  ['DELETE', '/locks/:id', administer(breakLock)],
]

/** Answers what a person's page asks; `path` is the part below the door's mount. */
export async function browserDoor(
  core: Core,
  request: Request,
  path: string,
  user: User,
  options: BrowserOptions = {},
): Promise<Response> {
  let id = ''
  try {
    if (options.cookieLogin && request.method !== 'GET' && request.method !== 'HEAD') requireSameOrigin(core, request)
    const found = match(request.method, path)
    id = found.id
    return await found.action({ core, user, request, id })
  } catch (error) {
    return answerError(error, core.host, id === '' ? undefined : id)
  }
}

function match(method: string, path: string): { action: Action; id: string } {
  const segments = path.replace(/\/+$/, '').split('/')
  let known = false
  for (const [verb, pattern, action] of routes) {
    const parts = pattern.split('/')
    if (parts.length !== segments.length || !parts.every((part, at) => part === ':id' || part === segments[at]))
      continue
    known = true
    if (verb !== method && !(verb === 'GET' && method === 'HEAD')) continue
    const at = parts.indexOf(':id')
    return { action, id: at < 0 ? '' : decodeSegment(segments[at] ?? '') }
  }
  if (known) throw new ConnectorError('method_not_allowed', `${method} is not possible here.`)
  throw new ConnectorError('not_found', 'There is nothing at this address.')
}

function decodeSegment(segment: string): string {
  let id: string
  try {
    id = decodeURIComponent(segment)
  } catch (cause) {
    throw new ConnectorError('bad_request', 'The address is not encoded correctly.', { cause })
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (id === '' || id.length > 200 || /[\u0000-\u001f]/.test(id))
    throw new ConnectorError('not_found', 'There is no such document, or you may not see it.')
  return id
}

/** A page of another origin must not act with this user's cookie. Browsers send one of both headers with every such request. */
export function requireSameOrigin(core: Core, request: Request): void {
  const site = request.headers.get('sec-fetch-site')
  const origin = request.headers.get('origin')
  const own = new URL(core.host.mount().publicUrl).origin
  const good =
    origin === null ? site === 'same-origin' : origin === own || (site === 'same-origin' && origin !== 'null')
  if (!good)
    throw new ConnectorError(
      'forbidden',
      'This request does not come from a page of this site. If it does, correct the public address in the CMS settings.',
    )
}

function administer(action: Action): Action {
  return async (call) => {
    if (!(await call.core.host.access.mayAdminister(call.user)))
      throw new ConnectorError('forbidden', 'Only an administrator of the ONLYOFFICE settings may do this.')
    return await action(call)
  }
}

async function listFormats({ core, user }: Call): Promise<Response> {
  const settings = await core.settings()
  const editors = await loadEditors(core, settings)
  const formats = viewableExtensions(settings).map((extension) => {
    const { type, view, edit, lossyEdit, fill, convertToOoxml, convertTo } = capabilitiesOf(extension, settings)
    const able = { type, view, edit, lossyEdit, fill, convertToOoxml, convertTo, editors: editors.of(extension) }
    return [extension, able] as const
  })
  const docsApiReady = settings.documentServerUrl !== '' && (settings.secret !== '' || settings.jwtDisabled)
  const canCreate = core.host.documents.create !== undefined
  return answerJson({
    version: formatsVersion,
    create: canCreate
      ? blankKinds.map((kind) => ({ kind, extension: kind, label: defaultName(kind, user.locale ?? 'en') }))
      : [],
    formats: Object.fromEntries(formats),
    editors: editors.all,
    openIn: settings.openIn,
    documentServerUrl: settings.documentServerUrl,
    ready: docsApiReady || editors.all.some(({ id }) => id !== docsApiEditor),
  })
}

async function answerDocument(call: Call, document: StoredDocument, status: number): Promise<Response> {
  const permissions = await call.core.host.access.permissions(call.user, document)
  return await answerFound(call, { document, permissions }, status)
}

/** In the language of the request. */
async function answerFound(
  { core, user, request }: Call,
  found: { document: StoredDocument; permissions: Permissions },
  status = 200,
): Promise<Response> {
  const asked = { ...found, user, locale: languageOf(request, user) }
  return answerJson({ document: await describeDocument(core, await core.settings(), asked) }, status)
}

async function listDocuments({ core, user, request }: Call): Promise<Response> {
  if (core.host.documents.list === undefined)
    throw new ConnectorError('not_supported', 'This CMS does not list documents here.')
  const settings = await core.settings()
  const query = new URL(request.url).searchParams
  const limit = Math.min(Math.max(Number(query.get('limit') ?? 50) || 50, 1), 200)
  const type = query.get('type')
  const found = await core.host.documents.list({
    user,
    extensions: viewableExtensions(settings).filter((one) => !type || capabilitiesOf(one, settings).type === type),
    search: query.get('search')?.slice(0, 200) || undefined,
    folder: query.get('folder'),
    cursor: query.get('cursor') ?? undefined,
    limit,
  })
  const mayCreate =
    core.host.documents.create !== undefined &&
    (await core.host.access.mayCreate(user, { beside: null, folder: query.get('folder') }))
  const rows = await Promise.all(
    found.documents.map(async (document) => ({
      document,
      permissions: await core.host.access.permissions(user, document),
      mayCreate,
    })),
  )
  const editors = await loadEditors(core, settings)
  const documents = rows
    .filter((row) => row.permissions.view)
    .map((row) => describeRow(core, settings, { ...row, editors }))
  return answerJson({ documents, ...(found.cursor === undefined ? {} : { cursor: found.cursor }) })
}

async function listForPicking({ core, user, request, id }: Call): Promise<Response> {
  const query = new URL(request.url).searchParams
  return answerJson(
    await listPickable(core, id, user, {
      purpose: readPickPurpose(query.get('for')),
      search: query.get('search')?.slice(0, 200) || undefined,
      cursor: query.get('cursor') ?? undefined,
      limit: pickableRows,
    }),
  )
}

async function pick({ core, user, request, id }: Call): Promise<Response> {
  const body = await readJson(request)
  return answerJson(
    await pickDocument(core, id, user, {
      picked: textField(body, 'document'),
      purpose: readPickPurpose(textField(body, 'for')),
      command: optionalText(body, 'command') ?? 'add',
      editor: optionalText(body, 'editor') ?? docsApiEditor,
    }),
  )
}

async function create(call: Call): Promise<Response> {
  const body = await readJson(call.request)
  const document = await createDocument(call.core, call.user, {
    kind: textField(body, 'kind'),
    name: optionalText(body, 'name'),
    folder: optionalText(body, 'folder') ?? null,
    beside: optionalText(body, 'beside') ?? null,
    locale: optionalText(body, 'locale'),
  })
  return await answerDocument(call, document, 201)
}

async function describe(call: Call): Promise<Response> {
  return await answerFound(call, await findDocument(call.core, call.id, call.user))
}

const modes = ['edit', 'view'] as const
const types = ['desktop', 'mobile', 'embedded'] as const

async function open({ core, user, request, id }: Call): Promise<Response> {
  const body = await readJson(request)
  return answerJson(
    await openInEditor(core, id, user, {
      editor: optionalText(body, 'editor'),
      mode: wordField(body, 'mode', modes),
      type: wordField(body, 'type', types),
      locale: optionalText(body, 'locale'),
    }),
  )
}

/** A link opens in a tab that may have no login of the CMS: it is spent on a cookie of that page at once. */
const pageSeconds = 120

async function page({ core, user, request, id }: Call): Promise<Response> {
  const body = await readJson(request)
  const editor = optionalText(body, 'editor')
  const settings = await core.settings()
  if ((await core.wopiServers.list()).length === 0 || editor === docsApiEditor) requireConfigured(settings)
  const { document } = await findDocument(core, id, user)
  const token = core.links.issue(
    'page',
    {
      document: document.id,
      user: user.id,
      editor,
      mode: wordField(body, 'mode', modes),
      type: wordField(body, 'type', types),
      locale: optionalText(body, 'locale') ?? user.locale,
    },
    pageSeconds,
  )
  return answerJson({ url: `${publicServerDoor(core.host.mount())}/page/${encodeId(document.id)}?token=${token}` })
}

async function convert(call: Call): Promise<Response> {
  const body = await readJson(call.request)
  const done = await convertDocument(call.core, call.id, call.user, {
    to: optionalText(body, 'to'),
    password: optionalText(body, 'password'),
    signal: call.request.signal,
  })
  return 'pending' in done ? answerJson(done, 202) : await answerDocument(call, done, 201)
}

async function download({ core, user, request, id }: Call): Promise<Response> {
  const body = await readJson(request)
  const done = await downloadAs(core, id, user, {
    to: textField(body, 'to'),
    password: optionalText(body, 'password'),
    signal: request.signal,
  })
  return answerJson(done, 'pending' in done ? 202 : 200)
}

async function rename(call: Call): Promise<Response> {
  const body = await readJson(call.request)
  return await answerDocument(call, await renameDocument(call.core, call.id, call.user, textField(body, 'name')), 200)
}

async function copy(call: Call): Promise<Response> {
  const body = await readJson(call.request)
  const wanted = { url: textField(body, 'url'), title: textField(body, 'title'), fileType: textField(body, 'fileType') }
  return await answerDocument(call, await saveCopy(call.core, call.id, call.user, wanted, call.request.signal), 201)
}

async function lastCopy({ core, user, request, id }: Call): Promise<Response> {
  const query = new URL(request.url).searchParams
  const within = Number(query.get('within') ?? 60)
  const wanted = { name: query.get('name') ?? '', withinSeconds: Math.max(within, 0) }
  return answerJson(await findCopy(core, id, user, wanted))
}

function valuesField(body: Record<string, unknown>): Record<string, unknown> | undefined {
  const { values } = body
  if (values === undefined) return undefined
  if (typeof values !== 'object' || values === null || Array.isArray(values))
    throw new ConnectorError('bad_request', 'The field values must be an object.')
  return values as Record<string, unknown>
}

async function getSettings({ core, user, request }: Call): Promise<Response> {
  const translate = settingsTranslator(languageOf(request, user))
  return answerJson(await settingsForm(core.host.settings, { translate }))
}

async function putSettings({ core, user, request }: Call): Promise<Response> {
  const values = valuesField(await readJson(request))
  if (values === undefined) throw new ConnectorError('bad_request', 'The field values is missing.')
  const translate = settingsTranslator(languageOf(request, user))
  await saveSettings(core.host.settings, values, { translate })
  return answerJson(await settingsForm(core.host.settings, { translate }))
}

async function check({ core, user, request }: Call): Promise<Response> {
  const { signal } = request
  const values = valuesField(await readJson(request))
  return answerJson(await checkConnection(core, values, { locale: languageOf(request, user), signal }))
}

async function retry(call: Call): Promise<Response> {
  const document = await recover(call.id, call.user, call.core)
  return await answerDocument(call, document, 200)
}

async function recoveryLink({ core, id }: Call): Promise<Response> {
  const { entry } = await core.recovery.open(id)
  return answerJson({ url: spoolLinkForRecovery(core, entry) })
}

async function discard({ core, id, user }: Call): Promise<Response> {
  await core.recovery.discard(id)
  core.host.log({ level: 'warn', code: 'recovery.discarded', message: `${user.name} discarded a kept edit for good.` })
  return new Response(null, { status: 204 })
}

/** Who edits what over WOPI. The lock's own id is its client's secret. */
async function listLocks({ core }: Call): Promise<Response> {
  const locks = []
  for await (const { documentId, by, since } of core.wopiLocks.list()) {
    const [document, user] = await Promise.all([core.host.documents.find(documentId), core.host.access.user(by)])
    locks.push({
      documentId,
      name: document?.name ?? null,
      user: { id: by, name: user?.name ?? by },
      since: new Date(since * 1000).toISOString(),
    })
  }
  return answerJson({ locks })
}

/** Ends a session that its editor has forgotten. What it still saves is refused and kept. */
async function breakLock({ core, id, user }: Call): Promise<Response> {
  if (!(await core.wopiLocks.breakLock(id))) throw new ConnectorError('not_found', 'This document is not locked.')
  // a client that is still there would take it again, or has done so just now
  await core.accessTokens.revokeFile(id)
  await core.wopiLocks.breakLock(id)
  core.host.log({
    level: 'warn',
    code: 'wopi.unlocked',
    message: `${user.name} removed the lock of a document.`,
    documentId: id,
  })
  return new Response(null, { status: 204 })
}
