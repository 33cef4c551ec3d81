import { generateKeyPairSync } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { Agent, createServer, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import { type ProofMutation, type SigningKeys, signProof } from '../../connector-testkit/src/index.ts'
import { expressDoor } from '../src/http/express.ts'
import { wopiOffice } from './wopi-office.ts'

/** As short as keys may be: tens of thousands of signatures are made. */
export function shortSigningKeys(): SigningKeys {
  const make = () => generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey
  return { current: make(), old: make(), unknown: make() }
}

/** A thing with an address of its own, and a token for it. */
export interface Place {
  kind: 'file' | 'container' | 'ecosystem' | 'direct'
  src: string
  token: string
}

/** A request as it goes over the wire. */
export interface WireRequest {
  method: string
  url: string
  headers: Readonly<Record<string, string>>
  body?: Buffer
}

/** A CMS whose WOPI server signs its calls, at two doors: the connector's, and Express's before it. Everything that is changed in it is noted. */
export interface FuzzWorld {
  editing: Place
  viewing: Place
  /** Token of another document. */
  foreign: Place
  places: readonly Place[]
  /** Such as `write d`, `write other`, `create`. */
  changes: string[]
  content(): string
  ask(request: WireRequest): Promise<{ status: number; lock: string | null }>
  askOverExpress(request: WireRequest): Promise<{ status: number; lock: string | null }>
  sign(place: Pick<Place, 'token'>, url: string, mutation: ProofMutation): Record<string, string>
  now: Date
  close(): Promise<void>
}

export async function fuzzWorld(keys: SigningKeys, discoveryUrl: string): Promise<FuzzWorld> {
  // thousands of saves would wait for the disk, which is not asked here
  const dataDirectory = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'openwith-fuzz-'))
  const office = await wopiOffice({
    dataDirectory,
    documents: [
      { id: 'd', name: 'Plan.wopitest', bytes: 'first', folder: 'reports' },
      { id: 'other', name: 'Other.wopitest', bytes: 'other', folder: 'reports' },
    ],
    settings: { 'wopi.discoveryUrl': discoveryUrl, 'wopi.proof': 'required' },
  })
  const { host, connector } = office
  const now = host.now?.() ?? new Date()
  const changes: string[] = []
  const which = (id: unknown): string => (id === 'd' ? ' d' : ' other')
  note(host.documents, changes, { write: which, rename: which, delete: which, create: () => '' })
  if (host.folders !== undefined)
    note(host.folders, changes, { create: () => ' folder', rename: () => ' folder', delete: () => ' folder' })

  const { publicUrl } = host.mount()
  const app = express()
  app.use(expressDoor((request) => connector.fetch(request), { publicUrl }))
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })

  const sign: FuzzWorld['sign'] = ({ token }, url, mutation) =>
    signProof(keys, { url, accessToken: token }, { timestamp: now, ...mutation })

  async function opened(documentId: string, mode: 'edit' | 'view'): Promise<Place> {
    const { wopiSrc, accessToken } = await office.open(documentId, 'ann', mode)
    return { kind: 'file', src: wopiSrc, token: accessToken }
  }
  async function placeFrom(from: Place, path: string, kind: Place['kind']): Promise<Place> {
    const url = `${from.src}${path}?access_token=${from.token}`
    const text = await (await connector.fetch(new Request(url, { headers: sign(from, url, {}) }))).text()
    const found = [...text.matchAll(/https?:[^"]+access_token=[\w.-]+/g)].map(([one]) => new URL(one))
    const { origin, pathname, searchParams } = found.at(-1) ?? new URL('missing:')
    return { kind, src: `${origin}${pathname}`, token: searchParams.get('access_token') ?? '' }
  }

  const editing = await opened('d', 'edit')
  const viewing = await opened('d', 'view')
  const container = await placeFrom(editing, '/ancestry', 'container')
  return {
    editing,
    viewing,
    foreign: await opened('other', 'edit'),
    places: [
      container,
      await placeFrom(editing, '/ecosystem_pointer', 'ecosystem'),
      await placeFrom(editing, '', 'direct'),
    ],
    changes,
    content: () => Buffer.from(host.bytesOf('d') ?? []).toString('latin1'),
    async ask({ method, url, headers, body }) {
      const answer = await connector.fetch(new Request(url, { method, headers, body: body && new Uint8Array(body) }))
      await answer.arrayBuffer()
      return { status: answer.status, lock: answer.headers.get('x-wopi-lock') }
    },
    askOverExpress: ({ method, url, headers, body }) =>
      new Promise((resolve, reject) => {
        const { pathname, search } = new URL(url)
        const length: Record<string, number> = body === undefined ? {} : { 'content-length': body.length }
        send(
          { agent, port, host: '127.0.0.1', method, path: pathname + search, headers: { ...headers, ...length } },
          (answer) => {
            const lock = answer.headers['x-wopi-lock']
            answer
              .resume()
              .on('end', () =>
                resolve({ status: answer.statusCode ?? 0, lock: lock === undefined ? null : String(lock) }),
              )
          },
        )
          .on('error', reject)
          .end(body)
      }),
    sign,
    now,
    async close() {
      agent.destroy()
      await new Promise((resolve) => server.close(resolve))
      await office.close()
      rmSync(dataDirectory, { recursive: true, force: true })
    },
  }
}

/** Notes each call of these methods that succeeded. */
function note(store: object, changes: string[], methods: Record<string, (id: unknown) => string>): void {
  const target = store as Record<string, (...parameters: unknown[]) => Promise<unknown>>
  for (const [name, says] of Object.entries(methods)) {
    const method = target[name]?.bind(store)
    if (method === undefined) throw new Error(`There is no ${name}.`)
    target[name] = async (...parameters) => {
      const result = await method(...parameters)
      changes.push(`${name}${says(parameters[0])}`)
      return result
    }
  }
}
