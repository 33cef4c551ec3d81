import { describe, expect, it } from 'vitest'
import { memoryState } from '../state/memory.ts'
import { type AccessClaims, accessTokenSeconds, createAccessTokens } from './access-token.ts'

const claims: AccessClaims = { kind: 'file', id: 'ä/1', userId: 'ada', right: 'edit', server: 'collabora' }
const key = 'k'.repeat(32)

function setUp() {
  let time = Date.parse('2026-01-01T00:00:00.123Z')
  const now = () => new Date(time)
  const state = memoryState({ now })
  const tokens = createAccessTokens({ key, state, now })
  return { state, now, tokens, pass: (seconds: number) => (time += seconds * 1000) }
}

const unauthenticated = expect.objectContaining({ code: 'unauthenticated', status: 401 })
const tokenExpired = expect.objectContaining({ code: 'token_expired', status: 401 })

describe('a WOPI access token', () => {
  it('says what it was made for, in characters that no client garbles', async () => {
    const { tokens } = setUp()
    for (const one of [claims, { ...claims, right: 'view' }, { ...claims, kind: 'container', id: '' }] as const) {
      const { accessToken } = tokens.issue(one)
      expect(accessToken).toMatch(/^[0-9A-Za-z_-]+\.[0-9A-Za-z_-]+$/)
      expect((await tokens.read(accessToken)).claims).toEqual(one)
    }
  })

  it('ends at the instant that its ttl names in milliseconds since 1970', async () => {
    const { tokens, now, pass } = setUp()
    const { accessToken, accessTokenTtl } = tokens.issue(claims)
    expect(accessTokenTtl).toBe(now().getTime() + accessTokenSeconds * 1000)
    pass(accessTokenSeconds - 1)
    expect(await tokens.read(accessToken)).toEqual({ claims, isRevoked: false })
    pass(1)
    await expect(tokens.read(accessToken)).rejects.toEqual(tokenExpired)
  })

  it('is refused when a byte is missing, added or another one', async () => {
    const { tokens } = setUp()
    const { accessToken } = tokens.issue(claims)
    const signs = 'ABab09-_. =+/\n%'
    for (let at = 0; at < accessToken.length; at += 1) {
      for (const sign of signs) {
        if (accessToken[at] === sign) continue
        const changed = accessToken.slice(0, at) + sign + accessToken.slice(at + 1)
        await expect(tokens.read(changed)).rejects.toEqual(unauthenticated)
      }
      await expect(tokens.read(accessToken.slice(0, at))).rejects.toEqual(unauthenticated)
    }
    for (const sign of signs) {
      await expect(tokens.read(accessToken + sign)).rejects.toEqual(unauthenticated)
      await expect(tokens.read(sign + accessToken)).rejects.toEqual(unauthenticated)
    }
    for (const none of [null, '', '.', 'x'.repeat(100_000), `${accessToken}.${accessToken}`])
      await expect(tokens.read(none)).rejects.toEqual(unauthenticated)
  })

  it('of another installation is refused', async () => {
    const { tokens, state, now } = setUp()
    const other = createAccessTokens({ key: 'x'.repeat(32), state, now })
    await expect(tokens.read(other.issue(claims).accessToken)).rejects.toEqual(unauthenticated)
  })

  it('can be taken back by user and by file, in all instances, and a new one is good', async () => {
    const { tokens, state, now, pass } = setUp()
    const elsewhere = createAccessTokens({ key, state, now })
    for (const revoke of [() => tokens.revokeUser('ada'), () => tokens.revokeFile('ä/1')]) {
      const old = tokens.issue(claims).accessToken
      const others = tokens.issue({ ...claims, id: 'other', userId: 'bob' }).accessToken
      const direct = tokens.issueDirect(old)
      // known as good before
      expect(await elsewhere.read(old)).toEqual({ claims, isRevoked: false })
      expect(await elsewhere.read(direct)).toMatchObject({ claims: { kind: 'direct' } })
      pass(1)
      await revoke()
      await revoke()
      for (const each of [old, direct]) expect(await elsewhere.read(each)).toMatchObject({ isRevoked: true })
      expect(await elsewhere.read(others)).toMatchObject({ claims: { userId: 'bob' }, isRevoked: false })
      pass(1)
      const renewed = tokens.issue(claims).accessToken
      expect(await elsewhere.read(renewed)).toEqual({ claims, isRevoked: false })
    }
  })

  it('leads to one for the bytes alone, which ends when it does', async () => {
    const { tokens, pass } = setUp()
    const { accessToken } = tokens.issue(claims)
    pass(3600)
    const direct = tokens.issueDirect(accessToken)
    expect(tokens.issueDirect(accessToken)).toBe(direct)
    expect((await tokens.read(direct)).claims).toEqual({ ...claims, kind: 'direct', right: 'view' })
    pass(accessTokenSeconds - 3600)
    await expect(tokens.read(direct)).rejects.toEqual(tokenExpired)
    expect(() => tokens.issueDirect(`${accessToken}x`)).toThrow(unauthenticated)
  })

  it('leads to others for the same person, which end when it does and are taken back with it', async () => {
    const { tokens, pass } = setUp()
    const { accessToken, accessTokenTtl } = tokens.issue({ ...claims, right: 'view' })
    pass(3600)
    let token = accessToken
    for (const opens of [{ kind: 'container', id: 'c' } as const, { kind: 'file', id: claims.id } as const]) {
      const next = tokens.derive(token, opens)
      expect(next.accessTokenTtl).toBe(accessTokenTtl)
      token = next.accessToken
      expect((await tokens.read(token)).claims).toEqual({ ...claims, right: 'view', ...opens })
    }
    expect(() => tokens.derive(`${token}x`, { kind: 'file', id: 'other' })).toThrow(unauthenticated)
    await tokens.revokeUser(claims.userId)
    expect((await tokens.read(token)).isRevoked).toBe(true)
    pass(accessTokenSeconds - 3600)
    await expect(tokens.read(token)).rejects.toEqual(tokenExpired)
  })

  it('is remembered no longer than a thousand others have come', async () => {
    const { tokens } = setUp()
    const many = Array.from({ length: 1500 }, (_, n) => tokens.issue({ ...claims, id: `${n}` }).accessToken)
    for (let round = 0; round < 2; round += 1)
      for (const [n, token] of many.entries()) expect((await tokens.read(token)).claims.id).toBe(`${n}`)
  })

  it('stays short enough for an address with ids of the longest kind', () => {
    const { tokens } = setUp()
    const { accessToken } = tokens.issue({ ...claims, id: 'i'.repeat(200), userId: 'u'.repeat(128) })
    expect(accessToken.length).toBeLessThan(600)
  })
})
