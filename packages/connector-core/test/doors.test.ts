import jwt from 'jsonwebtoken'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ann, ben, docx, type Office, office, secret } from './office.ts'

let cms: Office
beforeEach(async () => {
  cms = await office({
    users: [
      { ...ann, mayAdminister: true },
      { ...ben, mayCreate: false, mayAdminister: false, permissions: { edit: false, download: false } },
    ],
  })
})
afterEach(() => cms.close())

const browser = (...asked: Parameters<Office['ask']>) => cms.ask<Record<string, never>>(...asked)

/** Asks as Document Server does: with its header token for this URL. */
function fetchAsDocumentServer(url: string, init: RequestInit = {}, key = secret): Promise<Response> {
  const token = jwt.sign({ payload: { url } }, key, { expiresIn: 300 })
  return cms.connector.fetch(
    new Request(url, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } }),
  )
}

describe('the browser door', () => {
  it('tells what may be done with a document by format and by right', async () => {
    const own = await browser('GET', '/documents/report')
    expect(own.body.document).toMatchObject({
      name: 'Report.docx',
      type: 'word',
      actions: { edit: true, rename: true, downloadAs: expect.arrayContaining(['pdf']) },
    })
    const other = await browser('GET', '/documents/report', undefined, ben)
    expect(other.body.document).toMatchObject({
      actions: { view: true, edit: false, convertTo: [], downloadAs: [], saveAs: false },
    })
  })

  it('opens a viewer for who may not edit, without a callback', async () => {
    const { body } = await browser('POST', '/documents/report/open', { mode: 'edit' }, ben)
    expect(body.config).toMatchObject({
      editorConfig: { mode: 'view' },
      document: { permissions: { edit: false, download: false } },
    })
    expect(body.config).not.toHaveProperty('editorConfig.callbackUrl')
    expect(body.notices).not.toEqual([])
  })

  it('signs exactly the config that it sends', async () => {
    const { body } = await browser('POST', '/documents/report/open', {})
    const { token, ...config } = body.config as unknown as { token: string }
    const claims = jwt.verify(token, secret) as jwt.JwtPayload
    expect(claims).toMatchObject(config)
    expect(JSON.stringify(body)).not.toContain(secret)
  })

  it('hides a document from who may not see it as if it were not there', async () => {
    cms.host.permit('ben', { view: false })
    const hidden = await browser('GET', '/documents/report', undefined, ben)
    const missing = await browser('GET', '/documents/nothing', undefined, ben)
    expect(hidden.status).toBe(404)
    expect(hidden).toEqual(missing)
  })

  it('lists documents of one type', async () => {
    cms.host.add({ id: 'budget', name: 'budget.xlsx', bytes: 'x' })
    const list = async (type: string) => (await browser('GET', `/documents?type=${type}`)).body
    expect(await list('cell')).toMatchObject({ documents: [{ id: 'budget' }] })
    expect(await list('word')).toMatchObject({ documents: [{ type: 'word' }] })
    expect(await list('none')).toEqual({ documents: [] })
  })

  it('adds blank documents, numbered when the name is taken, and never over another', async () => {
    const first = await browser('POST', '/documents', { kind: 'docx', name: 'Plan' })
    const second = await browser('POST', '/documents', { kind: 'docx', name: 'Plan.docx' })
    expect([first.status, second.status]).toEqual([201, 201])
    expect(first.body.document).toMatchObject({ name: 'Plan.docx' })
    expect(second.body.document).toMatchObject({ name: 'Plan (2).docx' })
  })

  for (const name of ['../up', 'a/b', 'nul\0', 'x\u202Efdp.exe', '..', 'ü'.repeat(200)]) {
    it(`refuses to create ${JSON.stringify(name).slice(0, 20)}`, async () => {
      const before = cms.host.documentIds()
      expect(await browser('POST', '/documents', { kind: 'docx', name })).toMatchObject({
        status: 400,
        body: { error: { code: 'name_invalid' } },
      })
      expect(cms.host.documentIds()).toEqual(before)
    })
  }

  it('refuses an unknown kind, a format that no editor opens, a file over the limit, and a person without the right', async () => {
    expect(await browser('POST', '/documents', { kind: 'exe' })).toMatchObject({ status: 400 })
    cms.host.add({ id: 'photo', name: 'photo.png', bytes: 'x' })
    expect(await browser('POST', '/documents/photo/open', {})).toMatchObject({
      status: 415,
      body: { error: { code: 'format_unsupported' } },
    })
    expect(await browser('POST', '/documents', { kind: 'docx' }, ben)).toMatchObject({ status: 403 })
    const beside = { kind: 'docx', beside: 'report' }
    expect(await browser('POST', '/documents', beside)).toMatchObject({ status: 201 })
    cms.host.permit('ann', { view: false })
    expect(await browser('POST', '/documents', beside), 'beside what one may not see').toMatchObject({ status: 404 })
    cms.host.permit('ann', { view: true })
    await cms.host.settings.save({ ...cms.host.storedSettings(), maxDocumentBytes: 1024 * 1024 })
    cms.host.add({ id: 'large', name: 'large.docx', bytes: new Uint8Array(1024 * 1024 + 1) })
    const large = await browser('POST', '/documents/large/open', {})
    expect(large).toMatchObject({ status: 413, body: { error: { code: 'too_large' } } })
    expect(large.body.error?.message).toContain('maxDocumentBytes')
  })

  it('renames, keeps the extension and refuses who may not', async () => {
    expect((await browser('POST', '/documents/report/rename', { name: 'Summary' })).body.document).toMatchObject({
      name: 'Summary.docx',
      id: 'report',
    })
    expect(await browser('POST', '/documents/report/rename', { name: 'Mine' }, ben)).toMatchObject({ status: 403 })
  })

  it('fetches a copy only from Document Server', async () => {
    cms.results.set('/cache/copy/output.docx', docx('copy'))
    const wanted = { title: 'Copy.docx', fileType: 'docx' }
    expect(
      await browser('POST', '/documents/report/save-as', { ...wanted, url: 'http://127.0.0.1:1/secret.docx' }),
    ).toMatchObject({ status: 403, body: { error: { code: 'download_origin' } } })
    expect(
      await browser('POST', '/documents/report/save-as', {
        ...wanted,
        url: `${cms.server.url}/cache/copy/output.docx`,
      }),
    ).toMatchObject({ status: 201, body: { document: { name: 'Copy.docx' } } })
    expect(
      await browser('POST', '/documents/report/save-as', {
        ...wanted,
        title: '../../x',
        url: `${cms.server.url}/cache/copy/output.docx`,
      }),
    ).toMatchObject({ status: 201, body: { document: { name: expect.not.stringContaining('/') } } })
    expect(
      await browser(
        'POST',
        '/documents/report/save-as',
        { ...wanted, url: `${cms.server.url}/cache/copy/output.docx` },
        ben,
      ),
    ).toMatchObject({ status: 403 })
  })

  it('converts beside the original and gives a link that only its right opens', async () => {
    cms.host.add({ id: 'old', name: 'Old.odt', bytes: docx('odt') })
    cms.results.set('/cache/converted/output.docx', docx('converted'))
    cms.services.set('/converter', () => ({
      fileUrl: `${cms.server.url}/cache/converted/output.docx`,
      fileType: 'docx',
      percent: 100,
      endConvert: true,
    }))
    expect(await browser('POST', '/documents/old/convert', {})).toMatchObject({
      status: 201,
      body: { document: { name: 'Old.docx' } },
    })
    expect(await browser('POST', '/documents/old/convert', {}, ben)).toMatchObject({ status: 403 })
    const { body } = await browser('POST', '/documents/old/download-as', { to: 'docx' })
    const response = await cms.connector.fetch(new Request(body.url ?? ''))
    expect(response.headers.get('content-disposition')).toContain('Old.docx')
    expect(Buffer.from(await response.arrayBuffer()).equals(docx('converted'))).toBe(true)
    cms.host.permit('ann', { download: false })
    expect((await cms.connector.fetch(new Request(body.url ?? ''))).status).toBe(403)
  })

  it('says that a conversion is pending, and why one failed', async () => {
    cms.services.set('/converter', () => ({ percent: 0, endConvert: false }))
    expect(await browser('POST', '/documents/report/convert', { to: 'pdf' })).toMatchObject({
      status: 202,
      body: { pending: true },
    })
    cms.services.set('/converter', () => ({ error: -5 }))
    expect(await browser('POST', '/documents/report/convert', { to: 'pdf' })).toMatchObject({
      status: 422,
      body: { error: { code: 'conversion_failed', detail: { conversionError: -5 } } },
    })
  })

  it('keeps settings, check and recovery to administrators', async () => {
    for (const [method, path] of [
      ['GET', '/settings'],
      ['PUT', '/settings'],
      ['POST', '/check'],
      ['GET', '/recovery'],
      ['POST', '/recovery/x/retry'],
      ['DELETE', '/recovery/x'],
    ] as const) {
      expect((await browser(method, path, method === 'GET' ? undefined : { values: {} }, ben)).status, path).toBe(403)
    }
  })

  it('never gives the secret back and names the field that is wrong', async () => {
    const form = await browser('GET', '/settings')
    expect(form.status).toBe(200)
    expect(JSON.stringify(form.body)).not.toContain(secret)
    const refused = await browser('PUT', '/settings', {
      values: { documentServerUrl: 'ftp://x', maxDocumentBytes: -1 },
    })
    expect(refused).toMatchObject({
      status: 422,
      body: {
        error: {
          code: 'settings_invalid',
          detail: { errors: [{ field: 'documentServerUrl' }, { field: 'maxDocumentBytes' }] },
        },
      },
    })
  })

  it.each([
    ['the user of the CMS', { locale: 'de' }, '', { 'accept-language': 'fr' }, 'de'],
    ['the browser', {}, '', { 'accept-language': 'fr-CA,fr;q=0.9' }, 'fr'],
    ['the page', { locale: 'de' }, '?locale=es', {}, 'es'],
    ['nobody that is known', { locale: 'xx' }, '', {}, 'en'],
    ['nobody', {}, '', {}, 'en'],
  ] as const)('says settings, their errors and the check in the language of %s', async (_, who, query, headers, is) => {
    const said = {
      en: ['Connection', 'Secret', 'must be between', 'The CMS lets callbacks through', 'and reaches this CMS'],
      de: ['Verbindung', 'Geheimnis', 'muss zwischen', 'Das CMS lässt Callbacks durch', 'und erreicht dieses CMS'],
      fr: ['Connexion', 'Secret', 'compris entre', 'Le CMS laisse passer les callbacks', 'et atteint ce CMS'],
      es: ['Conexión', 'Secreto', 'debe estar entre', 'El CMS deja pasar los callbacks', 'y llega a este CMS'],
    }[is]
    const user = { ...ann, locale: undefined, ...who }
    const form = await browser('GET', `/settings${query}`, undefined, user, { headers })
    const { groups, fields } = form.body as unknown as { groups: { label: string }[]; fields: { label: string }[] }
    expect([groups[0]?.label, fields[1]?.label]).toEqual(said.slice(0, 2))
    const saved = await browser('PUT', `/settings${query}`, { values: {} }, user, { headers })
    expect(saved.body).toEqual(form.body)
    const values = { maxDocumentBytes: -1 }
    for (const [method, path] of [
      ['PUT', '/settings'],
      ['POST', '/check'],
    ] as const) {
      const refused = await browser(method, path + query, { values }, user, { headers })
      expect(refused.body.error?.message).toContain(said[2])
      expect(refused.body.error?.detail).toMatchObject({ errors: [{ field: 'maxDocumentBytes' }] })
    }
    const report = await browser('POST', `/check${query}`, {}, user, { headers })
    const { steps } = report.body as unknown as { steps: { title: string; message: string }[] }
    expect(steps.at(-1)?.title).toBe(said[3])
    expect(steps[0]?.message).toContain(said[4])
    expect(JSON.stringify([form.body, saved.body, report.body])).not.toContain(secret)
  })

  it('asks for a page of its own origin when the login is a cookie', async () => {
    const cookieLogin = true
    const { origin } = new URL(cms.host.mount().publicUrl)
    const ask = (headers: Record<string, string>) =>
      browser('POST', '/documents/report/open', {}, ann, { cookieLogin, headers })
    expect((await ask({ origin: 'https://evil.example' })).status).toBe(403)
    expect((await ask({})).status).toBe(403)
    expect((await ask({ origin: 'null', 'sec-fetch-site': 'same-origin' })).status).toBe(403)
    expect((await ask({ origin, 'sec-fetch-site': 'same-origin' })).status).toBe(200)
  })

  it('answers 404, 405, 400 and 415 to what it cannot do', async () => {
    expect((await browser('GET', '/nothing')).status).toBe(404)
    expect((await browser('DELETE', '/documents/report')).status).toBe(405)
    expect((await browser('GET', '/documents/%E0%A4%A')).status).toBe(400)
    expect((await browser('GET', '/documents/constructor')).status).toBe(404)
    const { publicUrl, browserPath } = cms.host.mount()
    const form = new Request(`${publicUrl}${browserPath}/documents`, {
      method: 'POST',
      body: 'kind=docx',
      headers: { 'content-type': 'text/plain' },
    })
    expect((await cms.connector.browser(form, ann)).status).toBe(415)
  })

  it('says which setting is missing', async () => {
    await cms.host.settings.save({})
    expect(await browser('POST', '/documents/report/open', {})).toMatchObject({
      status: 503,
      body: { error: { code: 'not_configured', detail: { setting: 'documentServerUrl' } } },
    })
  })
})

describe('the recovery area', () => {
  async function keepOne(): Promise<string> {
    const opened = await cms.open()
    cms.host.permit('ann', { edit: false })
    cms.results.set('/cache/kept/output.docx', docx('kept'))
    await cms.callback(opened, { status: 2, url: '/cache/kept/output.docx', filetype: 'docx' })
    cms.host.permit('ann', { edit: true })
    const { body } = await browser('GET', '/recovery')
    const [entry] = body.entries as unknown as {
      id: string
      name: string
      user: { name: string }
      reason: { message: string }
    }[]
    expect(entry).toMatchObject({
      name: 'Report.docx',
      user: { name: 'Ann' },
      reason: { message: expect.stringContaining('may not change') },
    })
    return entry?.id ?? ''
  }

  it('says why a document can only be viewed for now', async () => {
    const opened = await cms.open()
    cms.host.permit('ann', { edit: false, viewOnlyReason: 'Publish the draft first.' })
    cms.results.set('/cache/kept/output.docx', docx('kept'))
    await cms.callback(opened, { status: 2, url: '/cache/kept/output.docx', filetype: 'docx' })
    cms.host.permit('ann', { edit: true })
    const { body } = await browser('GET', '/recovery')
    expect(body.entries).toMatchObject([{ reason: { code: 'read_only', message: 'Publish the draft first.' } }])
  })

  it('is downloaded, retried over an unchanged document, and empty afterwards', async () => {
    const id = await keepOne()
    const link = await browser('POST', `/recovery/${id}/link`)
    const bytes = await (await cms.connector.fetch(new Request(link.body.url ?? ''))).arrayBuffer()
    expect(Buffer.from(bytes).equals(docx('kept'))).toBe(true)
    expect((await browser('POST', `/recovery/${id}/retry`)).body.document).toMatchObject({ id: 'report' })
    expect(Buffer.from(cms.host.bytesOf('report') ?? []).equals(docx('kept'))).toBe(true)
    expect((await browser('GET', '/recovery')).body.entries).toEqual([])
  })

  it('is placed beside a document that changed meanwhile', async () => {
    const id = await keepOne()
    cms.host.replace('report', docx('newer'))
    expect((await browser('POST', `/recovery/${id}/retry`)).body.document).toMatchObject({ name: 'Report (2).docx' })
    expect(Buffer.from(cms.host.bytesOf('report') ?? []).equals(docx('newer'))).toBe(true)
  })

  it('is discarded only by its own id', async () => {
    const id = await keepOne()
    expect((await browser('DELETE', '/recovery/..%2F..%2Fx')).status).toBe(404)
    expect((await browser('DELETE', `/recovery/${id}`)).status).toBe(204)
    expect((await browser('DELETE', `/recovery/${id}`)).status).toBe(404)
  })
})

describe('the server door', () => {
  it('serves the bytes whole, in part, and as a head, to Document Server only', async () => {
    const { downloadUrl } = await cms.open()
    const whole = await fetchAsDocumentServer(downloadUrl)
    expect(whole.status).toBe(200)
    expect(whole.headers.get('content-length')).toBe(String(docx('first').byteLength))
    expect(Buffer.from(await whole.arrayBuffer()).equals(docx('first'))).toBe(true)
    const part = await fetchAsDocumentServer(downloadUrl, { headers: { range: 'bytes=2-5' } })
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 2-5/${docx('first').byteLength}`])
    expect(Buffer.from(await part.arrayBuffer()).equals(docx('first').subarray(2, 6))).toBe(true)
    expect((await fetchAsDocumentServer(downloadUrl, { headers: { range: 'bytes=99999-' } })).status).toBe(416)
    expect(await (await fetchAsDocumentServer(downloadUrl, { method: 'HEAD' })).text()).toBe('')
    expect(
      (await fetchAsDocumentServer(downloadUrl, { headers: { 'if-none-match': whole.headers.get('etag') ?? '' } }))
        .status,
    ).toBe(304)
    expect((await cms.connector.fetch(new Request(downloadUrl))).status, 'without its token').toBe(403)
    expect((await fetchAsDocumentServer(downloadUrl, {}, 'another-secret-0123456789-0123456789')).status).toBe(403)
    cms.host.revoke('ann')
    expect((await fetchAsDocumentServer(downloadUrl)).status, 'for a blocked person').toBe(403)
  })

  it('refuses a token made for another purpose, a changed one and none', async () => {
    const opened = await cms.open()
    const callbackToken = new URL(opened.callbackUrl ?? '').searchParams.get('token') ?? ''
    const base = opened.downloadUrl.split('?')[0]
    for (const token of [callbackToken, `${callbackToken}x`, '']) {
      expect((await fetchAsDocumentServer(`${base}?token=${token}`)).status).toBe(403)
    }
  })

  it('answers 404 below unknown paths, and to names of Object.prototype', async () => {
    const { publicUrl, serverPath } = cms.host.mount()
    for (const path of ['', '/', '/nothing', '/constructor', '/__proto__', '/assets/x.js', '/assets/..%2Fx']) {
      expect((await cms.connector.fetch(new Request(`${publicUrl}${serverPath}${path}`))).status, path).toBe(404)
    }
  })

  it('trades the link for a cookie of that page, then shows the page with its own policy', async () => {
    const { body } = await browser('POST', '/documents/report/page', { mode: 'edit' })
    const entered = await cms.connector.fetch(new Request(body.url ?? ''))
    expect(entered.status).toBe(303)
    const location = entered.headers.get('location') ?? ''
    expect(location).not.toContain('token')
    const cookie = entered.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/)
    expect(cookie).toContain(`Path=${location};`)
    const { origin } = new URL(cms.host.mount().publicUrl)
    const pair = cookie.split(';')[0] ?? ''
    const page = await cms.connector.fetch(new Request(`${origin}${location}`, { headers: { cookie: pair } }))
    expect(page.status).toBe(200)
    expect(page.headers.get('content-security-policy')).toContain(cms.server.url)
    expect(await page.text()).not.toContain(pair.split('=')[1])

    const api = (path: string, headers: Record<string, string> = {}) =>
      cms.connector.fetch(
        new Request(`${origin}${location}/api${path}`, {
          method: 'POST',
          body: '{}',
          headers: { 'content-type': 'application/json', cookie: pair, origin, ...headers },
        }),
      )
    expect((await api('/documents/report/open')).status).toBe(200)
    expect((await api('/documents/other/open')).status).toBe(403)
    expect((await api('/recovery/x/retry')).status).toBe(403)
    expect((await api('/documents/report/open', { origin: 'https://evil.example' })).status).toBe(403)
    expect((await api('/documents/report/open', { cookie: '' })).status).toBe(401)
    cms.host.revoke('ann')
    expect((await api('/documents/report/open')).status).toBe(401)
  })

  it('shows a page that says what to do when the link is spent, foreign or the login over', async () => {
    const { body } = await browser('POST', '/documents/report/page', {})
    const bad = await cms.connector.fetch(new Request((body.url ?? '').replace(/token=.*/, 'token=x')))
    expect([bad.status, bad.headers.get('content-type')]).toEqual([403, 'text/html; charset=utf-8'])
    const none = await cms.connector.fetch(new Request((body.url ?? '').split('?')[0] ?? ''))
    expect(none.status).toBe(401)
  })
})
