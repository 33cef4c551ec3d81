import { describe, expect, it } from 'vitest'
import { hasCode } from '../errors.ts'
import { createOriginRule } from './origin-rule.ts'

const rule = createOriginRule({
  documentServerUrl: 'https://docs.example.com/office',
  documentServerInternalUrl: 'http://documentserver:8080',
})

function codeOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (hasCode(error, 'download_origin', 'not_configured', 'settings_invalid')) return error.code
    throw error
  }
  return 'accepted'
}

describe('the origin rule', () => {
  it('replays path and query of a public address unchanged on the internal one, without the sub-path', () => {
    const path =
      '/cache/files/data/k_1/output.docx/B%C3%A4r%20%2B.docx?md5=-a_b%2Fc&expires=1&shardkey=k&filename=B%C3%A4r.docx'
    expect(rule.internal(`https://docs.example.com/office${path}`)).toEqual({
      origin: 'http://documentserver:8080',
      path,
    })
  })

  it('keeps an internal address and gives browsers the public one', () => {
    const target = { origin: 'http://documentserver:8080', path: '/cache/x?md5=1' }
    expect(rule.internal('http://documentserver:8080/cache/x?md5=1')).toEqual(target)
    expect(rule.public('http://documentserver:8080/cache/x?md5=1')).toEqual({
      origin: 'https://docs.example.com',
      path: '/office/cache/x?md5=1',
    })
  })

  it('takes the host in any case, the default port written out, and "%5f" for "_" in host and path prefix', () => {
    const own = createOriginRule({
      documentServerUrl: 'https://Docs_One.example.com/of_fice',
      documentServerInternalUrl: 'http://ds',
    })
    for (const url of [
      'https://docs%5fone.example.com/of%5ffice/cache/a%5fb',
      'HTTPS://DOCS_ONE.EXAMPLE.COM:443/of_fice/cache/a%5fb',
      'https://docs%5Fone.example.com/of%5Ffice/cache/a%5fb',
    ])
      expect(own.internal(url)).toEqual({ origin: 'http://ds', path: '/cache/a%5fb' })
  })

  it('prefers the longer path prefix when both addresses share an origin', () => {
    const own = createOriginRule({
      documentServerUrl: 'http://host/office',
      documentServerInternalUrl: 'http://host',
    })
    expect(own.internal('http://host/office/cache/x').path).toBe('/cache/x')
    expect(own.internal('http://host/cache/x').path).toBe('/cache/x')
  })

  it('uses the public address for everything when no internal one is set', () => {
    const own = createOriginRule({ documentServerUrl: 'http://ds:8080/d', documentServerInternalUrl: '' })
    expect(own.internal('http://ds:8080/d/cache/x')).toEqual({ origin: 'http://ds:8080', path: '/d/cache/x' })
    expect(own.service('/command', 'internal')).toEqual({ origin: 'http://ds:8080', path: '/d/command' })
  })

  it.each([
    ['another host', 'https://evil.example.com/office/cache/x'],
    ['another port', 'https://docs.example.com:8443/office/cache/x'],
    ['another scheme', 'http://docs.example.com/office/cache/x'],
    ['a path outside the prefix', 'https://docs.example.com/other/cache/x'],
    ['a path that only starts like the prefix', 'https://docs.example.com/office2/cache/x'],
    ['the host as a user name', 'https://docs.example.com@evil.example.com/office/cache/x'],
    ['user and password', 'https://a:b@docs.example.com/office/cache/x'],
    ['the host as a sub-domain', 'https://docs.example.com.evil.example.com/office/x'],
    ['a backslash for a slash', 'https://docs.example.com\\@evil.example.com/office/x'],
    ['dot segments', 'https://docs.example.com/office/../command'],
    ['encoded dot segments', 'https://docs.example.com/office/%2e%2E/command'],
    ['half encoded dot segments', 'https://docs.example.com/office/.%2e/command'],
    ['doubly encoded dot segments', 'https://docs.example.com/office/%252e%252e/command'],
    ['dot segments with a path parameter', 'https://docs.example.com/office/..;/command'],
    ['an encoded slash', 'https://docs.example.com/office/a%2f..%2fcommand'],
    ['an encoded backslash', 'https://docs.example.com/office/..%5ccommand'],
    ['an encoded NUL', 'https://docs.example.com/office/cache%00/x'],
    ['a line break', 'https://docs.example.com/office/cache/x\r\nHost: evil'],
    ['a space', 'https://docs.example.com/office/cache/x y'],
    ['a fragment', 'https://docs.example.com/office/cache/x#y'],
    ['another protocol', 'file:///office/cache/x'],
    ['ftp', 'ftp://docs.example.com/office/cache/x'],
    ['a relative address', '/office/cache/x'],
    ['no scheme', '//docs.example.com/office/cache/x'],
    ['nothing', ''],
    ['metadata of a cloud', 'http://169.254.169.254/latest/meta-data'],
  ])('refuses %s', (_, url) => {
    expect(codeOf(() => rule.internal(url))).toBe('download_origin')
  })

  it('names both addresses and the foreign origin, but neither path nor query, when it refuses', () => {
    try {
      rule.internal('http://localhost/cache/secret-path?md5=secret-query')
      expect.unreachable()
    } catch (error) {
      const { message, detail } = error as { message: string; detail: object }
      expect(message).toContain('http://localhost')
      expect(message).toContain('https://docs.example.com/office')
      expect(message).toContain('http://documentserver:8080')
      expect(message).toContain('documentServerInternalUrl')
      expect(message).not.toContain('secret')
      expect(detail).toMatchObject({ origin: 'http://localhost' })
    }
  })

  it('says so when no address is configured or one is no web address', () => {
    const of = (documentServerUrl: string) => createOriginRule({ documentServerUrl, documentServerInternalUrl: '' })
    expect(codeOf(() => of('').internal('http://x/'))).toBe('not_configured')
    expect(codeOf(() => of('ftp://x').service('/command', 'internal'))).toBe('settings_invalid')
    expect(codeOf(() => of('http://u:p@x').service('/command', 'internal'))).toBe('settings_invalid')
  })
})
