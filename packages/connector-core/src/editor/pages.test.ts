import { describe, expect, it } from 'vitest'
import { bundlePageScript } from '../../build/bundle-page-script.ts'
import { texts } from '../texts/index.ts'
import { type EditorPageInput, renderEditorPage } from './editor-page.ts'
import { renderMessagePage } from './message-page.ts'
import { pageScript } from './page-script.ts'
import { scriptUrl } from './script-url.ts'
import { renderWopiHostPage } from './wopi-host-page.ts'

function page(changes: Partial<EditorPageInput> = {}) {
  return renderEditorPage({
    documentId: '7',
    title: 'Report.docx',
    base: '/api/onlyoffice/page/Nw/api',
    mode: 'edit',
    scriptUrl: '/api/onlyoffice/assets/editor.js',
    documentServerUrl: 'https://docs.example.com/office',
    ...changes,
  })
}

function policy(headers: Record<string, string>): Record<string, string> {
  const directives = headers['Content-Security-Policy']!.split('; ').map((directive) => directive.split(/ (.*)/s))
  return Object.fromEntries(directives.map(([name, value]) => [name!, value!]))
}

function dataBlock(html: string): string {
  return /<script type="application\/json" id="openwith-data">([^<]*)<\/script>/.exec(html)![1]!
}

function pageData(html: string): Record<string, unknown> {
  return JSON.parse(dataBlock(html))
}

describe('renderEditorPage', () => {
  it('allows Document Server’s script and frame, its own script by a fresh nonce, and nothing else', () => {
    const { html, headers } = page()
    const nonce = /script nonce="([^"]+)"/.exec(html)![1]!
    expect(policy(headers)).toEqual({
      'default-src': "'none'",
      'script-src': `'nonce-${nonce}' https://docs.example.com`,
      'frame-src': 'https://docs.example.com',
      'style-src': `'nonce-${nonce}'`,
      'style-src-attr': "'unsafe-inline'",
      'img-src': "'self' data:",
      'connect-src': "'self'",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'self'",
    })
    expect(Buffer.from(nonce, 'base64').length).toBeGreaterThanOrEqual(16)
    expect(page().html).not.toContain(nonce)
    expect(headers).toMatchObject({
      'Cache-Control': 'no-store',
      'Cross-Origin-Embedder-Policy': 'unsafe-none',
      'Referrer-Policy': 'same-origin',
      'X-Content-Type-Options': 'nosniff',
    })
  })

  it('lets only well-formed origins frame it', () => {
    const frameAncestors = ["'self'", 'https://admin.example.com', "https://x.test; script-src 'unsafe-inline'", '*']
    expect(policy(page({ frameAncestors }).headers)).toMatchObject({
      'frame-ancestors': "'self' https://admin.example.com",
      'script-src': expect.not.stringContaining('unsafe-inline'),
    })
    expect(policy(page({ frameAncestors: [] }).headers)['frame-ancestors']).toBe("'none'")
  })

  it('brings its data and one language along', () => {
    const { html } = page({ locale: 'de', type: 'mobile', closeUrl: '/admin' })
    expect(html).toContain('<html lang="de" dir="ltr">')
    expect(pageData(html)).toEqual({
      documentId: '7',
      base: '/api/onlyoffice/page/Nw/api',
      editor: null,
      mode: 'edit',
      type: 'mobile',
      lang: 'de',
      closeUrl: '/admin',
      texts: texts('de'),
    })
  })

  it('is not broken by hostile names', () => {
    const pieces = [
      '<',
      '>',
      '"',
      "'",
      '&',
      '</script>',
      '<!--',
      '<script>',
      '-->',
      ']]>',
      '\u2028',
      '\u2029',
      '\\u003c',
      '\u0000',
      '{name}',
      '$&',
      '\ud800',
      'x',
    ]
    const tags = (html: string) => html.match(/<\/?[a-z]+/gi)
    const usual = tags(page().html)
    // A fixed sequence of a linear congruential generator: the same names in each run.
    let seed = 42
    const next = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2 ** 31
      return seed % below
    }
    for (let round = 0; round < 500; round++) {
      const hostile = Array.from({ length: 1 + next(6) }, () => pieces[next(pieces.length)]).join('')
      const { html } = page({ documentId: hostile, title: hostile, base: `/${hostile}`, closeUrl: hostile })
      expect(tags(html)).toEqual(usual)
      expect(pageData(html)).toMatchObject({ documentId: hostile, base: `/${hostile}`, closeUrl: hostile })
      expect(dataBlock(html)).not.toMatch(/[<>&\u2028\u2029]/)
    }
  })

  it('needs the address of Document Server', () => {
    for (const documentServerUrl of ['', 'docs', 'data:text/html,x']) {
      expect(() => page({ documentServerUrl })).toThrow(expect.objectContaining({ code: 'not_configured' }))
    }
  })
})

describe('renderWopiHostPage', () => {
  const hostPage = (actionUrl: string) =>
    renderWopiHostPage({
      documentId: '7',
      title: 'Report.docx',
      base: '/api/onlyoffice/page/Nw/api',
      editor: 'wopi',
      mode: 'view',
      scriptUrl: '/api/onlyoffice/assets/editor.js',
      actionUrl,
    })

  it('may post to and frame the WOPI server only, and tells nobody where it is', () => {
    const { html, headers } = hostPage(
      'https://office.example.com:8443/browser/1a2b/cool.html?WOPISrc=https%3A%2F%2Fcms',
    )
    const nonce = /script nonce="([^"]+)"/.exec(html)![1]!
    expect(policy(headers)).toEqual({
      'default-src': "'none'",
      'script-src': `'nonce-${nonce}'`,
      'frame-src': 'https://office.example.com:8443',
      'style-src': `'nonce-${nonce}'`,
      'style-src-attr': "'unsafe-inline'",
      'img-src': "'self' data:",
      'connect-src': "'self' https://office.example.com:8443",
      'base-uri': "'none'",
      'form-action': 'https://office.example.com:8443',
      'frame-ancestors': "'self'",
    })
    expect(headers).toMatchObject({ 'Referrer-Policy': 'no-referrer', 'Cache-Control': 'no-store' })
    expect(pageData(html)).toMatchObject({ editor: 'wopi', mode: 'view' })
    expect(html).not.toContain('WOPISrc')
  })

  it('needs an address on the web', () => {
    for (const actionUrl of ['', 'office', 'javascript:alert(1)', 'data:text/html,x'])
      expect(() => hostPage(actionUrl)).toThrow(expect.objectContaining({ code: 'not_configured' }))
  })
})

describe('renderMessagePage', () => {
  it('says what happened and what to do, with the error’s status and no script', () => {
    const { html, headers, status } = renderMessagePage({
      code: 'token_expired',
      message: 'The link is <old>.',
      status: 401,
      closeUrl: '/admin?a="b"',
    })
    expect(status).toBe(401)
    expect(html).toContain('<h1>This link has expired</h1>')
    expect(html).toContain('open the document again')
    expect(html).toContain('The link is &lt;old&gt;.')
    expect(html).toContain('href="/admin?a=&quot;b&quot;"')
    expect(html).not.toContain('<script')
    expect(policy(headers)).toMatchObject({ 'frame-src': "'none'", 'default-src': "'none'" })
  })

  it.each(['javascript:alert(1)', '//evil.test', 'data:text/html,x'])('does not lead to %s', (closeUrl) => {
    const { html } = renderMessagePage({ code: 'not_found', message: 'Gone.', status: 404, closeUrl })
    expect(html).not.toContain('<a ')
  })
})

describe('pageScript', () => {
  it('is what browser/page.ts gives now; else run "pnpm generate:page-script"', async () => {
    expect(pageScript === (await bundlePageScript())).toBe(true)
  })
})

describe('scriptUrl', () => {
  it('keeps a sub-path and names the document key', () => {
    expect(scriptUrl({ documentServerUrl: 'https://x.test/docs' }, 'a=b')).toBe(
      'https://x.test/docs/web-apps/apps/api/documents/api.js?shardkey=a%3Db',
    )
    expect(() => scriptUrl({ documentServerUrl: '' }, 'k')).toThrow(expect.objectContaining({ code: 'not_configured' }))
  })
})
