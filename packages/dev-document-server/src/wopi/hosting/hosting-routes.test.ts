import { describe, expect, it } from 'vitest'
import { type BothWopi, startWopi } from '../../../test/start-wopi.ts'

const convert = (both: BothWopi, fields: Record<string, string>) =>
  fetch(
    `${both.server.url}/hosting/wopi/convert-and-edit/doc/docx?WOPISrc=${encodeURIComponent(both.host.wopiSrc('a'))}`,
    {
      method: 'POST',
      body: new URLSearchParams(fields),
      redirect: 'manual',
    },
  )

describe('convert-and-edit', () => {
  it('puts a converted copy beside the file and goes where the host edits it', async () => {
    await using both = await startWopi()
    both.host.add('a', 'a.doc', 'old')
    const answer = await convert(both, { access_token: 't', access_token_ttl: '1795233665965' })
    expect(answer.status).toBe(302)
    expect(answer.headers.get('location')).toBe(`${both.host.url}/edit/rel1`)
    const { headers } = both.host.requests.at(-1) ?? {}
    expect(headers).toMatchObject({ 'x-wopi-suggestedtarget': '.docx', 'x-wopi-fileconversion': 'true' })
    expect(both.host.files.get('rel1')).toMatchObject({ name: 'copy.docx' })
  })

  it('asks nothing of the host when the token has no known end', async () => {
    await using both = await startWopi()
    expect((await convert(both, { access_token: 't', access_token_ttl: '0' })).status).toBe(500)
    expect(both.host.requests).toEqual([])
  })
})

describe('the page', () => {
  const action = (both: BothWopi) =>
    `${both.server.url}/hosting/wopi/word/edit?&WOPISrc=${encodeURIComponent(both.host.wopiSrc('a'))}`

  it('takes a multipart form, and escapes what the host says', async () => {
    await using both = await startWopi()
    both.host.add('a', '"><script>x.docx', 'hello')
    const form = new FormData()
    form.set('access_token', 'secret-token')
    form.set('access_token_ttl', '1795233665965')
    form.set('docs_api_config', JSON.stringify({ customization: { uiTheme: 'theme-dark' } }))
    const answer = await fetch(action(both), { method: 'POST', body: form })
    const html = await answer.text()
    expect(answer.status).toBe(200)
    expect(both.host.requests[0]?.url).toContain('access_token=secret-token')
    expect(html).not.toContain('"><script>x')
    expect(html).not.toContain('secret-token')
    expect(html).toContain('theme-dark')
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'")
  })

  it('refuses a form that is too large or none, and calls with unknown tokens', async () => {
    await using both = await startWopi()
    const large = { access_token: 'x'.repeat(1_100_000) }
    expect((await fetch(action(both), { method: 'POST', body: new URLSearchParams(large) })).status).toBe(400)
    expect((await fetch(action(both), { method: 'POST', body: '{}' })).status).toBe(400)
    expect((await fetch(`${both.server.url}/hosting/wopi/frame/wopi.guess/save`, { method: 'POST' })).status).toBe(404)
    expect(both.host.requests).toEqual([])
  })
})
