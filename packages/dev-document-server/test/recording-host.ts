import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import jwt from 'jsonwebtoken'

/** A request of the Document Server, as it arrived. */
export interface Recorded {
  kind: 'callback' | 'download'
  method: string
  url: string
  rawHeaders: string[]
  headers: IncomingMessage['headers']
  body?: Record<string, unknown>
}

export type Answer = 'ok' | 'err' | 'text' | 'hang up' | number

/** A host that writes down what it is asked. */
export interface RecordingHost {
  url: string
  requests: Recorded[]
  /** Callbacks only, in order of arrival. */
  callbacks(): (Recorded & { body: Record<string, unknown> })[]
  statuses(): unknown[]
  /** Bytes served at `/files/<name>`. */
  files: Map<string, string | Uint8Array>
  /** How callbacks are answered; default: `{"error":0}`. */
  answer: (body: Record<string, unknown>) => Answer | Promise<Answer>
  /** How file requests are answered; default: the file. */
  answerFile: (name: string, response: ServerResponse) => boolean
  /** Resolves when this many requests have arrived. */
  arrived(count: number): Promise<void>
  /** A signed edit config for a document of this host. */
  config(key: string, changes?: ConfigChanges): SignedConfig
  close(): Promise<void>
}

export interface ConfigChanges {
  secret?: string
  user?: { id: string; name: string }
  callback?: string
  file?: string
  mode?: string
  fileType?: string
  documentType?: string
  permissions?: Record<string, unknown>
  jwt?: jwt.SignOptions
}

export interface SignedConfig {
  documentType: string
  document: Record<string, unknown>
  editorConfig: Record<string, unknown>
  token: string
}

export const secret = 'test-secret-0123456789abcdef0123456789'

export async function startRecordingHost(): Promise<RecordingHost> {
  const requests: Recorded[] = []
  const waiting = new Set<() => void>()
  const host: RecordingHost = {
    url: '',
    requests,
    callbacks: () => requests.filter((each) => each.body !== undefined) as ReturnType<RecordingHost['callbacks']>,
    statuses: () => host.callbacks().map((each) => each.body.status),
    files: new Map(),
    answer: () => 'ok',
    answerFile: () => false,
    async arrived(count) {
      while (requests.length < count) await new Promise<void>((resolve) => waiting.add(resolve))
    },
    config: (key, changes = {}) => signedConfig(host.url, key, changes),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString('utf8')
    requests.push({
      kind: text === '' ? 'download' : 'callback',
      method: request.method ?? '',
      url: request.url ?? '',
      rawHeaders: request.rawHeaders,
      headers: request.headers,
      ...(text === '' ? {} : { body: JSON.parse(text) }),
    })
    for (const wake of waiting) wake()
    waiting.clear()
    await respond(host, request, response, text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  host.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return host
}

async function respond(host: RecordingHost, request: IncomingMessage, response: ServerResponse, text: string) {
  if (text === '') {
    const name = (request.url ?? '').split('/').at(-1) ?? ''
    if (host.answerFile(name, response)) return
    const file = host.files.get(name)
    response.writeHead(file === undefined ? 404 : 200).end(file ?? 'not found')
    return
  }
  const answer = await host.answer(JSON.parse(text))
  if (answer === 'hang up') response.destroy()
  else if (typeof answer === 'number') response.writeHead(answer).end()
  else response.writeHead(200).end({ ok: '{"error":0}', err: '{"error":1}', text: 'OK' }[answer])
}

function signedConfig(hostUrl: string, key: string, changes: ConfigChanges): SignedConfig {
  const fileType = changes.fileType ?? 'docx'
  const claims = {
    type: 'desktop',
    documentType: changes.documentType ?? 'word',
    document: {
      fileType,
      key,
      title: `${key}.${fileType}`,
      url: `${hostUrl}/files/${changes.file ?? encodeURIComponent(key)}.${fileType}`,
      permissions: changes.permissions ?? { edit: true, download: true, print: true, chat: true, comment: true },
    },
    editorConfig: {
      mode: changes.mode ?? 'edit',
      lang: 'en',
      callbackUrl: `${hostUrl}/callback/${changes.callback ?? encodeURIComponent(key)}`,
      user: changes.user ?? { id: 'u1', name: 'Ann Tester' },
      customization: { autosave: true, forcesave: true, compactHeader: false },
    },
  }
  return { ...claims, token: jwt.sign(claims, changes.secret ?? secret, changes.jwt) }
}
