import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createConnector } from '@openwith/connector-core'
import { nodeDoor } from '@openwith/connector-core/http/node'
import { afterEach, describe, expect, it } from 'vitest'
import {
  type CaseResult,
  discoveryOf,
  makeSigningKeys,
  memoryHost,
  readCases,
  runValidatorCases,
} from '../src/index.ts'

const xml = readFileSync(new URL('../testdata/wopi-validator/TestCases.xml', import.meta.url), 'utf8')
const cases = readCases(xml)
const keys = makeSigningKeys()

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean()
})

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanups.push(
    () => server.close(),
    () => server.closeAllConnections(),
  )
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function run(features: { relative?: boolean; containers?: boolean }): Promise<CaseResult[]> {
  const discovery = createServer((_, response) => response.end(discoveryOf(keys, 'http://127.0.0.1:1/test?')))
  const discoveryUrl = await listen(discovery)
  let answer: (request: Request) => Promise<Response> = async () => new Response(null, { status: 503 })
  let publicUrl = 'http://127.0.0.1'
  const site = createServer((request, response) =>
    nodeDoor((asked) => answer(asked), { publicUrl: () => publicUrl })(request, response),
  )
  publicUrl = await listen(site)
  const host = memoryHost({
    documents: [
      { id: 'first', name: 'first.wopitest', bytes: 'PK', folder: 'reports' },
      { id: 'root', name: 'root.wopitest', bytes: 'PK' },
    ],
    mount: { publicUrl, wopiPath: '/wopi' },
    fixed: { wopi: { discoveryUrl, proof: 'required' } },
  })
  cleanups.push(() => host.cleanUp())
  const connector = createConnector(host, { wopi: features, reconcileEverySeconds: 0 })
  cleanups.push(() => connector.close())
  answer = connector.fetch
  const user = await host.access.user('ada')
  if (user === null) throw new Error('The memory host has lost its user.')
  const { wopiSrc, accessToken } = await connector.openOverWopi({ documentId: 'first', user, editor: 'wopi' })
  expect(wopiSrc).toMatch(new RegExp(`^${publicUrl}/wopi/files/[\\w.-]+$`))
  return await runValidatorCases(
    cases,
    { wopiSrc, accessToken, keys },
    { isWanted: ({ category }) => category !== 'WopiCoauth' },
  )
}

/** Prints what a configuration leaves out, and gives what failed. */
function failuresOf(name: string, results: readonly CaseResult[]): string[] {
  const skipped = new Map<string, string>()
  for (const { group, outcome, reason = '' } of results) if (outcome === 'skipped') skipped.set(group, reason)
  for (const [group, reason] of skipped) console.info(`${name}: skipped ${group} (${reason})`)
  const count = (outcome: CaseResult['outcome']): number => results.filter((one) => one.outcome === outcome).length
  console.info(`${name}: ${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`)
  return results
    .filter(({ outcome }) => outcome === 'failed')
    .map(({ group, name, reason }) => `${group} ${name}: ${reason}`)
}

const skippedGroups = (results: readonly CaseResult[]): string[] => [
  ...new Set(results.filter(({ outcome }) => outcome === 'skipped').map(({ group }) => group)),
]

describe('Microsoft’s WOPI cases', () => {
  it('are read as the file has them', () => {
    expect(cases.cases).toHaveLength(224)
    expect(cases.prerequisites.size).toBe(27)
  })

  it('hold for a host with folders, rename, deletion, user info, sharing and activities', async () => {
    const results = await run({})
    expect(failuresOf('full', results)).toEqual([])
    // both contradict what this host can do
    expect(skippedGroups(results)).toEqual(['PutRelativeFileUnsupported', 'RenameFileIfCreateChildFileIsNotSupported'])
  })

  it('hold for a host that adds no documents beside others', async () => {
    const results = await run({ relative: false })
    expect(failuresOf('no relative', results)).toEqual([])
    expect(skippedGroups(results)).toEqual(['PutRelativeFile', 'RenameFileIfCreateChildFileIsNotSupported'])
  })

  it('hold for a host without folders', async () => {
    const results = await run({ containers: false })
    expect(failuresOf('no containers', results)).toEqual([])
    expect(skippedGroups(results)).not.toContain('RenameFileIfCreateChildFileIsNotSupported')
    expect(skippedGroups(results)).not.toContain('PutRelativeFile')
  })
})
