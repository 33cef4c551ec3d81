import { setTimeout as sleep } from 'node:timers/promises'
import type { CallbackEvent } from '../callback/event.ts'
import type { Verdict } from '../callback/judge-reply.ts'
import type { ServerContext } from '../context.ts'
import { productVersion } from '../options.ts'
import { type Assembled, assemble, assembledUrls } from './assemble.ts'
import { authorCallbackUrl, type EditingSession, type LoadedDocument } from './editing-session.ts'

/** How a final save ended. `kept`: assembly failed and the host did not take it; the changes wait for the next opening. */
export type FinalSave = 'saved' | 'forgotten' | 'kept'

/**
 * Assembles and sends status 2, or 3 when that fails, with retries; then burns the key, or forgets the file.
 * ONLYOFFICE docs: "Callback handler"; ONLYOFFICE/server: DocService/sources/canvasservice.js.
 */
export async function finalSave(
  context: ServerContext,
  session: EditingSession,
  loaded: LoadedDocument,
  retries: boolean,
): Promise<FinalSave> {
  const url = authorCallbackUrl(session)
  const fault = context.misbehaving.current().assembly
  const assembled = fault === 'fail' ? null : await assembleOrNull(context, session, loaded)
  const status = assembled === null || fault === 'corrupted' ? 3 : 2
  const event = closingEvent(context, session, loaded, status)
  // An edit session without a callback address discards its changes.
  const verdict = url === null ? 'accepted' : await deliverWithRetries(context, session, url, event, assembled, retries)
  if (verdict === 'accepted') {
    await context.forgotten.remove(session.key)
    return 'saved'
  }
  if (assembled === null) return 'kept'
  const file = await context.files.place(`data/${assembled.folder}/output.${assembled.filetype}`)
  await context.forgotten.put(session.key, assembled.filetype, file)
  return 'forgotten'
}

async function assembleOrNull(
  context: ServerContext,
  session: EditingSession,
  loaded: LoadedDocument,
): Promise<Assembled | null> {
  try {
    return await assemble(context, session, loaded)
  } catch (error) {
    context.options.log(`Assembly failed: ${error instanceof Error ? error.message : String(error)}`)
    return null
  }
}

function closingEvent(
  context: ServerContext,
  session: EditingSession,
  loaded: LoadedDocument,
  status: 2 | 3,
): CallbackEvent {
  const { changes, fromForgotten } = loaded
  const author = changes.lastAuthor() ?? session.lastLeaver
  const forcesaved = session.forcesaved
  return {
    key: session.key,
    status,
    history: fromForgotten ? {} : changes.history(productVersion(context.options.version)),
    users: author === null ? [] : [author],
    actions: session.lastLeaver === null ? [] : [{ type: 0, userid: session.lastLeaver }],
    lastsave: changes.lastSave() ?? context.options.now().toISOString(),
    notmodified: fromForgotten ? null : forcesaved?.accepted === true && forcesaved.atChange === changes.count(),
  }
}

async function deliverWithRetries(
  context: ServerContext,
  session: EditingSession,
  url: string,
  event: CallbackEvent,
  assembled: Assembled | null,
  retries: boolean,
): Promise<Verdict> {
  const pauses = retries ? context.options.callbackBackoffMs : []
  for (let attempt = 0; ; attempt += 1) {
    const { history, ...withoutFile } = event
    // Each attempt is signed afresh, result addresses included.
    const sent =
      assembled === null
        ? withoutFile
        : { ...event, ...assembledUrls(context, session, assembled), filetype: assembled.filetype }
    const verdict = await context.deliver(url, sent)
    const pause = pauses[attempt]
    if (verdict !== 'retry' || pause === undefined || context.stopping.aborted) return verdict
    await sleep(pause, undefined, { signal: context.stopping }).catch(() => {})
    if (context.stopping.aborted) return verdict
  }
}
