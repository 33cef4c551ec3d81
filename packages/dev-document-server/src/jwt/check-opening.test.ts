import jwt from 'jsonwebtoken'
import { describe, expect, it } from 'vitest'
import { checkOpening } from './check-opening.ts'

const secret = 'a-secret-of-the-opening-tests-0123456789'
const now = new Date()
const config = {
  document: { key: 'k1', url: 'http://host/file', fileType: 'docx', permissions: { edit: true } },
  editorConfig: { mode: 'edit', callbackUrl: 'http://host/callback', user: { id: 'u1', name: 'Ann' } },
}
const check = (claims: object, given = config, options?: jwt.SignOptions) =>
  checkOpening(given, jwt.sign(claims, secret, options), secret, now)
const codeOf = (result: ReturnType<typeof checkOpening>) => (result.ok ? 0 : result.error?.errorCode)

describe('checkOpening', () => {
  it('accepts the smallest set of claims', () => {
    const { key, url, permissions } = config.document
    const { mode, callbackUrl } = config.editorConfig
    const result = check({ document: { key, url, permissions }, editorConfig: { mode, callbackUrl } })
    expect(result).toMatchObject({ ok: true, opening: { key: 'k1', isEditor: true, user: { id: 'u1' } } })
  })

  it.each([
    ['document.key', { ...config, document: { ...config.document, key: undefined } }],
    ['document.url', { ...config, document: { ...config.document, url: undefined } }],
    ['document.permissions', { ...config, document: { ...config.document, permissions: undefined } }],
    ['editorConfig.callbackUrl', { ...config, editorConfig: { ...config.editorConfig, callbackUrl: undefined } }],
    ['editorConfig.mode', { ...config, editorConfig: { ...config.editorConfig, mode: undefined } }],
  ])('wants %s in the token', (_name, claims) => {
    expect(codeOf(check(JSON.parse(JSON.stringify(claims))))).toBe(-20)
  })

  it.each(['payload', 'url', 'key', 'version'])('refuses tokens of another kind: %s', (name) => {
    expect(codeOf(check({ ...config, [name]: 1 }))).toBe(-20)
  })

  it('denies access when the permissions differ from the signed ones', () => {
    const page = { ...config, document: { ...config.document, permissions: { edit: true, print: true } } }
    expect(codeOf(check(config, page as typeof config))).toBe(-23)
  })

  it('takes an expired token for one more minute', () => {
    expect(codeOf(check(config, config, { expiresIn: -30 }))).toBe(0)
    expect(codeOf(check(config, config, { expiresIn: -90 }))).toBe(-21)
  })

  it('refuses unsigned tokens', () => {
    const none = jwt.sign(config, '', { algorithm: 'none' })
    expect(codeOf(checkOpening(config, none, secret, now))).toBe(-20)
  })

  it('is a viewer with mode view whatever the permissions say', () => {
    const view = { ...config, editorConfig: { ...config.editorConfig, mode: 'view' } }
    expect(check(view, view)).toMatchObject({ ok: true, opening: { isEditor: false } })
  })
})
