import type { CallbackEvent } from '../callback/event.ts'
import type { ServerContext } from '../context.ts'
import { productVersion } from '../options.ts'
import { assemble, assembledUrls } from './assemble.ts'
import { authorCallbackUrl, type EditingSession, type ForcesavedState, type LoadedDocument } from './editing-session.ts'

export interface ForcesaveRequest {
  /** 0: command, 1: button, 2: timer, 3: form. */
  type: 0 | 1 | 2 | 3
  /** Who pressed the button or submitted. */
  userId?: string
  userdata?: string
  /** Values of a submitted form. */
  formsData?: readonly { key: string; tag?: string; value: unknown; type: string }[]
}

/** `started`: a callback 6 or 7 follows. `sent`: an unchanged state was sent again, already answered. `nothing`: error 4. */
export type ForcesaveOutcome = { started: Promise<boolean> } | { sent: boolean } | 'nothing'

/**
 * Starts a force save. Never retried; a failed one is kept and sent again by the next. ONLYOFFICE docs: "Saving file",
 * command `forcesave`.
 */
export async function forceSave(
  context: ServerContext,
  session: EditingSession,
  request: ForcesaveRequest,
): Promise<ForcesaveOutcome> {
  const { loaded } = session
  const pressed = request.type === 1 || request.type === 3
  const url =
    (pressed && request.userId !== undefined ? session.callbackUrls.get(request.userId) : undefined) ??
    authorCallbackUrl(session)
  if (session.phase !== 'live' || loaded === null || url === null || session.forcesaveRunning) return 'nothing'
  const count = loaded.changes.count()
  if (count === 0 && request.type !== 3) return 'nothing'
  const cached = session.forcesaved
  if (cached !== null && cached.atChange === count && request.type !== 3) {
    if (cached.accepted) return 'nothing'
    const verdict = await context.deliver(url, {
      ...savedEvent(context, session, loaded, cached, request),
      encrypted: false,
    })
    cached.accepted = verdict === 'accepted'
    return { sent: cached.accepted }
  }
  session.forcesaveRunning = true
  const started = saveNow(context, session, loaded, url, request).finally(() => {
    session.forcesaveRunning = false
  })
  context.work.track(started)
  return { started }
}

async function saveNow(
  context: ServerContext,
  session: EditingSession,
  loaded: LoadedDocument,
  url: string,
  request: ForcesaveRequest,
): Promise<boolean> {
  const atChange = loaded.changes.count()
  const lastsave = loaded.changes.lastSave() ?? context.options.now().toISOString()
  const fault = context.misbehaving.current().assembly
  try {
    if (fault === 'fail') throw new Error('Assembly fails on purpose')
    const assembled = await assemble(context, session, loaded)
    const state: ForcesavedState = { ...assembled, atChange, lastsave, accepted: false }
    const event = savedEvent(context, session, loaded, state, request)
    if (request.type === 3) event.formsdataurl = await storeFormsData(context, session, state, request)
    if (fault === 'corrupted') event.status = 7
    if (request.type !== 3) session.forcesaved = state
    state.accepted = (await context.deliver(url, event)) === 'accepted' && fault === undefined
    return state.accepted
  } catch (error) {
    context.options.log(`Force save failed: ${error instanceof Error ? error.message : String(error)}`)
    const { users, actions, userdata, forcesavetype } = requestFields(loaded, request)
    await context.deliver(url, { key: session.key, status: 7, users, actions, userdata, lastsave, forcesavetype })
    return false
  }
}

function savedEvent(
  context: ServerContext,
  session: EditingSession,
  loaded: LoadedDocument,
  state: ForcesavedState,
  request: ForcesaveRequest,
): CallbackEvent {
  return {
    key: session.key,
    status: 6,
    ...assembledUrls(context, session, state),
    history: loaded.fromForgotten ? {} : loaded.changes.history(productVersion(context.options.version)),
    ...requestFields(loaded, request),
    lastsave: state.lastsave,
    filetype: state.filetype,
  }
}

function requestFields(loaded: LoadedDocument, request: ForcesaveRequest) {
  const author = loaded.changes.lastAuthor() ?? request.userId
  const pressed = (request.type === 1 || request.type === 3) && request.userId !== undefined
  return {
    users: author === undefined || author === null ? [] : [author],
    ...(pressed ? { actions: [{ type: 2 as const, userid: request.userId as string }] } : {}),
    ...(request.userdata === undefined ? {} : { userdata: request.userdata }),
    forcesavetype: request.type,
  }
}

async function storeFormsData(
  context: ServerContext,
  session: EditingSession,
  state: ForcesavedState,
  request: ForcesaveRequest,
): Promise<string> {
  await context.files.write(
    `data/${state.folder}/formsdata.json`,
    new TextEncoder().encode(JSON.stringify(request.formsData ?? [])),
  )
  const path = `data/${state.folder}/formsdata.json/formsdata.json`
  return context.resultUrls.sign({ base: session.base, path, shardkey: session.key })
}
