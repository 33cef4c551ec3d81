import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DocumentServer, type DriverConfig, startDocumentServer } from '@openwith/dev-document-server'
import { strFromU8, unzipSync } from 'fflate'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..', '..')
const secret = 'a secret of this test, long enough'
const children: ChildProcess[] = []
let documentServer: DocumentServer
let folder = ''

beforeAll(async () => {
  documentServer = await startDocumentServer({ secret })
  folder = await mkdtemp(join(tmpdir(), 'openwith-example-'))
})

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode === null) child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }
})

afterAll(async () => {
  await documentServer.close()
  await rm(folder, { recursive: true, force: true })
})

/** Starts an example as `npm run example` does; `url` is the address it prints. */
async function start(name: string, environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['toolchain/example.ts', name], {
    cwd: root,
    env: { ...process.env, PORT: '0', DATA_DIR: join(folder, name), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  let output = ''
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk
      const found = /^Documents: (.+)\/$/m.exec(output)?.[1]
      if (found !== undefined) resolve(found)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${output}`)))
  })
  return { child, url }
}

const external = () => ({ DOCUMENT_SERVER_URL: documentServer.url, DOCUMENT_SERVER_SECRET: secret })

async function openJson(
  url: string,
): Promise<{ config: DriverConfig & { document: { key: string } }; scriptUrl: string }> {
  const answer = await fetch(url, { headers: { accept: 'application/json' } })
  expect(answer.status).toBe(200)
  return (await answer.json()) as { config: DriverConfig & { document: { key: string } }; scriptUrl: string }
}

describe.each(['express', 'koa', 'fetch'])('the example for %s', (name) => {
  it('creates a document, opens it and serves what was typed; the next opening has a new key', async () => {
    const { url } = await start(name, external())
    const created = await fetch(`${url}/create`, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify({ kind: 'docx', name: 'Über uns', user: 'bob' }),
    })
    expect([created.status, created.headers.get('location')]).toEqual([201, '/open/%C3%9Cber%20uns.docx?user=bob'])

    const { config, scriptUrl } = await openJson(`${url}/open/%C3%9Cber%20uns.docx?user=bob&mode=edit`)
    expect(scriptUrl.startsWith(documentServer.url)).toBe(true)
    expect(config).toMatchObject({ editorConfig: { mode: 'edit', user: { id: 'bob' } } })
    const editor = await documentServer.driver.open(config)
    editor.type('typed by bob')
    editor.close({ now: true })
    await documentServer.driver.finishSaves()

    const bytes = new Uint8Array(await (await fetch(`${url}/files/%C3%9Cber%20uns.docx`)).arrayBuffer())
    expect(strFromU8(unzipSync(bytes)['word/document.xml']!)).toContain('typed by bob')
    expect(Buffer.from(bytes).equals(await readFile(join(folder, name, 'Über uns.docx')))).toBe(true)
    const again = await openJson(`${url}/open/%C3%9Cber%20uns.docx`)
    expect(again.config.document.key).not.toBe(config.document.key)
    const viewed = await openJson(`${url}/open/%C3%9Cber%20uns.docx?mode=view`)
    expect(viewed.config).toMatchObject({
      document: { key: again.config.document.key },
      editorConfig: { mode: 'view' },
    })
  })

  it('shows a list and an editor page, numbers a taken name, and is healthy', async () => {
    const { url } = await start(name, { ...external(), STATE: 'memory' })
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok' })
    const body = new URLSearchParams({ kind: 'xlsx', name: '<b>Plan' })
    const first = await fetch(`${url}/create`, { method: 'POST', body, redirect: 'manual' })
    const second = await fetch(`${url}/create`, { method: 'POST', body, redirect: 'manual' })
    expect(first.status).toBe(303)
    expect(second.headers.get('location')).toContain('(2).xlsx')
    const list = await (await fetch(`${url}/`, { headers: { accept: 'text/html' } })).text()
    expect(list).toContain('&lt;b&gt;Plan.xlsx')
    expect(list).not.toContain('<b>Plan')
    const page = await fetch(new URL(first.headers.get('location')!, url), { headers: { accept: 'text/html' } })
    expect(page.headers.get('content-type')).toContain('text/html')
    expect(page.headers.get('content-security-policy')).toContain(documentServer.url)
  })

  it('stores what is open, closes its own Document Server and ends with 0 at SIGTERM', async () => {
    const { child, url } = await start(name)
    expect((await fetch(url)).status).toBe(200)
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
  })
})

describe('bad input', () => {
  let url = ''
  const evil = (path: string, init?: RequestInit): Promise<Response> => fetch(`${url}${path}`, init)
  const create = (fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> =>
    evil('/create', { method: 'POST', body: new URLSearchParams(fields), headers, redirect: 'manual' })

  async function startWithBadFiles(): Promise<void> {
    const directory = join(folder, 'bad')
    url = (await start('express', { ...external(), DATA_DIR: directory, MAX_DOCUMENT_BYTES: String(1024 * 1024) })).url
    await writeFile(join(directory, 'what.xyz'), 'x')
    await writeFile(join(directory, 'big.docx'), Buffer.alloc(1024 * 1024 + 1))
  }

  it('gets the status that says what is wrong, and changes nothing', async () => {
    await startWithBadFiles()
    const before = await readdir(join(folder, 'bad'))
    const statuses = await Promise.all(
      Object.entries({
        'a missing file': [evil('/open/none.docx'), 404],
        'a climbing path': [evil('/open/..%2f..%2fetc%2fpasswd'), 404],
        'a climbing download': [evil('/files/%2e%2e%2fbad%2fbig.docx'), 404],
        'NUL in a path': [evil('/files/big.docx%00.txt'), 404],
        'our own folder': [evil('/files/.openwith%2fstate.sqlite'), 404],
        'bad encoding': [evil('/open/%zz'), 400],
        'an unknown mode': [evil('/open/big.docx?mode=own'), 400],
        'an unknown format': [evil('/open/what.xyz'), 415],
        'a large file': [evil('/open/big.docx'), 413],
        'an unknown page': [evil('/nothing'), 404],
        'another method': [evil('/', { method: 'DELETE' }), 405],
        'an unknown kind': [create({ kind: 'exe' }), 400],
        'a name with a path': [create({ kind: 'docx', name: '../x' }), 400],
        'a name with NUL': [create({ kind: 'docx', name: 'a\0b' }), 400],
        'a name with RTL marks': [create({ kind: 'docx', name: 'a\u202excod' }), 400],
        'a name of 255 multibyte characters': [create({ kind: 'docx', name: '文'.repeat(255) }), 400],
        'a page of another site': [create({ kind: 'docx' }, { origin: 'http://evil.example' }), 403],
        'a large form': [create({ kind: 'docx', name: 'x'.repeat(70_000) }), 413],
        'a body of another type': [evil('/create', { method: 'POST', body: 'kind=docx' }), 415],
        'a callback without token': [evil('/onlyoffice/callback', { method: 'POST', body: '{}' }), 403],
        'a download without token': [evil('/onlyoffice/download/big.docx'), 403],
      } satisfies Record<string, [Promise<Response>, number]>).map(async ([what, [answer, expected]]) => {
        return { what, expected, status: (await answer).status }
      }),
    )
    expect(statuses.filter(({ status, expected }) => status !== expected)).toEqual([])
    expect(await readdir(join(folder, 'bad'))).toEqual(before)
  })

  it.each([
    ['PORT', { PORT: 'eighty' }],
    ['PUBLIC_URL', { PUBLIC_URL: 'ftp://x' }],
    ['STATE', { STATE: 'mysql://x' }],
    ['MAX_DOCUMENT_BYTES', { MAX_DOCUMENT_BYTES: 'much' }],
  ])('in %s ends the start with a sentence that names it', async (variable, environment) => {
    await expect(start('fetch', { ...external(), ...environment })).rejects.toThrow(
      new RegExp(`ended with 1: .*${variable}`),
    )
  })
})
