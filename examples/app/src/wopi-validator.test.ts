import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { discoveryOf, makeSigningKeys, readCases, runValidatorCases } from '@openwith/connector-testkit'
import { afterEach, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..', '..')
const keys = makeSigningKeys()
const cleanups: (() => unknown)[] = []

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean()
})

async function serveDiscovery(): Promise<string> {
  const server = createServer((_, response) => response.end(discoveryOf(keys, 'http://127.0.0.1:1/test?')))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanups.push(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hosting/discovery`
}

/** Starts the Express example over a folder with one file for the cases. */
async function start(environment: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'openwith-validator-'))
  cleanups.push(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'cases.wopitest'), 'anything')
  const child: ChildProcess = spawn(process.execPath, ['toolchain/example.ts', 'express'], {
    cwd: root,
    env: {
      ...process.env,
      PORT: '0',
      DATA_DIR: folder,
      // not asked by this test, and none is started
      DOCUMENT_SERVER_URL: 'http://127.0.0.1:1',
      DOCUMENT_SERVER_SECRET: 'nobody asks for it, ever, in here',
      WOPI_DISCOVERY_URL: await serveDiscovery(),
      WOPI_PROOF: 'required',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  cleanups.push(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
  let output = ''
  return await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk
      const found = /^Documents: (.+)\/$/m.exec(output)?.[1]
      if (found !== undefined) resolve(found)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${output}`)))
  })
}

describe('the Express example before Microsoft’s WOPI cases', () => {
  it.each([
    ['with everything', {}, ['PutRelativeFileUnsupported', 'RenameFileIfCreateChildFileIsNotSupported']],
    [
      'without adding documents',
      { WOPI_NO_RELATIVE: '1' },
      ['PutRelativeFile', 'RenameFileIfCreateChildFileIsNotSupported'],
    ],
    ['without folders', { WOPI_NO_CONTAINERS: '1' }, null],
  ] as const)('fails none %s', async (_name, environment, skipped) => {
    const url = await start(environment)
    const answer = await fetch(`${url}/open/cases.wopitest?editor=wopi&user=ada`, {
      headers: { accept: 'application/json' },
    })
    expect(answer.status).toBe(200)
    const { wopiSrc, accessToken, accessTokenTtl } = (await answer.json()) as Record<string, string>
    expect(wopiSrc?.startsWith(`${url}/wopi/files/`)).toBe(true)
    expect(Number(accessTokenTtl)).toBeGreaterThan(Date.now())
    const xml = await readFile(join(root, 'packages/connector-testkit/testdata/wopi-validator/TestCases.xml'), 'utf8')
    const results = await runValidatorCases(
      readCases(xml),
      { wopiSrc: wopiSrc ?? '', accessToken: accessToken ?? '', keys },
      { isWanted: ({ category }) => category !== 'WopiCoauth' },
    )
    expect(results.filter(({ outcome }) => outcome === 'failed')).toEqual([])
    expect(results.filter(({ outcome }) => outcome === 'passed').length).toBeGreaterThan(80)
    const groups = [...new Set(results.filter((one) => one.outcome === 'skipped').map(({ group }) => group))]
    if (skipped !== null) expect(groups).toEqual(skipped)
  })
})
