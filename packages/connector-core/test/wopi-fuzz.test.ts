import { afterEach, describe, expect, it } from 'vitest'
import { parseDiscovery } from '../src/wopi/parse-discovery.ts'
import { decodeUtf7, encodeUtf7 } from '../src/wopi/utf7.ts'
import { type WopiOffice, wopiOffice } from './wopi-office.ts'

let office: WopiOffice | undefined
afterEach(async () => {
  await office?.close()
  office = undefined
})

/** The same numbers at every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 8) % below
  }
}

const names = [
  'x-wopi-lock',
  'x-wopi-oldlock',
  'x-wopi-requestedname',
  'x-wopi-suggestedtarget',
  'x-wopi-relativetarget',
  'x-wopi-overwriterelativetarget',
  'x-wopi-maxexpectedsize',
  'x-wopi-size',
  'x-wopi-urltype',
  'x-wopi-editors',
  'x-wopi-fileextensionfilterlist',
  'x-cool-wopi-timestamp',
  'x-lool-wopi-timestamp',
  'x-cool-wopi-ismodifiedbyuser',
  'x-lool-wopi-isautosave',
  'x-wopi-proof',
  'x-wopi-timestamp',
  'range',
  'if-none-match',
  'if-range',
  'authorization',
]
const overrides =
  'LOCK GET_LOCK REFRESH_LOCK UNLOCK PUT PUT_RELATIVE RENAME_FILE PUT_USER_INFO GET_SHARE_URL ADD_ACTIVITIES CREATE_CHILD_FILE RENAME_CONTAINER COBALT x'.split(
    ' ',
  )
const paths = [
  '',
  '/contents',
  '/ancestry',
  '/ecosystem_pointer',
  '/children',
  '/../x',
  '//',
  '/contents/contents',
  '/%2e%2e',
]

describe('fuzzed WOPI requests', () => {
  it('get an answer that is no fault of ours, and write nothing without token and lock', {
    timeout: 300_000,
  }, async () => {
    const random = numbers(11)
    const text = (length: number): string =>
      Array.from({ length: random(length) }, () => {
        const kind = random(4)
        return String.fromCharCode(
          kind === 0 ? 0x20 + random(0x5f) : kind === 1 ? 0xa1 + random(0x5e) : 0x41 + random(26),
        )
      }).join('') +
      ['', '+', '{"S":"x"}', '../', '9'.repeat(400), '+AC8-', '-1', 'bytes=0-0,5-', '2026-01-01T00:00:00Z'][random(9)]
    const made = await wopiOffice({ documents: [{ id: 'd', name: 'Plan.docx', bytes: 'PK first', folder: 'reports' }] })
    office = made
    const client = await made.open('d')
    const key = { 'x-wopi-lock': 'the only one' }
    expect((await client.post('LOCK', key)).status).toBe(200)
    const statuses = new Map<number, number>()
    for (let round = 0; round < 20_000; round += 1) {
      const headers = new Headers({ 'x-wopi-override': overrides[random(overrides.length)] ?? '' })
      for (let n = random(4); n > 0; n -= 1) {
        try {
          headers.set(names[random(names.length)] ?? '', text(30))
        } catch {
          // no header can carry it
        }
      }
      if (headers.get('x-wopi-lock') === key['x-wopi-lock']) continue
      const token = random(3) === 0 ? mutate(client.accessToken, random) : client.accessToken
      const url = `${client.wopiSrc}${paths[random(paths.length)]}?access_token=${token}${random(5) === 0 ? `&${encodeURIComponent(text(10))}` : ''}`
      const isPost = random(3) > 0
      const request = new Request(url, {
        method: isPost ? 'POST' : 'GET',
        headers,
        body: isPost && random(2) === 0 ? Buffer.from(text(200)) : undefined,
      })
      const answer = await made.connector.fetch(request)
      await answer.arrayBuffer()
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
      if (answer.status === 409) expect(answer.headers.has('x-wopi-lock')).toBe(true)
      if (answer.status >= 500 && answer.status !== 501)
        throw new Error(`${answer.status} for ${request.method} ${url}`)
    }
    expect(made.host.writes).toEqual([])
    expect(Buffer.from(made.host.bytesOf('d') ?? []).toString()).toBe('PK first')
    expect((await client.post('GET_LOCK')).headers.get('x-wopi-lock')).toBe('the only one')
    // all kinds of answers came, so the requests got past the first hurdle
    for (const status of [200, 400, 401, 409, 501]) expect(statuses.get(status) ?? 0).toBeGreaterThan(50)
  })

  it('find no token but the one that was issued', { timeout: 120_000 }, async () => {
    const random = numbers(5)
    office = await wopiOffice({ documents: [{ id: 'd', name: 'Plan.docx', bytes: 'PK' }] })
    const { wopiSrc, accessToken } = await office.open('d')
    for (let round = 0; round < 20_000; round += 1) {
      const changed = mutate(accessToken, random)
      if (changed === accessToken) continue
      const answer = await office.connector.fetch(new Request(`${wopiSrc}?access_token=${encodeURIComponent(changed)}`))
      expect(answer.status).toBe(401)
    }
  })

  it('are read as names or as they came', () => {
    const random = numbers(3)
    for (let round = 0; round < 50_000; round += 1) {
      const name = Array.from({ length: random(20) }, () =>
        String.fromCodePoint(random(3) === 0 ? random(0xd7ff) : 0x20 + random(0x5f)),
      ).join('')
      expect(decodeUtf7(encodeUtf7(name))).toBe(name)
    }
  })

  it('come from servers whose discovery may be anything', { timeout: 120_000 }, () => {
    const random = numbers(2)
    const pieces =
      '< > " = / <a> </a> <!-- --> & &amp; &#x41; <![CDATA[ ]]> <?xml ?> wopi-discovery net-zone app action name ext urlsrc http:// <wopi-discovery>'.split(
        ' ',
      )
    for (let round = 0; round < 10_000; round += 1) {
      const xml = Array.from({ length: random(40) }, () => pieces[random(pieces.length)]).join(
        random(2) === 0 ? '' : ' ',
      )
      try {
        parseDiscovery(xml)
      } catch (error) {
        expect(error).toMatchObject({ code: 'document_server_answer' })
      }
    }
  })
})

function mutate(token: string, random: (below: number) => number): string {
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
