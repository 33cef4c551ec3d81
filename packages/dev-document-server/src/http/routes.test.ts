import { request as httpRequest } from 'node:http'
import jwt from 'jsonwebtoken'
import { describe, expect, it } from 'vitest'
import { secret } from '../../test/recording-host.ts'
import { startBoth } from '../../test/start-both.ts'

async function saved(both: Awaited<ReturnType<typeof startBoth>>): Promise<string> {
  const editor = await both.server.driver.open(both.host.config('k1'))
  editor.type(' one')
  await editor.forcesave('command')
  return String(both.host.callbacks().at(-1)?.body.url)
}

/** A call with headers that fetch does not let through. */
function call(url: string, headers: Record<string, string>, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method: 'POST', headers }, async (response) => {
      let text = ''
      for await (const chunk of response) text += chunk
      resolve(text)
    })
    request.on('error', reject)
    request.end(body)
  })
}

describe('result addresses', () => {
  it('answer with the headers of the real server, and ranges', async () => {
    await using both = await startBoth()
    const url = await saved(both)
    const answer = await fetch(url, { headers: { Range: 'bytes=6-' } })
    expect(answer.status).toBe(206)
    expect(answer.headers.get('content-range')).toBe('bytes 6-8/9')
    expect(await answer.text()).toBe('one')
    const whole = await fetch(url)
    expect(whole.headers.get('content-disposition')).toBe('attachment')
    expect(whole.headers.get('content-length')).toBe('9')
    expect((await fetch(url, { method: 'HEAD' })).headers.get('content-length')).toBe('9')
  })

  it('are refused with 403 when anything signed is changed', async () => {
    await using both = await startBoth()
    const url = await saved(both)
    expect((await fetch(url.replace(/md5=./, 'md5=_'))).status).toBe(403)
    expect((await fetch(url.replace(/expires=\d/, 'expires=9'))).status).toBe(403)
    expect((await fetch(url.replace('/output.docx/', '/changes.zip/'))).status).toBe(403)
    expect((await fetch(url.replace('/data/', '/data/%2e%2e/'))).status).toBe(403)
    expect((await fetch(url.replace(/k1_/, '%')).catch(() => ({ status: 403 }))).status).toBe(403)
  })

  it('are gone with 410 after their time', async () => {
    let ahead = 0
    await using both = await startBoth({ now: () => new Date(Date.now() + ahead) })
    const url = await saved(both)
    ahead = 899_000
    expect((await fetch(url)).status).toBe(200)
    ahead = 903_000
    expect((await fetch(url)).status).toBe(410)
  })
})

describe('addresses', () => {
  it('carry the sub-path, also when a proxy strips it', async () => {
    await using both = await startBoth({ pathPrefix: '/office/' })
    expect(await saved(both)).toMatch(`${both.server.url}/cache/files/data/k1_`)
    expect(both.server.url).toMatch(/\/office$/)
    expect((await fetch(both.server.url.replace('/office', '/healthcheck'))).status).toBe(404)
    expect((await fetch(`${both.server.url}x/healthcheck`)).status).toBe(404)
  })

  it('follow the forwarded headers, and write underscores of the host as %5f', async () => {
    await using both = await startBoth()
    const { host, server } = both
    const params = { filetype: 'docx', outputtype: 'pdf', key: 'c1', url: `${host.url}/files/k1.docx` }
    const forwarded = {
      'X-Forwarded-Proto': 'https',
      'X-Forwarded-Host': 'my_office.example, inner',
      'X-Forwarded-Prefix': '/docs',
      Accept: 'application/json',
    }
    const reply = await call(`${server.url}/converter`, forwarded, JSON.stringify({ token: jwt.sign(params, secret) }))
    expect(JSON.parse(reply).fileUrl).toMatch(
      /^https:\/\/my%5foffice\.example\/docs\/cache\/files\/data\/conv_c1_513\//,
    )
  })
})

describe('command service', () => {
  it('is also served at its old address and takes GET there', async () => {
    await using both = await startBoth()
    const token = jwt.sign({ c: 'version' }, secret)
    const old = `${both.server.url}/coauthoring/CommandService.ashx`
    expect(await (await fetch(`${old}?token=${token}`)).json()).toEqual({ error: 0, version: '9.3.1.0' })
  })

  it('answers 7 to an expired token, with a minute of leeway', async () => {
    await using both = await startBoth()
    const ask = async (age: number) => {
      const token = jwt.sign({ c: 'version', exp: Math.floor(Date.now() / 1000) - age }, secret)
      const answer = await fetch(`${both.server.url}/command`, { method: 'POST', body: JSON.stringify({ token }) })
      return ((await answer.json()) as { error: number }).error
    }
    expect(await ask(30)).toBe(0)
    expect(await ask(90)).toBe(7)
  })

  it('ignores plain parameters beside a token', async () => {
    await using both = await startBoth()
    const token = jwt.sign({ c: 'version' }, secret)
    const body = JSON.stringify({ c: 'getForgottenList', key: 'k1', token })
    const answer = await fetch(`${both.server.url}/command`, { method: 'POST', body })
    expect(await answer.json()).toEqual({ error: 0, version: '9.3.1.0' })
  })

  it('answers 5 to meta without meta', async () => {
    await using both = await startBoth()
    expect(await both.command({ c: 'meta', key: 'k1' })).toEqual({ key: 'k1', error: 5 })
  })

  it('echoes userdata in the callback of "info" and reports pending changes of nobody as 1', async () => {
    await using both = await startBoth({ saveDelayMs: 60_000 })
    const editor = await both.server.driver.open(both.host.config('k1'))
    editor.type(' one')
    editor.close()
    expect(await both.command({ c: 'info', key: 'k1', userdata: 'probe' })).toEqual({ key: 'k1', error: 0, users: [] })
    const { token: _token, ...event } = both.host.callbacks().at(-1)?.body ?? {}
    expect(event).toEqual({ key: 'k1', status: 1, users: [], userdata: 'probe' })
  })

  it('can be broken like a proxy', async () => {
    await using both = await startBoth()
    both.server.driver.misbehave({ serverError: 502 })
    const answer = await fetch(`${both.server.url}/command`, { method: 'POST', body: '{}' })
    expect([answer.status, answer.headers.get('content-type')]).toEqual([502, 'text/html'])
  })
})

describe('other addresses', () => {
  it('answers the health check, the figures and the capabilities', async () => {
    await using both = await startBoth()
    const { url, driver } = both.server
    expect(await (await fetch(`${url}/healthcheck`)).text()).toBe('true')
    driver.misbehave({ unhealthy: true })
    expect(await (await fetch(`${url}/healthcheck`)).text()).toBe('false')
    expect(await (await fetch(`${url}/info/info.json`)).json()).toHaveProperty('licenseInfo')
    expect(await (await fetch(`${url}/hosting/capabilities`)).json()).toMatchObject({ productVersion: '9.3.1' })
  })

  it('serves the editor page with a policy, and its assets', async () => {
    await using both = await startBoth()
    const page = `${both.server.url}/web-apps/apps/spreadsheeteditor/main`
    const answer = await fetch(`${page}/index.html?documentType=cell`)
    expect(await answer.text()).toContain('Editor cell')
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'")
    expect((await fetch(`${page}/assets/editor.js`)).status).toBe(200)
    expect((await fetch(`${page}/assets/..%2f..%2fsecret`)).status).toBe(404)
  })

  it('says what it is and what replaces it', async () => {
    await using both = await startBoth()
    expect(await (await fetch(both.server.url)).text()).toContain('ONLYOFFICE Docs replaces it by changing one address')
  })
})
