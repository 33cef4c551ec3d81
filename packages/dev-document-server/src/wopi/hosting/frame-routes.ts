import type { IncomingMessage, ServerResponse } from 'node:http'
import { readJsonBody } from '../../http/read-body.ts'
import type { ConflictChoice, WopiEditor } from '../session/wopi-editor.ts'
import type { WopiEvent, WopiOpening } from '../session/wopi-session.ts'
import type { WopiSessions } from '../session/wopi-sessions.ts'
import { describeOpening } from './frame-page.ts'

const choices: readonly ConflictChoice[] = ['discard', 'overwrite', 'save to new file']

/** The page's own calls, `/hosting/wopi/frame/<token>/<action>`: the token is the secret of one opening. */
export async function frameRoute(
  sessions: WopiSessions,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [token = '', action = ''] = path.split('/')
  const opening = sessions.find(token)
  if (opening === null) return sendJson(response, 404, { error: 'The opening is not known any more' })
  if (action === 'events' && request.method === 'GET') return sendEvents(opening, response)
  if (action === 'config' && request.method === 'GET') return sendJson(response, 200, describeOpening(opening, null))
  const body = request.method === 'POST' ? await readJsonBody(request) : null
  const editor = opening.editor
  if (body === null || editor === null) return sendJson(response, 400, { error: 'The document is not open' })
  try {
    sendJson(response, 200, await act(editor, action, body))
  } catch (error) {
    sendJson(response, 409, { error: error instanceof Error ? error.message : String(error) })
  }
}

async function act(
  editor: WopiEditor,
  action: string,
  body: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const described = (opening: WopiOpening | null) => (opening === null ? null : describeOpening(opening, null))
  const name = typeof body.name === 'string' ? body.name.slice(0, 1024) : ''
  if (action === 'save') {
    const { Notify, ExtendedData, DontSaveIfUnmodified } = body
    const byHostPage = {
      notify: Notify === true,
      dontSaveIfUnmodified: DontSaveIfUnmodified === true,
      ...(typeof ExtendedData === 'string' ? { extendedData: ExtendedData } : {}),
    }
    return { outcome: await editor.save({ byHostPage }) }
  }
  if (action === 'saveAs' && name !== '') {
    const { opening, ...copy } = await editor.saveCopy(name)
    return { ...copy, opening: described(opening) }
  }
  if (action === 'rename' && name !== '') {
    const { opening, ...renamed } = await editor.rename(name)
    return { ...renamed, opening: described(opening) }
  }
  if (action === 'conflict') {
    const choice = choices.find((each) => each === body.choice)
    if (choice !== undefined) return { opening: described(await editor.resolveConflict(choice)) }
  }
  if (action === 'token' && typeof body.token === 'string') {
    editor.renewToken(body.token, typeof body.ttl === 'string' ? body.ttl : undefined)
    return {}
  }
  throw new Error('There is no such action')
}

function sendEvents(opening: WopiOpening, response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
  response.write(': connected\n\n')
  const listener = (event: WopiEvent) => response.write(`data: ${JSON.stringify(event)}\n\n`)
  opening.listeners.add(listener)
  response.on('close', () => opening.listeners.delete(listener))
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' })
  response.end(JSON.stringify(value))
}
