import { randomBytes, randomUUID } from 'node:crypto'
import { blankDocument } from '../../blank-document.ts'
import { contentTypeOf } from '../../http/content-type.ts'
import { editorKind } from '../discovery/onlyoffice-formats.ts'
import { readFileInfo, type WopiFileInfo } from '../file-info.ts'
import type { WopiTarget } from '../wopi-call.ts'
import type { WopiFlavour } from '../wopi-options.ts'
import { WopiRefused } from '../wopi-refused.ts'
import type { WopiContext } from './wopi-context.ts'
import type { WopiOpening } from './wopi-session.ts'

/** What an action address and the host page's form say. */
export interface WopiRequest {
  flavour: WopiFlavour
  wopiSrc: string
  accessToken: string
  /** Milliseconds since 1970. */
  accessTokenTtl: string
  mode: 'edit' | 'view'
  base: string
  language?: string
  permission?: string
  sessionContext?: string
}

/** Asks for CheckFileInfo and makes an opening of the answer. Throws {@link WopiRefused}. */
export async function checkFile(context: WopiContext, request: WopiRequest): Promise<WopiOpening> {
  const { flavour, wopiSrc } = request
  if (URL.parse(wopiSrc) === null || !/^https?:/.test(wopiSrc)) throw new WopiRefused('WOPISrc is no address', null)
  const target: WopiTarget = {
    wopiSrc,
    access: { token: request.accessToken, ttl: request.accessTokenTtl, permission: request.permission },
    sessionId: randomUUID(),
  }
  const { sessionContext } = request
  const answer = await context.client.call(flavour, { operation: 'CheckFileInfo', target, sessionContext })
  if (answer.status !== 200) throw new WopiRefused('The host refused CheckFileInfo', answer.status)
  const info = readFileInfo(answer.json, flavour)
  if (info === null) throw new WopiRefused('The answer to CheckFileInfo cannot be used', null)
  const mode = request.mode === 'edit' && mayEdit(info) ? 'edit' : 'view'
  return {
    token: `wopi.${randomBytes(24).toString('base64url')}`,
    flavour,
    kind: editorKind(info.extension),
    target,
    info,
    mode,
    language: request.language ?? 'en-US',
    base: request.base,
    documentKey: documentKey(flavour, wopiSrc, info, mode),
    listeners: new Set(),
    editor: null,
  }
}

/** ONLYOFFICE docs, "WOPI": whoever may write, review or comment gets the editor; others the viewer, whatever the action was. */
function mayEdit({ rights }: WopiFileInfo): boolean {
  return rights.write || rights.review || rights.comment
}

/** ONLYOFFICE's document key is the file id, for viewers the state of the file as well; Collabora's is the address. */
export function documentKey(
  flavour: WopiFlavour,
  wopiSrc: string,
  info: Pick<WopiFileInfo, 'lastModifiedTime' | 'version'>,
  mode: 'edit' | 'view',
): string {
  const clean = (text: string) => text.replace(/[^0-9A-Za-z._=-]/g, '_')
  const id = clean(wopiSrc.slice(wopiSrc.lastIndexOf('/') + 1))
  if (flavour === 'collabora') return clean(new URL(wopiSrc).pathname).slice(-240)
  if (mode === 'edit') return id.slice(0, 240)
  return `view.${id}.${clean(info.lastModifiedTime ?? info.version ?? '')}`.slice(0, 240)
}

/** ONLYOFFICE fills an empty file with a blank document before it locks: a PutFile without a lock. */
export async function fillEmptyFile(context: WopiContext, opening: WopiOpening): Promise<void> {
  const { flavour, info, mode, target } = opening
  if (flavour !== 'onlyoffice' || mode !== 'edit' || info.size > 0 || info.templateSource !== null) return
  const body = blankDocument(info.extension)
  if (body === null || body.length === 0) return
  const answer = await context.client.call(flavour, {
    operation: 'PutFile',
    target,
    save: {
      isModifiedByUser: false,
      isAutosave: false,
      isExitSave: false,
      timestamp: info.lastModifiedTime,
      editors: info.user.id,
    },
    body,
    contentType: contentTypeOf(info.name),
  })
  if (answer.status !== 200) throw new WopiRefused('The host refused the blank document', answer.status)
  if (typeof answer.json.LastModifiedTime === 'string') info.lastModifiedTime = answer.json.LastModifiedTime
}
