import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CopyAnswer } from '../src/actions/find-copy.ts'
import type { FormatsAnswer } from '../src/browser/browser-client.ts'
import type { User } from '../src/host.ts'
import type { DocumentAnswer, WopiOpenAnswer } from '../src/index.ts'
import { ann, ben, docx, type Office, office } from './office.ts'
import { startWopiServer, type WopiServerDouble } from './wopi-server.ts'

describe('opening over WOPI', () => {
  let collabora: WopiServerDouble
  let second: WopiServerDouble
  let cms: Office

  beforeEach(async () => {
    collabora = await startWopiServer('libreoffice-online', { productName: 'Collabora Online' })
    second = await startWopiServer('onlyoffice')
  })
  afterEach(async () => {
    await cms.close()
    await Promise.all([collabora.close(), second.close()])
  })

  async function start(settings: Record<string, unknown> = {}, name = 'Report.docx', bytes = docx('first')) {
    cms = await office({
      documents: [{ id: 'report', name, bytes }],
      users: [ann, { ...ben, permissions: { edit: false } }],
      settings: { 'wopi.discoveryUrl': collabora.url, ...settings },
    })
  }

  const ask: Office['ask'] = (...asked) => cms.ask(...asked)
  const open = (wanted: Record<string, unknown>, user?: User) =>
    ask<WopiOpenAnswer>('POST', '/documents/report/open', wanted, user)
  const describeIt = async (user?: User) =>
    (await ask<{ document: DocumentAnswer }>('GET', '/documents/report', undefined, user)).body.document.actions

  it('gives what a host page posts: address, source, token and its end', async () => {
    await start()
    const before = Date.now()
    const { status, body } = await open({ editor: 'wopi', locale: 'de' })
    expect(status).toBe(200)
    const url = new URL(body.actionUrl)
    expect(url.origin + url.pathname).toBe(`${collabora.url}/loleaflet/d0edfea/loleaflet.html`)
    expect(Object.fromEntries(url.searchParams)).toEqual({ WOPISrc: body.wopiSrc, lang: 'de-DE', closebutton: '1' })
    expect(body).toMatchObject({
      editor: { id: 'wopi', name: 'Collabora Online' },
      mode: 'edit',
      iconUrl: `${collabora.url}/loleaflet/d0edfea/images/x-office-document.svg`,
      document: { id: 'report' },
      notices: [],
    })
    expect(body.wopiSrc.startsWith(cms.host.mount().publicUrl)).toBe(true)
    expect(body.wopiSrc).not.toContain('?')
    expect(body.accessToken).toMatch(/^[\w.-]+$/)
    expect(body.actionUrl).not.toContain(body.accessToken)
    expect(body.accessTokenTtl).toBeGreaterThan(before + body.accessTokenSeconds * 1000 - 1000)
    expect(body.accessTokenSeconds).toBeGreaterThan(9 * 3600)
  })

  it('gives a viewer’s token and address to who may not edit, and says so', async () => {
    await start()
    const { body } = await open({ editor: 'wopi' }, ben)
    expect(body.mode).toBe('view')
    expect(new URL(body.actionUrl).searchParams.get('permission')).toBe('readonly')
    expect(body.notices).toEqual(['You may view this document, but not change it.'])
    expect((await open({ editor: 'wopi', mode: 'view' })).body).toMatchObject({ mode: 'view', notices: [] })
  })

  it('shows a document for reading to who may only review, where the editor cannot, says so, and prefers one that can', async () => {
    await start({ 'wopi2.discoveryUrl': second.url, 'wopi2.name': 'Office', 'wopi.defaultEditFormats': ['docx'] })
    cms.host.permit('ben', { edit: false, review: true })
    const { body } = await open({ editor: 'wopi' }, ben)
    expect(body).toMatchObject({
      mode: 'view',
      notices: ['Collabora Online cannot record suggestions, so you can only read this document in it.'],
    })
    expect(new URL(body.actionUrl).searchParams.get('permission')).toBe('readonly')
    expect((await open({ editor: 'wopi2' }, ben)).body).toMatchObject({ mode: 'edit', notices: [] })
    expect((await open({}, ben)).body).toHaveProperty('config')
    expect((await open({})).body.editor.id).toBe('wopi')
    // whoever may comment as well does that
    cms.host.permit('ben', { edit: false, review: true, comment: true })
    expect((await open({ editor: 'wopi' }, ben)).body).toMatchObject({ mode: 'edit', notices: [] })
  })

  it('tells the page around in which copy an editor goes on, and lets that page follow it', async () => {
    await start({ 'wopi.proof': 'off' })
    const { publicUrl } = cms.host.mount()
    const { body: opened } = await open({ editor: 'wopi' })
    const made = await cms.connector.fetch(
      new Request(`${opened.wopiSrc}?access_token=${opened.accessToken}`, {
        method: 'POST',
        headers: { 'x-wopi-override': 'PUT_RELATIVE', 'x-wopi-suggestedtarget': 'Report.docx' },
        body: Buffer.from(docx('a copy')),
      }),
    )
    const { Name: name } = (await made.json()) as { Name: string }
    expect(name).not.toBe('Report.docx')
    const { body: link } = await ask<{ url: string }>('POST', '/documents/report/page', { editor: 'wopi' })
    const entered = await cms.connector.fetch(new Request(link.url))
    const cookieOf = (answer: Response) => answer.headers.get('set-cookie')!.split(';')[0]!
    const cookie = cookieOf(entered)
    const base = `${entered.headers.get('location')}/api`
    const get = (path: string, withCookie: string) =>
      cms.connector.fetch(new Request(new URL(path, publicUrl), { headers: { cookie: withCookie } }))
    const copyAt = (of: string) => `${base}/documents/report/copy?${new URLSearchParams({ name: of })}`
    expect((await get(copyAt('Other.docx'), cookie)).status).toBe(404)

    // by the name that it got, and by the one that was asked for
    expect((await get(copyAt('Report.docx'), cookie)).status).toBe(200)
    const answer = await get(copyAt(name), cookie)
    const copy = (await answer.json()) as CopyAnswer
    expect(copy.document).toMatchObject({ name, actions: { edit: true } })
    expect(copy.shareUrl).toBe(
      cms.host.pages?.document?.({ ...copy.document, version: '', modifiedAt: new Date() }, 'edit'),
    )
    const renewed = await cms.connector.fetch(
      new Request(new URL(`${copy.base}/documents/${copy.document.id}/open`, publicUrl), {
        method: 'POST',
        headers: { cookie: cookieOf(answer), origin: new URL(publicUrl).origin, 'content-type': 'application/json' },
        body: JSON.stringify({ editor: 'wopi', mode: 'edit' }),
      }),
    )
    expect(await renewed.json()).toMatchObject({ mode: 'edit', document: { id: copy.document.id } })
    const page = await get(copy.base!.replace(/\/api$/, ''), cookieOf(answer))
    expect(await page.text()).toContain(`<title>${name}</title>`)
    // each cookie opens its own document only
    expect((await get(`${copy.base}/documents/report`, cookieOf(answer))).status).toBe(403)
    expect((await get(`${base}/documents/${copy.document.id}`, cookie)).status).toBe(403)

    const of = `/documents/report/copy?${new URLSearchParams({ name })}`
    expect((await ask<CopyAnswer>('GET', of)).body).toEqual({ document: copy.document, shareUrl: copy.shareUrl })
    expect((await ask<CopyAnswer>('GET', of, undefined, ben)).status).toBe(404)
    // an older one of this name is not what an editor goes on in now
    expect((await ask<CopyAnswer>('GET', `${of}&within=0`)).status).toBe(404)
    cms.host.permit('ann', { view: false })
    expect((await ask<CopyAnswer>('GET', of)).status).toBe(404)
  })

  it('takes the viewing action of a server that has one, with every placeholder gone', async () => {
    await start({ 'wopi2.discoveryUrl': second.url, 'wopi2.name': 'Office' }, 'Old.doc', Buffer.from('doc'))
    const { body } = await open({ editor: 'wopi2', locale: 'fr-FR' })
    expect(body.actionUrl).toContain('/hosting/wopi/word/view?')
    expect(body.actionUrl).not.toMatch(/[<>]/)
    expect(body.actionUrl).toContain(`wopisrc=${encodeURIComponent(body.wopiSrc)}`)
    expect(body).toMatchObject({
      editor: { id: 'wopi2', name: 'Office' },
      mode: 'view',
      notices: ['Les fichiers DOC peuvent être consultés, mais pas modifiés.'],
    })
  })

  it('offers each editor for what it can do, the administrator’s choice first', async () => {
    await start(
      { 'wopi.name': 'Collabora', 'wopi2.discoveryUrl': second.url, 'wopi2.formats': ['docx'] },
      'Report.odt',
      Buffer.from('odt'),
    )
    const { body } = await ask<FormatsAnswer>('GET', '/formats')
    expect(body.editors.map(({ id }) => id)).toEqual(['onlyoffice', 'wopi', 'wopi2'])
    expect(body.editors[1]).toEqual({ id: 'wopi', name: 'Collabora' })
    expect(body.formats.docx!.editors).toEqual({
      view: ['onlyoffice', 'wopi', 'wopi2'],
      edit: ['onlyoffice', 'wopi', 'wopi2'],
    })
    // ONLYOFFICE edits it only with losses, which nobody has allowed
    expect(body.formats.odt!.editors).toEqual({ view: ['onlyoffice', 'wopi'], edit: ['wopi'] })
    expect(await describeIt()).toMatchObject({
      view: true,
      edit: true,
      lossyEdit: false,
      editors: { view: ['onlyoffice', 'wopi'], edit: ['wopi'] },
    })
    expect(await describeIt(ben)).toMatchObject({ edit: false, editors: { view: ['onlyoffice', 'wopi'], edit: [] } })
    expect((await open({})).body.editor.id).toBe('wopi')
    expect((await open({ mode: 'view' })).body).toHaveProperty('config')
  })

  it('opens by default what the administrator chose for the format and the mode', async () => {
    await start({ 'wopi.defaultEditFormats': ['docx'] })
    expect((await open({})).body.editor.id).toBe('wopi')
    expect((await open({ mode: 'view' })).body).toHaveProperty('config')
    expect((await open({ editor: 'onlyoffice' })).body).toHaveProperty('config')
    expect((await describeIt()).editors).toEqual({ view: ['onlyoffice', 'wopi'], edit: ['wopi', 'onlyoffice'] })
  })

  it('works without any Document Server', async () => {
    await start({ documentServerUrl: '', secret: '' })
    const { body } = await ask<FormatsAnswer>('GET', '/formats')
    expect(body).toMatchObject({ ready: true, editors: [{ id: 'wopi' }] })
    expect((await open({})).body.editor.id).toBe('wopi')
    expect((await open({ editor: 'onlyoffice' })).body.error?.code).toBe('not_configured')
  })

  it('leaves out a server that does not answer, and says why when it is asked for', async () => {
    collabora.answer = { status: 503, body: '' }
    await start()
    const { body } = await ask<FormatsAnswer>('GET', '/formats')
    expect(body.editors.map(({ id }) => id)).toEqual(['onlyoffice'])
    expect((await open({})).body).toHaveProperty('config')
    expect(await open({ editor: 'wopi' })).toMatchObject({
      status: 502,
      body: { error: { code: 'document_server_answer' } },
    })
    collabora.answer = null
    expect((await open({ editor: 'wopi' })).status).toBe(200)
  })

  it('refuses formats that one side does not know, servers that are not there, and people who may not see the document', async () => {
    await start({ disabledFormats: ['docx'] })
    expect((await open({ editor: 'wopi' })).body.error?.code).toBe('format_unsupported')
    expect((await open({ editor: 'wopi2' })).body.error?.code).toBe('not_configured')
    expect((await open({ editor: '__proto__' })).body.error?.code).toBe('not_configured')
    cms.host.permit('ben', { view: false })
    expect((await open({ editor: 'wopi' }, ben)).body.error?.code).toBe('not_found')
  })

  it('sends browsers to the public address of a server that it asks by an internal one', async () => {
    await start({ 'wopi.discoveryUrl': 'https://office.example.com/', 'wopi.internalUrl': collabora.url })
    const { body } = await open({ editor: 'wopi' })
    expect(new URL(body.actionUrl).origin).toBe('https://office.example.com')
  })

  it('opens the validator’s own files with whatever its discovery names', async () => {
    await start({}, 'Test.wopitest', Buffer.from('x'))
    const { wopiSrc, accessToken, mode } = await cms.connector.openOverWopi({ documentId: 'report', user: ann })
    expect({ wopiSrc, accessToken, mode }).toEqual({
      wopiSrc: expect.stringContaining('/wopi/files/'),
      accessToken: expect.any(String),
      mode: 'edit',
    })
  })

  it('serves the host page to a cookie of its own, without a token in it', async () => {
    await start()
    const { body } = await ask<{ url: string }>('POST', '/documents/report/page', { editor: 'wopi', mode: 'view' })
    const entered = await cms.connector.fetch(new Request(body.url))
    expect(entered.status).toBe(303)
    const [cookie = ''] = entered.headers.get('set-cookie')!.split(';')
    const { publicUrl } = cms.host.mount()
    const pageUrl = new URL(entered.headers.get('location')!, publicUrl).href
    const shown = await cms.connector.fetch(new Request(pageUrl, { headers: { cookie } }))
    expect(shown.status).toBe(200)
    expect(shown.headers.get('content-security-policy')).toContain(`form-action ${collabora.url};`)
    const html = await shown.text()
    expect(html).toContain('"editor":"wopi"')
    expect(html).not.toMatch(/access_?token/i)
    const answer = await cms.connector.fetch(
      new Request(`${pageUrl}/api/documents/report/open`, {
        method: 'POST',
        headers: { cookie, origin: new URL(publicUrl).origin, 'content-type': 'application/json' },
        body: JSON.stringify({ editor: 'wopi', mode: 'view' }),
      }),
    )
    expect(await answer.json()).toMatchObject({ editor: { id: 'wopi' }, mode: 'view' })
  })

  it('says on the page that a server cannot be read', async () => {
    collabora.answer = { status: 200, body: '<html>' }
    await start()
    const { body } = await ask<{ url: string }>('POST', '/documents/report/page', { editor: 'wopi' })
    const entered = await cms.connector.fetch(new Request(body.url))
    const [cookie = ''] = entered.headers.get('set-cookie')!.split(';')
    const pageUrl = new URL(entered.headers.get('location')!, cms.host.mount().publicUrl).href
    const shown = await cms.connector.fetch(new Request(pageUrl, { headers: { cookie } }))
    expect(shown.status).toBe(502)
    expect(await shown.text()).toContain('WOPI server')
  })

  const elsewhere =
    'This document is being edited in another editor. It can be changed here once everybody has closed it there.'
  const wopiCall = (opened: WopiOpenAnswer, override: string) =>
    cms.connector.fetch(
      new Request(`${opened.wopiSrc}?access_token=${opened.accessToken}`, {
        method: 'POST',
        headers: { 'x-wopi-override': override, 'x-wopi-lock': 'lock 1' },
      }),
    )

  it('shows a document that is locked over WOPI to who opens it over the Docs API, and says why', async () => {
    await start({ 'wopi.proof': 'off' })
    const { body } = await open({ editor: 'wopi' })
    expect((await wopiCall(body, 'LOCK')).status).toBe(200)
    const shown = await cms.connector.open({ documentId: 'report', user: ann })
    expect(shown.config.editorConfig).toMatchObject({ mode: 'view' })
    expect(shown.config.editorConfig).not.toHaveProperty('callbackUrl')
    expect(shown.notices).toEqual([elsewhere])
    expect((await wopiCall(body, 'UNLOCK')).status).toBe(200)
    const edited = await cms.connector.open({ documentId: 'report', user: ann })
    expect(edited).toMatchObject({ config: { editorConfig: { mode: 'edit' } }, notices: [] })
  })

  it('gives no lock while the document is open over the Docs API, says why, and gives it as soon as it is closed', async () => {
    await start({ 'wopi.proof': 'off' })
    const opened = await cms.open()
    const early = await open({ editor: 'wopi' })
    expect((await wopiCall(early.body, 'LOCK')).status).toBe(409)
    await cms.callback(opened, { status: 1, actions: [{ type: 1, userid: 'ann' }] })
    const { body } = await open({ editor: 'wopi' })
    expect(body.notices).toEqual([elsewhere])
    const refused = await wopiCall(body, 'LOCK')
    expect([refused.status, refused.headers.get('x-wopi-lock')]).toEqual([409, ''])
    expect(refused.headers.get('x-wopi-lockfailurereason')).toContain('ONLYOFFICE')
    await cms.callback(opened, { status: 4 })
    expect((await wopiCall(body, 'LOCK')).status).toBe(200)
    expect((await open({ editor: 'wopi' })).body.notices).toEqual([])
  })
})
