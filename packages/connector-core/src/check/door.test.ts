import { describe, expect, it } from 'vitest'
import { linkTokens } from '../jwt/index.ts'
import { memoryState } from '../state/memory.ts'
import { receiveEcho, sha256 } from './echo.ts'
import { beginProbe, endProbe, probeText, readVisits, serveProbe } from './probe.ts'

const links = linkTokens('a key for links of at least 32 characters', () => new Date())

async function begun() {
  const dependencies = { state: memoryState(), links }
  const { id, token } = await beginProbe(dependencies)
  const visit = (path = `${id}.txt?token=${token}`, init?: RequestInit) =>
    serveProbe(new Request(`http://cms/door/check/${path}`, init), dependencies)
  return { dependencies, id, token, visit }
}

describe('the probe file', () => {
  it('is served to its link, and the visit is kept with the tokens it carried', async () => {
    const { dependencies, id, visit } = await begun()
    const value = 'Bearer aaaaaaaaaa.bbbbbbbbbb.cccccccccc'
    const answer = await visit(undefined, { headers: { authorizationjwt: value, cookie: 'x', accept: '*/*' } })
    expect(answer.headers.get('content-length')).toBe(String(probeText(id).length))
    expect(await answer.text()).toBe(probeText(id))
    await visit()
    expect(await readVisits(dependencies, id)).toEqual({
      count: 2,
      tokens: [{ name: 'authorizationjwt', value }],
      refused: false,
    })
  })

  it('answers HEAD without a body and refuses other methods', async () => {
    const { visit } = await begun()
    expect(await (await visit(undefined, { method: 'HEAD' })).text()).toBe('')
    await expect(visit(undefined, { method: 'POST' })).rejects.toMatchObject({ code: 'method_not_allowed' })
  })

  it('refuses a link of another check or purpose and keeps that it came', async () => {
    const { dependencies, id, visit } = await begun()
    const foreign = [
      (await begun()).token,
      links.issue('download', { key: id }, 60),
      links.issue('check', {}, 60),
      links.issue('check', { key: id }, -1),
      '',
    ]
    for (const token of foreign)
      await expect(visit(`${id}.txt?token=${token}`)).rejects.toMatchObject({ code: expect.stringMatching(/^token_/) })
    expect(await readVisits(dependencies, id)).toMatchObject({ count: foreign.length, refused: true })
  })

  it('knows nothing of a check that was not begun or is over, and stores nothing for it', async () => {
    const { dependencies, id, visit } = await begun()
    for (const path of ['x'.repeat(24), '../secret', `${id}.docx`])
      await expect(visit(`${path}.txt`)).rejects.toMatchObject({ code: 'not_found' })
    await endProbe(dependencies, id)
    await expect(visit()).rejects.toMatchObject({ code: 'not_found' })
    expect(await dependencies.state.list('check:', { limit: 10 })).toEqual([])
  })

  it('keeps its record within one entry of the state, whatever a visitor sends', async () => {
    const { dependencies, id, visit } = await begun()
    const token = (length: number) => `${'a'.repeat(length)}.bbbbbbbb.cccccccc`
    const headers = Object.fromEntries([1300, 1300, 1300, 9000].map((length, n) => [`x-${n}`, token(length)]))
    await visit(undefined, { headers })
    const [entry] = await dependencies.state.list('check:', { limit: 10 })
    expect(Buffer.byteLength(entry?.value ?? '')).toBeLessThan(4096)
    expect((await readVisits(dependencies, id)).tokens).toHaveLength(2)
  })
})

describe('the echo', () => {
  const post = (body: string, token: string, method = 'POST') =>
    receiveEcho(
      new Request(`http://cms/door/check?token=${token}`, {
        method,
        headers: { authorization: 'Bearer aaaaaaaaaa.bbbbbbbbbb.cccccccccc' },
        ...(method === 'POST' ? { body } : {}),
      }),
      { links },
    )

  it('says what arrived as hashes only', async () => {
    const { token } = await begun()
    expect(await (await post('{"a":"ü"}', token)).json()).toEqual({
      error: 0,
      size: 10,
      sha256: sha256('{"a":"ü"}'),
      tokens: [{ name: 'authorization', sha256: sha256('Bearer aaaaaaaaaa.bbbbbbbbbb.cccccccccc') }],
    })
  })

  it('needs its link, a post, and a body of limited size', async () => {
    const { token } = await begun()
    await expect(post('{}', '')).rejects.toMatchObject({ code: 'token_invalid' })
    await expect(post('{}', token, 'GET')).rejects.toMatchObject({ code: 'method_not_allowed' })
    await expect(post('x'.repeat(3 * 1024 * 1024), token)).rejects.toMatchObject({ code: 'too_large' })
  })
})
