import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { WopiOperation } from '../src/wopi/wopi-call.ts'

/** A call of the WOPI client, as it arrived. */
export interface WopiRecord {
  operation: WopiOperation | 'Unsigned'
  fileId: string
  method: string
  url: string
  rawHeaders: string[]
  headers: IncomingMessage['headers']
  body: Buffer
}

export interface WopiFile {
  name: string
  bytes: Buffer
  version: number
  lastModifiedTime: string
  lock: string | null
  /** Added to CheckFileInfo. */
  info: Record<string, unknown>
}

export interface WopiReply {
  status: number
  headers?: Record<string, string>
  json?: Record<string, unknown>
}

/** A small WOPI host that keeps files with locks and times, and writes down what it is asked. */
export interface WopiRecordingHost {
  url: string
  requests: WopiRecord[]
  files: Map<string, WopiFile>
  /** Operations in order, of one file or of all. */
  operations(fileId?: string): string[]
  add(fileId: string, name: string, content: string | Uint8Array, info?: Record<string, unknown>): WopiFile
  /** As if somebody else had stored a new version. */
  touch(fileId: string): void
  wopiSrc(fileId: string): string
  /** Times have microseconds. */
  isPrecise: boolean
  /** Answers instead of the host when it gives something. */
  answer: (operation: string, record: WopiRecord) => WopiReply | 'hang up' | null
  /** Resolves when this many calls have come. */
  arrived(count: number): Promise<void>
  /** Answers to other addresses, such as host pages. */
  pages: Map<string, string>
  close(): Promise<void>
}

export async function startWopiRecordingHost(): Promise<WopiRecordingHost> {
  let clock = Date.parse('2026-11-21T03:00:00.123Z')
  let copies = 0
  const waiting = new Set<() => void>()
  const nextTime = () => {
    clock += 1000
    return `${new Date(clock).toISOString().slice(0, -1)}${host.isPrecise ? '000' : ''}Z`
  }
  const host: WopiRecordingHost = {
    url: '',
    isPrecise: true,
    requests: [],
    files: new Map(),
    pages: new Map(),
    operations: (fileId) =>
      host.requests.filter((each) => fileId === undefined || each.fileId === fileId).map((each) => each.operation),
    add(fileId, name, content, info = {}) {
      const file = { name, bytes: Buffer.from(content), version: 1, lastModifiedTime: nextTime(), lock: null, info }
      host.files.set(fileId, file)
      return file
    },
    touch(fileId) {
      const file = host.files.get(fileId)
      if (file !== undefined) Object.assign(file, { version: file.version + 1, lastModifiedTime: nextTime() })
    },
    wopiSrc: (fileId) => `${host.url}/wopi/files/${fileId}`,
    answer: () => null,
    async arrived(count) {
      while (host.requests.length < count) await new Promise<void>((resolve) => waiting.add(resolve))
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }

  function store(file: WopiFile, bytes: Buffer): WopiReply {
    Object.assign(file, { bytes, version: file.version + 1, lastModifiedTime: nextTime() })
    return {
      status: 200,
      headers: { 'X-WOPI-ItemVersion': `v${file.version}` },
      json: { LastModifiedTime: file.lastModifiedTime },
    }
  }

  function operate(record: WopiRecord, file: WopiFile): WopiReply {
    const lock = record.headers['x-wopi-lock']
    const mismatch: WopiReply = { status: 409, headers: { 'X-WOPI-Lock': file.lock ?? '' }, json: {} }
    switch (record.operation) {
      case 'CheckFileInfo':
        return { status: 200, json: fileInfo(host, file) }
      case 'Lock':
        if (file.lock !== null && file.lock !== lock) return mismatch
        file.lock = String(lock)
        return { status: 200 }
      case 'RefreshLock':
        return file.lock === lock ? { status: 200 } : mismatch
      case 'Unlock':
        if (file.lock !== lock) return mismatch
        file.lock = null
        return { status: 200 }
      case 'PutFile': {
        const known = record.headers['x-cool-wopi-timestamp'] ?? record.headers['x-lool-wopi-timestamp']
        if (file.lock !== null && file.lock !== lock) return mismatch
        if (known !== undefined && known !== file.lastModifiedTime) {
          return { status: 409, json: { LOOLStatusCode: 1010, COOLStatusCode: 1010 } }
        }
        return store(file, record.body)
      }
      case 'PutRelativeFile': {
        copies += 1
        const name = decodeName(String(record.headers['x-wopi-suggestedtarget']))
        const fileId = `rel${copies}`
        host.add(fileId, name.startsWith('.') ? `copy${name}` : name, record.body, file.info)
        return {
          status: 200,
          json: {
            Name: host.files.get(fileId)?.name,
            Url: `${host.wopiSrc(fileId)}?access_token=tok-${fileId}`,
            HostEditUrl: `${host.url}/edit/${fileId}`,
            LastModifiedTime: file.lastModifiedTime,
          },
        }
      }
      case 'RenameFile': {
        const stem = decodeName(String(record.headers['x-wopi-requestedname']))
        file.name = `${stem}${file.name.slice(file.name.lastIndexOf('.'))}`
        return {
          status: 200,
          json: { Name: stem, Url: `${host.url}/wopi/files/${record.fileId}?access_token=tok-${record.fileId}` },
        }
      }
      default:
        return { status: 501 }
    }
  }

  const server = createServer(async (request, response) => {
    const page = host.pages.get(new URL(request.url ?? '/', 'http://host').pathname)
    if (page !== undefined) {
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(page)
      return
    }
    const record = await readRecord(request).catch(() => null)
    if (record === null) return
    host.requests.push(record)
    for (const wake of waiting) wake()
    waiting.clear()
    const file = host.files.get(record.fileId)
    const special = host.answer(record.operation, record)
    if (special === 'hang up') {
      response.destroy()
    } else if (special !== null) reply(response, special)
    else if (file === undefined) reply(response, { status: 404 })
    else if (record.operation === 'GetFile' || record.operation === 'Unsigned') {
      response.writeHead(200, { 'X-WOPI-ItemVersion': `v${file.version}` }).end(file.bytes)
    } else reply(response, operate(record, file))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  host.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return host
}

function fileInfo(host: WopiRecordingHost, file: WopiFile): Record<string, unknown> {
  return {
    BaseFileName: file.name,
    OwnerId: 'owner1',
    UserId: 'user1',
    UserFriendlyName: 'WOPI User',
    Size: file.bytes.length,
    Version: `v${file.version}`,
    LastModifiedTime: file.lastModifiedTime,
    UserCanWrite: true,
    UserCanNotWriteRelative: false,
    UserCanRename: true,
    SupportsUpdate: true,
    SupportsLocks: true,
    SupportsRename: true,
    PostMessageOrigin: host.url,
    ClosePostMessage: true,
    ...file.info,
  }
}

async function readRecord(request: IncomingMessage): Promise<WopiRecord> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const url = request.url ?? ''
  const [, fileId = '', contents] = /\/files\/([^/?]+)(\/contents)?/.exec(url) ?? []
  const override = request.headers['x-wopi-override']
  const isSigned = url.includes('access_token=')
  const names: Record<string, WopiOperation> = {
    LOCK: 'Lock',
    REFRESH_LOCK: 'RefreshLock',
    UNLOCK: 'Unlock',
    PUT: 'PutFile',
    PUT_RELATIVE: 'PutRelativeFile',
    RENAME_FILE: 'RenameFile',
  }
  const get = contents === undefined ? 'CheckFileInfo' : 'GetFile'
  const operation = request.method === 'GET' ? (isSigned ? get : 'Unsigned') : names[String(override)]
  return {
    operation: operation ?? 'Unsigned',
    fileId,
    method: request.method ?? '',
    url,
    rawHeaders: request.rawHeaders,
    headers: request.headers,
    body: Buffer.concat(chunks),
  }
}

function reply(response: ServerResponse, { status, headers, json }: WopiReply): void {
  const type = json === undefined ? {} : { 'Content-Type': 'application/json' }
  response.writeHead(status, { ...type, ...headers }).end(json === undefined ? '' : JSON.stringify(json))
}

/** RFC 2152, as far as file names need it. */
export function decodeName(text: string): string {
  return text.replace(/\+([A-Za-z0-9/+]*)-?/g, (_run, base64: string) =>
    base64 === '' ? '+' : decodeUnits(Buffer.from(base64, 'base64')),
  )
}

/** UTF-16, highest byte first; half a unit at the end is left out. */
function decodeUnits(bytes: Buffer): string {
  return Buffer.from(bytes.subarray(0, bytes.length & ~1))
    .swap16()
    .toString('utf16le')
}
