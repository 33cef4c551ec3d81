import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { discoveryOf, type ProofMutation } from '../../connector-testkit/src/index.ts'
import { createDiscoverySource } from '../src/wopi/discovery.ts'
import { parseDiscovery } from '../src/wopi/parse-discovery.ts'
import { exactName, renamedName, suggestedName } from '../src/wopi/requested-name.ts'
import { decodeUtf7, encodeUtf7 } from '../src/wopi/utf7.ts'
import { type Asked, allowedChanges, lockOutcome } from './wopi-fuzz-model.ts'
import { type FuzzWorld, fuzzWorld, type Place, shortSigningKeys } from './wopi-fuzz-world.ts'
import { type WopiOffice, wopiOffice } from './wopi-office.ts'

const keys = shortSigningKeys()
let discoveryUrl = ''
const discovery = createServer((_, response) => response.end(discoveryOf(keys, 'http://127.0.0.1:1/test?')))
beforeAll(async () => {
  await new Promise<void>((resolve) => discovery.listen(0, '127.0.0.1', resolve))
  discoveryUrl = `http://127.0.0.1:${(discovery.address() as AddressInfo).port}`
})
afterAll(() => discovery.close())

let world: FuzzWorld | undefined
let office: WopiOffice | undefined
afterEach(async () => {
  await world?.close()
  await office?.close()
  world = undefined
  office = undefined
})

type Random = (below: number) => number

/** The same numbers at every run. */
function numbers(seed: number): Random {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 8) % below
  }
}

const words = (text: string): readonly string[] => text.split(' ')
const oneOf = <Value>(random: Random, values: readonly Value[]): Value => values[random(values.length)] as Value

const oddHeaders = words(
  'x-wopi-requestedname x-wopi-suggestedtarget x-wopi-relativetarget x-wopi-overwriterelativetarget x-wopi-maxexpectedsize x-wopi-size x-wopi-urltype x-wopi-editors x-wopi-fileextensionfilterlist x-cool-wopi-timestamp x-lool-wopi-timestamp x-cool-wopi-ismodifiedbyuser x-lool-wopi-isautosave range if-none-match if-range authorization x-http-method-override',
)
const fileOverrides = words(
  'LOCK LOCK LOCK UNLOCK REFRESH_LOCK GET_LOCK PUT_RELATIVE RENAME_FILE RENAME_FILE PUT_USER_INFO GET_SHARE_URL ADD_ACTIVITIES COBALT x',
)
const folderOverrides = words(
  'CREATE_CHILD_FILE CREATE_CHILD_CONTAINER RENAME_CONTAINER RENAME_CONTAINER DELETE_CONTAINER GET_SHARE_URL LOCK PUT x',
)
const paths = words(
  '/ancestry /ecosystem_pointer /children /root_container_pointer /../x // /contents/contents /%2e%2e /contents/ /',
)
const lockIds = ['lock one', 'lock two', 'cool-lock9', '{"S":"x","F":4}', 'x'.repeat(1024)]
const names = words('Other.wopitest Plan.wopitest New.wopitest .wopitest .docx New')
const goodProofs: readonly ProofMutation[] = [
  {},
  {},
  { mutateOld: true },
  { relation: 'Ahead' },
  { relation: 'Behind' },
]
const badProofs: readonly ProofMutation[] = [
  { mutateCurrent: true },
  { mutateCurrent: true, mutateOld: true },
  { relation: 'Ahead', mutateOld: true },
  { relation: 'Behind', mutateCurrent: true },
]

function text(random: Random, length: number): string {
  const signs = Array.from({ length: random(length) }, () => {
    const kind = random(4)
    return String.fromCharCode(kind === 0 ? 0x20 + random(0x5f) : kind === 1 ? 0xa1 + random(0x5e) : 0x41 + random(26))
  }).join('')
  const ends = ['', '+', '{"S":"x"}', '../', '9'.repeat(400), '+AC8-', '-1', 'bytes=0-0,5-', '2026-01-01T00:00:00Z']
  return (signs + oneOf(random, ends)).trim()
}

function lockHeader(random: Random, held: string | null): string | undefined {
  const kind = random(12)
  if (kind > 6 && held !== null) return held
  if (kind === 0) return undefined
  if (kind === 1) return ''
  return kind === 2 ? text(random, 30) : kind === 3 ? 'x'.repeat(1025) : oneOf(random, lockIds)
}

/** A proof that is not one, in any way. */
function badProof(random: Random, made: FuzzWorld, place: Place, url: string): Record<string, string> {
  const right = made.sign(place, url, {})
  switch (random(7)) {
    case 0:
      return {}
    case 1:
      return made.sign(place, `${url}&x`, {})
    case 2:
      return made.sign({ token: `${place.token}x` }, url, {})
    case 3:
      return made.sign(place, url, { timestamp: new Date(made.now.getTime() + (random(2) * 2 - 1) * 21 * 60_000) })
    case 4:
      return {
        ...right,
        'X-WOPI-TimeStamp': oneOf(random, ['', '1', '9'.repeat(19), '9'.repeat(40), '-5', 'NaN', text(random, 9)]),
      }
    case 5:
      return { ...right, 'X-WOPI-Proof': text(random, 300), 'X-WOPI-ProofOld': text(random, 300) }
    default:
      return made.sign(place, url, oneOf(random, badProofs))
  }
}

interface Case {
  asked: Asked
  url: string
  headers: Record<string, string>
  body: Buffer | undefined
  /** Nothing stands in it that could keep a rightful save from being stored. */
  isPlain: boolean
}

function makeCase(random: Random, made: FuzzWorld, held: string | null): Case {
  const place = random(3) === 0 ? oneOf(random, made.places) : random(5) === 0 ? made.viewing : made.editing
  const holder = random(20) === 0 ? made.foreign : place
  const token = random(10) === 0 ? mutate(holder.token, random) : holder.token
  const saves = place.kind === 'file' && random(8) === 0
  const path = saves ? '/contents' : random(5) === 0 ? oneOf(random, paths) : ''
  const extra = random(6) === 0 ? `&${encodeURIComponent(text(random, 10))}` : ''
  const url = new URL(`${place.src}${path}?access_token=${token}${extra}`).href
  const method = random(5) === 0 ? 'GET' : 'POST'
  const others = place.kind === 'container' ? folderOverrides : fileOverrides
  const override = saves ? 'PUT' : random(300) === 0 ? 'DELETE' : oneOf(random, others)
  const odd = random(3) === 0 ? 1 + random(3) : 0
  const given: Record<string, string> = { 'x-wopi-override': random(8) === 0 ? override.toLowerCase() : override }
  for (let n = odd; n > 0; n -= 1) given[oneOf(random, oddHeaders)] = text(random, 30)
  const lock = lockHeader(random, held)
  if (lock !== undefined) given['x-wopi-lock'] = lock
  if (override === 'LOCK' && random(4) === 0) given['x-wopi-oldlock'] = lockHeader(random, held) ?? ''
  if (/RELATIVE|CREATE|RENAME/.test(override) && random(4) > 0) {
    const header = override.startsWith('RENAME')
      ? 'requestedname'
      : random(2) === 0
        ? 'relativetarget'
        : 'suggestedtarget'
    given[`x-wopi-${header}`] = random(2) === 0 ? oneOf(random, names) : encodeUtf7(text(random, 20))
    if (random(2) === 0) given['x-wopi-overwriterelativetarget'] = 'True'
  }
  const isProofGood = random(5) > 0
  const proof = isProofGood
    ? made.sign({ token }, url, oneOf(random, goodProofs))
    : badProof(random, made, { ...place, token }, url)
  const body = method === 'POST' && (saves || random(2) === 0) ? Buffer.from(text(random, 200), 'latin1') : undefined
  const { pathname, searchParams } = new URL(url)
  const own = new URL(place.src).pathname
  const isThere = pathname === own || pathname.startsWith(`${own}/`)
  return {
    asked: {
      kind: place.kind,
      method,
      path: pathname.slice(own.length + 1),
      override: override.toUpperCase(),
      headers: new Headers(given),
      right: place === made.viewing ? 'view' : 'edit',
      isTokenGood: isThere && searchParams.get('access_token') === place.token,
      isProofGood,
      size: body?.length ?? 0,
    },
    url,
    headers: { ...given, ...proof },
    body,
    isPlain: odd === 0,
  }
}

describe('fuzzed WOPI requests', () => {
  it('change what the rules allow and nothing else, with every lock where the rules leave it', {
    timeout: 300_000,
  }, async () => {
    const random = numbers(11)
    const counted = new Map<string, number>()
    const count = (what: string): unknown => counted.set(what, (counted.get(what) ?? 0) + 1)
    for (let round = 0, cases = 0; cases < 45_000; round += 1) {
      await world?.close()
      const made = await fuzzWorld(keys, discoveryUrl)
      world = made
      const present = { lock: null as string | null, size: made.content().length }
      for (let turn = 0; turn < 1500 && cases < 45_000; turn += 1, cases += 1) {
        const { asked, url, headers, body, isPlain } = makeCase(random, made, present.lock)
        const where = `round ${round}.${turn}: ${asked.method} ${asked.kind}/${asked.path} ${asked.override}`
        const allowed = allowedChanges(asked, present)
        const before = made.content()
        made.changes.length = 0
        const wire = { method: asked.method, url, headers, body }
        const answer = turn % 10 === 0 ? await made.askOverExpress(wire) : await made.ask(wire)
        count(String(answer.status))
        if (answer.status === 409) expect(answer.lock, where).not.toBeNull()

        for (const change of made.changes) count(change)
        expect(
          made.changes.filter((change) => !allowed.includes(change)),
          where,
        ).toEqual([])
        const isWritten = made.changes.includes('write d')
        if (!isWritten && !made.changes.includes('delete d')) expect(made.content(), where).toBe(before)

        if (!asked.isTokenGood) expect([401, 501], where).toContain(answer.status)
        else if (asked.kind !== 'direct' && !asked.isProofGood) expect(answer.status, where).toBe(500)
        else {
          if (answer.status >= 500 && answer.status !== 501) throw new Error(`${answer.status} for ${where}`)
          const outcome = lockOutcome(asked, present)
          if (outcome !== null) {
            expect(answer.status, where).toBe(outcome.status)
            if (outcome.status === 409 || asked.override === 'GET_LOCK')
              expect(answer.lock, where).toBe(present.lock ?? '')
            present.lock = outcome.lock
            count(`${asked.override} ${outcome.status}`)
          }
          if (
            asked.override === 'PUT' &&
            asked.path === 'contents' &&
            asked.method === 'POST' &&
            asked.kind === 'file'
          ) {
            if (allowed.length === 0) expect(answer.status, where).not.toBe(200)
            else if (isPlain && asked.size > 0) {
              expect([answer.status, made.content()], where).toEqual([200, body?.toString('latin1')])
            }
          }
        }
        present.size = made.content().length
        if (made.changes.includes('delete d')) break
      }
    }
    // so the requests got past the first hurdles, in both directions
    for (const what of words('200 400 401 409 500 501')) expect(counted.get(what) ?? 0, what).toBeGreaterThan(500)
    for (const what of ['write d', 'rename d', 'create', 'create folder', 'LOCK 200', 'LOCK 409', 'UNLOCK 200'])
      expect(counted.get(what) ?? 0, what).toBeGreaterThan(50)
    for (const what of ['write other', 'rename folder', 'delete d'])
      expect(counted.get(what) ?? 0, what).toBeGreaterThan(3)
  })

  it('find no token but the one that was issued', { timeout: 120_000 }, async () => {
    const random = numbers(5)
    office = await wopiOffice({ documents: [{ id: 'd', name: 'Plan.docx', bytes: 'PK' }] })
    const { wopiSrc, accessToken } = await office.open('d')
    for (let round = 0; round < 15_000; round += 1) {
      const changed = mutate(accessToken, random)
      if (changed === accessToken) continue
      const answer = await office.connector.fetch(new Request(`${wopiSrc}?access_token=${encodeURIComponent(changed)}`))
      expect(answer.status).toBe(401)
    }
  })

  it('carry names that come out as they went in', () => {
    const random = numbers(3)
    for (let round = 0; round < 5_000; round += 1) {
      const name = Array.from({ length: random(20) }, () =>
        String.fromCodePoint(random(3) === 0 ? random(0xd7ff) : 0x20 + random(0x5f)),
      ).join('')
      expect(decodeUtf7(encodeUtf7(name))).toBe(name)
    }
  })

  it('carry mangled names, which are legal ones in the end, or refused', () => {
    const random = numbers(7)
    const pieces = words(
      '+ - +- +AC8- +AFw- +AAA- +2D3cAA- +3AA +/ +ZYdO9g- A _ é .docx .. / \\ %2F +ACU-2F +IC4- AAAA ==',
    )
    const forbidden = /[/\\]|\p{Cc}/u
    for (let round = 0; round < 20_000; round += 1) {
      const header = Array.from({ length: random(12) }, () => oneOf(random, pieces))
        .join('')
        .slice(random(3))
      for (const read of [suggestedName, renamedName, exactName]) {
        try {
          const name = read(header, 'Plan.docx')
          if (forbidden.test(name) || !name.isWellFormed() || /^\.{1,2}$/.test(name) || name.trim() === '')
            throw new Error(`${read.name} makes ${JSON.stringify(name)} of ${header}.`)
        } catch (error) {
          expect(error, header).toMatchObject({ code: 'name_invalid' })
          expect(read, header).not.toBe(suggestedName)
        }
      }
    }
  })

  it('come from servers whose discovery may be anything', { timeout: 120_000 }, () => {
    const random = numbers(2)
    const pieces = words(
      '< > " = / <a> </a> <!-- --> & &amp; &#x41; <![CDATA[ ]]> <?xml ?> wopi-discovery net-zone app action name ext urlsrc http:// <wopi-discovery> <!DOCTYPE <!ENTITY &x; proof-key modulus= __proto__',
    )
    for (let round = 0; round < 15_000; round += 1) {
      const xml = Array.from({ length: random(40) }, () => oneOf(random, pieces)).join(random(2) === 0 ? '' : ' ')
      try {
        parseDiscovery(xml)
      } catch (error) {
        expect(error).toMatchObject({ code: 'document_server_answer' })
      }
    }
  })

  it('come from servers whose discovery has 100 MB, of which little is read', { timeout: 120_000 }, async () => {
    const block = Buffer.alloc(1 << 20, '<a b="c"/>')
    let sent = 0
    const server = createServer(async (_, response) => {
      response.on('error', () => {})
      for (; sent < 100 && !response.destroyed; sent += 1)
        if (!response.write(block))
          await Promise.race([
            new Promise((resolve) => response.once('drain', resolve)),
            new Promise((resolve) => response.once('close', resolve)),
          ])
      response.end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    office = await wopiOffice()
    try {
      const source = createDiscoverySource({
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        host: office.host,
        settings: async () => ({ caBundle: '', tlsVerify: true, connectTimeoutSeconds: 5, requestTimeoutSeconds: 30 }),
        now: () => new Date(),
      })
      await expect(source.current()).rejects.toMatchObject({ code: 'document_server_answer' })
      expect(sent).toBeLessThan(50)
    } finally {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
    for (const xml of [
      `<wopi-discovery>${'<a>'.repeat(1e6)}`,
      `<!DOCTYPE a [<!ENTITY x "${'y'.repeat(1e6)}">]><wopi-discovery>&x;</wopi-discovery>`,
    ])
      expect(() => parseDiscovery(xml)).toThrow(expect.objectContaining({ code: 'document_server_answer' }))
  })
})

function mutate(token: string, random: Random): string {
  const at = random(token.length)
  const sign = 'ABCxyz019-_.+/=%'[random(16)] ?? ''
  switch (random(4)) {
    case 0:
      return token.slice(0, at)
    case 1:
      return token.slice(0, at) + sign + token.slice(at)
    case 2:
      return token + sign
    default:
      return token.slice(0, at) + sign + token.slice(at + 1)
  }
}
