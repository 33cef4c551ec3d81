import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import jwt from 'jsonwebtoken'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { blankDocument } from '../src/create/index.ts'

const secret = 'a-secret-for-the-kill-test-0123456789'
/** Every named step of a save that stores, in order. */
const storingSteps = [
  'accepted',
  'spooled',
  'journaled',
  'intended',
  'written',
  'settled',
  'handled',
  'cleared',
] as const
/** And of one that finds the document replaced. */
const conflictSteps = ['placing', 'placed', 'settled', 'handled', 'cleared'] as const

let root: string
let documentServer: Server
let edited: Buffer
let children: ChildProcess[]

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'openwith-kill-'))
  await mkdir(join(root, 'documents'))
  await writeFile(join(root, 'documents', 'report.docx'), await blankDocument('docx', 'en'))
  edited = Buffer.from(await blankDocument('docx', 'de'))
  documentServer = createServer((_request, response) => {
    response.writeHead(200, { 'content-length': edited.length })
    response.end(edited)
  }).listen(0, '127.0.0.1')
  await once(documentServer, 'listening')
  children = []
})

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  documentServer.closeAllConnections()
  documentServer.close()
  await rm(root, { recursive: true, force: true })
})

async function start(stopAt: string): Promise<{ url: string; child: ChildProcess; errors: string[] }> {
  const address = `http://127.0.0.1:${(documentServer.address() as AddressInfo).port}`
  const child = spawn(process.execPath, [join(import.meta.dirname, 'stoppable-connector.ts')], {
    env: { PATH: process.env.PATH, ROOT: root, DOCUMENT_SERVER: address, SECRET: secret, STOP_AT: stopAt },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  const errors: string[] = []
  createInterface({ input: child.stderr }).on('line', (line) => errors.push(line))
  const [port] = (await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    once(child, 'exit').then(() => {
      throw new Error(`the connector ended at start: ${errors.join('\n')}`)
    }),
  ])) as [string]
  return { url: `http://127.0.0.1:${port}`, child, errors }
}

interface Opened {
  key: string
  callbackUrl: string
}

async function open(url: string): Promise<Opened> {
  const answer = (await (await fetch(`${url}/open?id=report.docx`)).json()) as {
    config: { document: { key: string }; editorConfig: { callbackUrl: string } }
  }
  return { key: answer.config.document.key, callbackUrl: answer.config.editorConfig.callbackUrl }
}

function callback(url: string, opened: Opened, status: number): Promise<Response> {
  const address = `http://127.0.0.1:${(documentServer.address() as AddressInfo).port}`
  const event = {
    key: opened.key,
    status,
    url: `${address}/cache/files/data/${opened.key}_1/output.docx/output.docx?md5=x`,
    users: ['ann'],
    filetype: 'docx',
    lastsave: '2026-01-01T00:00:00.000Z',
    history: {},
  }
  const target = new URL(opened.callbackUrl)
  return fetch(`${url}${target.pathname}${target.search}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...event, token: jwt.sign(event, secret, { expiresIn: 300 }) }),
  })
}

const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** Where the edit's bytes are, among documents and the recovery area. */
async function copiesOfTheEdit(): Promise<string[]> {
  const found: string[] = []
  for (const folder of ['documents', join('data', 'recovery')]) {
    for (const name of await readdir(join(root, folder)).catch(() => [])) {
      if (name.endsWith('.json')) continue
      const bytes = await readFile(join(root, folder, name)).catch(() => Buffer.alloc(0))
      if (hash(bytes) === hash(edited)) found.push(`${folder}/${name}`)
    }
  }
  return found
}

describe('a process killed in the middle of a save', { timeout: 60_000 }, () => {
  for (const status of [2, 6]) {
    for (const step of storingSteps) {
      it(`stores the edit once when status ${status} stops at "${step}" and Document Server tries again`, async () => {
        const before = hash(await readFile(join(root, 'documents', 'report.docx')))
        const first = await start(step)
        const opened = await open(first.url)
        await expect(callback(first.url, opened, status)).rejects.toThrow()
        if (first.child.exitCode === null && first.child.signalCode === null) await once(first.child, 'exit')
        expect(first.child.signalCode).toBe('SIGKILL')
        const now = hash(await readFile(join(root, 'documents', 'report.docx')))
        expect([before, hash(edited)], 'old bytes or new bytes, never a mixture').toContain(now)

        const second = await start('')
        const answer = await callback(second.url, opened, status)
        expect(await answer.json(), second.errors.join('\n')).toEqual({ error: 0 })
        expect(await copiesOfTheEdit()).toEqual(['documents/report.docx'])
        // without a record the bytes are litter, swept an hour later
        expect(await readdir(join(root, 'data', 'spool'))).toHaveLength(step === 'spooled' ? 1 : 0)
        const next = await open(second.url)
        if (status === 2) expect(next.key).not.toBe(opened.key)
        else expect(next.key).toBe(opened.key)
      })
    }
  }

  for (const step of storingSteps.slice(2)) {
    it(`finishes the save at the next start when it stops at "${step}" and Document Server never comes back`, async () => {
      const first = await start(step)
      const opened = await open(first.url)
      await expect(callback(first.url, opened, 2)).rejects.toThrow()
      await start('')
      expect(await copiesOfTheEdit()).toEqual(['documents/report.docx'])
    })
  }

  for (const step of conflictSteps) {
    it(`keeps both and doubles neither when a conflict stops at "${step}"`, async () => {
      const first = await start(step)
      const opened = await open(first.url)
      const outside = Buffer.from(await blankDocument('docx', 'fr'))
      await writeFile(join(root, 'documents', 'report.docx'), outside)
      await expect(callback(first.url, opened, 2)).rejects.toThrow()
      const second = await start('')
      expect(await (await callback(second.url, opened, 2)).json(), second.errors.join('\n')).toEqual({ error: 0 })
      expect(hash(await readFile(join(root, 'documents', 'report.docx')))).toBe(hash(outside))
      expect(await copiesOfTheEdit()).toHaveLength(1)
    })
  }
})
