import type { Browser, Frame, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchChromium } from '../../../../toolchain/stage/chromium.ts'
import { startWopiPageServer, type WopiPageServer } from '../../test/wopi-page-server.ts'
import type { WopiOpenAnswer } from '../editor/index.ts'

interface Heard {
  origin: string
  MessageId: string
  Values: Record<string, unknown>
}

declare global {
  var client: { fields: Record<string, string>; heard: Heard[]; say(id: string, values?: unknown): void }
  var events: { type: string; detail: unknown }[]
}

const token = 'eyJhIjoxfQ.c2lnbmF0dXJl'

function openAnswer(client: string): WopiOpenAnswer {
  return {
    editor: { id: 'wopi', name: 'Collabora' },
    mode: 'edit',
    actionUrl: `${client}/browser/1a2b/cool.html?WOPISrc=http%3A%2F%2Fcms.test%2Fwopi%2Ffiles%2F7&lang=en`,
    wopiSrc: 'http://cms.test/wopi/files/7',
    iconUrl: null,
    accessToken: token,
    accessTokenTtl: 1_900_000_000_000,
    accessTokenSeconds: 36_000,
    document: {
      id: '7',
      name: 'Report.docx',
      size: 1,
      modifiedAt: new Date(0).toISOString(),
      extension: 'docx',
      type: 'word',
      actions: {
        view: true,
        edit: true,
        lossyEdit: false,
        fill: false,
        rename: true,
        saveAs: true,
        pick: true,
        openByDefault: false,
        convertToOoxml: null,
        convertTo: [],
        downloadAs: [],
        editors: { view: ['wopi'], edit: ['wopi'] },
      },
    },
    shareUrl: null,
    notices: [],
  }
}

/** A shared machine may be slow. */
const soon = { timeout: 15_000 }

describe('the host page of WOPI in a browser', () => {
  let browser: Browser
  let server: WopiPageServer
  let page: Page

  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser.close()
  })
  beforeEach(async () => {
    server = await startWopiPageServer(openAnswer)
    page = await browser.newPage()
    await page.addInitScript(() => {
      globalThis.policyViolations = []
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
        policyViolations.push(`${violatedDirective} ${blockedURI}`),
      )
      globalThis.events = []
      for (const type of [
        'ready',
        'state',
        'document',
        'error',
        'people',
        'share',
        'versions',
        'insert-image',
        'mention',
      ])
        document.addEventListener(`openwith-${type}`, (event) => {
          const { detail } = event as CustomEvent<unknown>
          events.push({ type, detail: JSON.parse(JSON.stringify(detail)) })
        })
    })
  })
  afterEach(async () => {
    await page.close()
    await server.close()
  })

  async function clientFrame(): Promise<Frame> {
    await page.locator('openwith-editor > iframe').waitFor({ state: 'attached' })
    const find = () => page.frames().find((frame) => frame.url().startsWith(server.client.url))
    await expect.poll(() => find()?.evaluate(() => globalThis.client !== undefined), soon).toBe(true)
    return find()!
  }
  async function openPage(): Promise<Frame> {
    await page.goto(`${server.origin}/page`)
    return await clientFrame()
  }
  async function loaded(): Promise<Frame> {
    const frame = await openPage()
    await say(frame, 'App_LoadingStatus', { Status: 'Frame_Ready' })
    await say(frame, 'App_LoadingStatus', { Status: 'Document_Loaded', DocumentLoadedTime: 1 })
    await page.waitForFunction(() => events.some(({ type }) => type === 'ready'))
    return frame
  }
  const say = (frame: Frame, id: string, values: unknown = {}) =>
    frame.evaluate(([id, values]) => client.say(id as string, values), [id, values] as const)
  const heard = (frame: Frame, id: string): Promise<Heard[]> =>
    frame.evaluate((id) => client.heard.filter(({ MessageId }) => MessageId === id), id)
  const firstHeard = async (frame: Frame, id: string): Promise<Record<string, unknown> | undefined> =>
    (await heard(frame, id))[0]?.Values
  const eventsOf = (type: string): Promise<unknown[]> =>
    page.evaluate((type) => events.filter((event) => event.type === type).map(({ detail }) => detail), type)
  const requestClose = () =>
    page.evaluate(() =>
      (document.querySelector('openwith-editor') as unknown as { requestClose(): void }).requestClose(),
    )
  const state = () =>
    page.evaluate(() => (document.querySelector('openwith-editor') as { state?: string } | null)?.state)

  it('posts the token into a frame that may do what an editor needs, and shows it once it is ready', async () => {
    const frame = await openPage()
    expect(server.requests).toEqual([
      { line: 'POST /api/documents/7/open', body: { mode: 'edit', locale: 'en', editor: 'wopi' } },
    ])
    expect(await frame.evaluate(() => client.fields)).toEqual({
      access_token: token,
      access_token_ttl: '1900000000000',
    })
    expect(server.client.requests.filter((line) => !line.includes('favicon'))).toEqual([
      `POST ${new URL(server.answer.actionUrl).pathname}${new URL(server.answer.actionUrl).search}`,
    ])
    const shown = page.locator('openwith-editor > iframe')
    expect(await shown.getAttribute('allow')).toBe(
      ['clipboard-read', 'clipboard-write', 'fullscreen'].map((right) => `${right} ${server.client.url}`).join('; '),
    )
    const sandbox = (await shown.getAttribute('sandbox'))!.split(' ')
    expect(sandbox).toEqual(
      expect.arrayContaining(['allow-scripts', 'allow-same-origin', 'allow-forms', 'allow-popups']),
    )
    expect(sandbox).not.toContain('allow-top-navigation')
    expect(await shown.boundingBox()).toEqual({ x: 0, y: 0, ...page.viewportSize() })
    expect(await page.content()).not.toContain(token)

    expect(await page.getByText('Opening “Report.docx”…').count()).toBe(1)
    expect(await page.getByRole('status').textContent()).toContain('Collabora')
    await say(frame, 'App_LoadingStatus', { Status: 'Frame_Ready', Features: [] })
    await expect.poll(() => page.getByText('Opening “Report.docx”…').count(), soon).toBe(0)
    expect(await state()).toBe('loading')
    await say(frame, 'App_LoadingStatus', { Status: 'Document_Loaded' })
    await expect.poll(state, soon).toBe('ready')
    // when the frame has loaded, and for Collabora when it listens and when it can act
    await expect
      .poll(async () => (await heard(frame, 'Host_PostmessageReady')).map(({ origin }) => origin), soon)
      .toEqual([server.origin, server.origin, server.origin])
    expect(await page.evaluate(() => policyViolations)).toEqual([])
  })

  it('is ready as well with a client that tells no status', async () => {
    const frame = await openPage()
    await say(frame, 'App_LoadingStatus', { DocumentLoadedTime: 1 })
    await expect.poll(state, soon).toBe('ready')
    expect(await eventsOf('ready')).toEqual([{ document: server.answer.document }])
  })

  it('hears nobody but its own frame from the client’s origin', async () => {
    const frame = await loaded()
    const close = JSON.stringify({ MessageId: 'UI_Close', SendTime: 1, Values: {} })
    await page.evaluate((close) => window.postMessage(close, '*'), close)
    const { client } = server
    // another window of the same origin
    await page.evaluate((url) => {
      const other = document.createElement('iframe')
      other.name = 'other'
      other.src = url
      document.body.append(other)
    }, `${client.url}/other`)
    await expect.poll(() => page.frame('other')?.evaluate(() => globalThis.client !== undefined), soon).toBe(true)
    await say(page.frame('other')!, 'UI_Close')
    // hostile contents from the right place
    for (const data of [
      '',
      'null',
      '[]',
      '7',
      '{"MessageId":7}',
      '{"MessageId":"__proto__"}',
      '{"MessageId":"constructor"}',
      '{',
      close.repeat(2),
    ])
      await frame.evaluate((data) => parent.postMessage(data, '*'), data)
    await frame.evaluate(() => parent.postMessage({ MessageId: 'UI_Close', Values: {} }, '*'))
    await say(frame, 'Views_List', 'nobody')
    await say(frame, 'Doc_ModifiedStatus', { Modified: true })
    await expect.poll(() => page.title(), soon).toBe('• Report.docx')
    expect(await state()).toBe('ready')
    await say(frame, 'UI_Close')
    await page.waitForURL(`${server.origin}/library`)
  })

  it('follows edits, people, a new name, and tells what the page around cannot do', async () => {
    const frame = await loaded()
    await say(frame, 'Views_List', [
      { ViewId: 0, UserId: 'ann', UserName: 'Ann', ReadOnly: '0', Color: 1 },
      { ViewId: 1, UserId: 'ben', UserName: 'Ben', ReadOnly: '1' },
    ])
    await expect
      .poll(() => eventsOf('people'), soon)
      .toEqual([
        {
          people: [
            { userId: 'ann', name: 'Ann', readOnly: false },
            { userId: 'ben', name: 'Ben', readOnly: true },
          ],
        },
      ])
    server.answer.document.name = 'Final.docx'
    await say(frame, 'File_Rename', { NewName: 'Final' })
    await expect.poll(() => page.title(), soon).toBe('Final.docx')
    expect(server.requests.at(-1)?.line).toBe('GET /api/documents/7')

    await say(frame, 'UI_Share')
    await page.getByText('This site does not offer this function.').waitFor()
    await page.getByRole('button', { name: 'Dismiss' }).click()
    await say(frame, 'User_Idle')
    await page.getByText('The editor paused').waitFor()
    await say(frame, 'User_Active')
    await expect.poll(() => page.getByText('The editor paused').count(), soon).toBe(0)
    await say(frame, 'Session_Closed', { Reason: 'OwnerTermination' })
    await page.getByRole('alert').getByText('This editing session was ended').waitFor()
  })

  it('lets the page around share, insert a picture and name people', async () => {
    await page.addInitScript(() => {
      document.addEventListener('openwith-share', (event) => event.preventDefault())
      document.addEventListener('openwith-insert-image', (event) => {
        event.preventDefault()
        ;(event as CustomEvent).detail.insert({ url: 'https://cms.test/cat.png?token=1', name: 'cat.png' })
      })
      document.addEventListener('openwith-mention', (event) => {
        event.preventDefault()
        const { text, answer } = (event as CustomEvent).detail
        answer([{ name: `${text}n`, profileUrl: 'https://cms.test/ann' }])
      })
    })
    const frame = await loaded()
    await say(frame, 'UI_Sharing')
    await expect.poll(() => eventsOf('share'), soon).toEqual([{ url: null }])
    expect(await page.getByText('does not offer').count()).toBe(0)
    await say(frame, 'UI_InsertGraphic')
    await expect
      .poll(() => firstHeard(frame, 'Action_InsertGraphic'), soon)
      .toEqual({ url: 'https://cms.test/cat.png?token=1', filename: 'cat.png' })
    await say(frame, 'UI_Mention', { type: 'autocomplete', text: 'An' })
    await expect
      .poll(() => firstHeard(frame, 'Action_Mention'), soon)
      .toEqual({ list: [{ username: 'Ann', profile: 'https://cms.test/ann' }] })
  })

  it('lets people pick a picture of the CMS where the page around has none, and only who may', async () => {
    const frame = await loaded()
    await say(frame, 'UI_InsertGraphic')
    const dialog = page.getByRole('dialog', { name: 'Insert a picture' })
    await dialog.getByRole('option', { name: 'Harbour.png' }).click()
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    await expect
      .poll(() => firstHeard(frame, 'Action_InsertGraphic'), soon)
      .toEqual({ url: 'https://cms.test/harbour.png?token=1', filename: 'Harbour.png' })
    expect(server.requests.at(-1)).toEqual({
      line: 'POST /api/documents/7/pick',
      body: { document: '12', for: 'picture', editor: 'wopi' },
    })
    await expect.poll(async () => (await heard(frame, 'Grab_Focus')).length, soon).toBe(1)

    server.answer.document.actions.pick = false
    const other = await loaded()
    await say(other, 'UI_InsertGraphic')
    await page.getByText('This site does not offer this function.').waitFor()
  })

  it('gives who shares the address of the CMS to copy, by keyboard, and the frame its focus back', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.origin })
    const shareUrl = 'https://cms.test/library/7?mode=edit'
    server.answer.shareUrl = shareUrl
    const frame = await loaded()
    await say(frame, 'UI_Share')
    const dialog = page.getByRole('dialog', { name: 'Share' })
    await dialog.waitFor()
    expect(await dialog.getByLabel('Address of this document').inputValue()).toBe(shareUrl)
    expect(await heard(frame, 'Blur_Focus')).toHaveLength(1)
    await page.keyboard.press('Enter')
    await dialog.getByText('The link is copied.').waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(shareUrl)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await expect.poll(async () => (await heard(frame, 'Grab_Focus')).length, soon).toBe(1)
    expect(await eventsOf('share')).toEqual([{ url: shareUrl }])
    expect(await page.evaluate(() => policyViolations)).toEqual([])

    // a page without a clipboard still copies
    await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }))
    await say(frame, 'UI_Sharing')
    await dialog.getByRole('button', { name: 'Copy link' }).click()
    await dialog.getByText('The link is copied.').waitFor()
  })

  it('asks for the name of a copy by keyboard, and tells how it ended', async () => {
    const frame = await loaded()
    await say(frame, 'UI_SaveAs', { format: '' })
    const dialog = page.getByRole('dialog', { name: 'Save as' })
    await dialog.waitFor()
    expect(await dialog.getByLabel('Name').inputValue()).toBe('Report.docx')
    await page.keyboard.press('Escape')
    await expect.poll(() => page.getByRole('dialog').count(), soon).toBe(0)
    await expect.poll(async () => (await heard(frame, 'Grab_Focus')).length, soon).toBe(1)
    expect(await heard(frame, 'Action_SaveAs')).toEqual([])

    await say(frame, 'UI_SaveAs', { format: 'pdf' })
    await dialog.waitFor()
    // the name without its extension is selected
    await page.keyboard.type('Copy <b>')
    await page.keyboard.press('Enter')
    await expect
      .poll(() => firstHeard(frame, 'Action_SaveAs'), soon)
      .toEqual({ Filename: 'Copy <b>.pdf', Notify: true })
    await say(frame, 'Action_Save_Resp', { success: true, fileName: 'Copy <b> (2).pdf' })
    await page.getByText('Saved as “Copy <b> (2).pdf”.').waitFor()
    expect(await state()).toBe('ready')
  })

  it('saves before it closes, stays open when that fails, and closes when asked again', async () => {
    const frame = await loaded()
    await say(frame, 'Doc_ModifiedStatus', { Modified: true })
    await expect.poll(() => page.title(), soon).toBe('• Report.docx')
    await requestClose()
    await expect
      .poll(() => firstHeard(frame, 'Action_Save'), soon)
      .toEqual({ DontTerminateEdit: false, DontSaveIfUnmodified: true, Notify: true })
    await say(frame, 'Action_Save_Resp', { success: false, errorMsg: 'The disk is\n full.' })
    await page.getByRole('alert').getByText('The editor reported: The disk is full.').waitFor()
    expect(await state()).toBe('ready')
    await requestClose()
    await expect.poll(async () => (await heard(frame, 'Action_Save')).length, soon).toBe(2)
    await say(frame, 'Action_Save_Resp', { success: true })
    await page.waitForURL(`${server.origin}/library`)
  })

  it('says that it saves before it closes, and after a while asks what to do, with going on as the answer at hand', async () => {
    await page.clock.install()
    const frame = await loaded()
    await say(frame, 'Doc_ModifiedStatus', { Modified: true })
    await expect.poll(() => page.title(), soon).toBe('• Report.docx')
    await requestClose()
    await page.clock.runFor(1500)
    await page.getByRole('status').getByText('Saving your changes before closing…').waitFor()
    expect(await page.getByRole('dialog').count()).toBe(0)
    await page.clock.runFor(9000)
    const dialog = page.getByRole('dialog', { name: 'Your changes are not stored yet' })
    await dialog.getByText('Collabora has not answered.').waitFor()
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    expect(await page.getByText('Saving your changes').count()).toBe(0)
    expect(await state()).toBe('ready')
    // a late answer closes nothing that goes on
    await say(frame, 'Action_Save_Resp', { success: true })
    await say(frame, 'User_Idle')
    await page.getByText('The editor paused').waitFor()
    expect(await state()).toBe('ready')

    // an answer while it asks closes, and takes the question back
    await requestClose()
    await page.clock.runFor(10_500)
    await dialog.waitFor()
    await say(frame, 'Action_Save_Resp', { success: true })
    await expect.poll(state, soon).toBe('closed')
    expect(await page.getByRole('dialog').count()).toBe(0)
  })

  it('asks at once whoever wants to close again, and closes when they say so', async () => {
    const frame = await loaded()
    await say(frame, 'Doc_ModifiedStatus', { Modified: true })
    await expect.poll(() => page.title(), soon).toBe('• Report.docx')
    await requestClose()
    await requestClose()
    await page.getByRole('dialog').getByRole('button', { name: 'Close anyway' }).click()
    await page.waitForURL(`${server.origin}/library`)
    expect(server.requests.filter(({ line }) => line.endsWith('/open'))).toHaveLength(1)
  })

  it('tells the answer to "save as" from the one to a close', async () => {
    const frame = await loaded()
    await say(frame, 'Doc_ModifiedStatus', { Modified: true })
    await say(frame, 'UI_SaveAs', { format: 'pdf' })
    await page.getByRole('dialog', { name: 'Save as' }).waitFor()
    await page.keyboard.press('Enter')
    await expect.poll(async () => (await heard(frame, 'Action_SaveAs')).length, soon).toBe(1)
    await requestClose()
    await expect.poll(async () => (await heard(frame, 'Action_Save')).length, soon).toBe(1)
    await say(frame, 'Action_Save_Resp', { success: true, fileName: 'Report.pdf' })
    await page.getByText('Saved as “Report.pdf”.').waitFor()
    expect(await state()).toBe('ready')
    await say(frame, 'Action_Save_Resp', { success: true, result: '' })
    await page.waitForURL(`${server.origin}/library`)
  })

  it('shows edits with a client that only says that somebody edits, and closes it without waiting', async () => {
    await page.clock.install()
    const frame = await openPage()
    await say(frame, 'App_LoadingStatus', { DocumentLoadedTime: 1 })
    await expect.poll(state, soon).toBe('ready')
    await say(frame, 'Edit_Notification')
    await expect.poll(() => page.title(), soon).toBe('• Report.docx')
    await page.clock.runFor(7 * 60_000)
    await expect.poll(() => page.title(), soon).toBe('Report.docx')
    await say(frame, 'Edit_Notification')
    await expect.poll(() => page.title(), soon).toBe('• Report.docx')
    await requestClose()
    await expect.poll(state, soon).toBe('closed')
    expect(await page.evaluate(() => policyViolations)).toEqual([])
  })

  it('goes on with the copy after "save as": its name, address, share link and access', async () => {
    server.answer.accessTokenSeconds = 2
    server.answer.shareUrl = 'https://cms.test/library/7'
    const copy = { ...server.answer.document, id: '8', name: 'Copy (2).docx' }
    server.copy = { document: copy, shareUrl: 'https://cms.test/library/8', base: '/page8/api' }
    server.copyFailures = 1
    const frame = await loaded()
    await say(frame, 'UI_SaveAs', { format: '' })
    await page.getByRole('dialog', { name: 'Save as' }).waitFor()
    await page.keyboard.type('Copy')
    await page.keyboard.press('Enter')
    await expect.poll(() => firstHeard(frame, 'Action_SaveAs'), soon).toEqual({ Filename: 'Copy.docx', Notify: true })
    server.answer = { ...server.answer, accessToken: 'Y29w.eQ', accessTokenSeconds: 36_000, document: copy }
    await say(frame, 'Action_Save_Resp', { success: true, fileName: 'Copy (2).docx' })
    await expect.poll(() => page.title(), soon).toBe('Copy (2).docx')
    await page.getByText('Saved as “Copy (2).docx”.').waitFor()
    expect(server.requests.map(({ line }) => line)).toContainEqual(
      expect.stringMatching(/^GET \/api\/documents\/7\/copy\?name=Copy\+%282%29\.docx&within=\d+$/),
    )
    expect(await eventsOf('document')).toEqual([{ document: copy }])
    expect(await page.locator('openwith-editor').getAttribute('document-id')).toBe('8')
    expect(new URL(page.url()).pathname).toBe('/page8')
    // the editor itself stays as it is
    expect(frame.isDetached()).toBe(false)

    await expect
      .poll(async () => (await heard(frame, 'Reset_Access_Token')).at(-1)?.Values, soon)
      .toEqual({
        token: 'Y29w.eQ',
      })
    expect(server.requests.at(-1)?.line).toBe('POST /page8/api/documents/8/open')
    await say(frame, 'UI_Share')
    const dialog = page.getByRole('dialog', { name: 'Share' })
    expect(await dialog.getByLabel('Address of this document').inputValue()).toBe('https://cms.test/library/8')
  })

  it('says what to do when the editor goes on in a copy that is not known here, and hands out nothing of the original', async () => {
    server.answer.accessTokenSeconds = 2
    server.answer.shareUrl = 'https://cms.test/library/7'
    const frame = await loaded()
    await say(frame, 'Action_Save_Resp', { success: true, fileName: 'Report_new.docx' })
    await page.getByRole('alert').getByText('this page still belongs to “Report.docx”').waitFor()
    const before = (await heard(frame, 'Reset_Access_Token')).length
    await say(frame, 'UI_Share')
    await page.getByText('This site does not offer this function.').waitFor()
    expect(await eventsOf('share')).toEqual([{ url: null }])
    await page.waitForTimeout(2500)
    expect(await heard(frame, 'Reset_Access_Token')).toHaveLength(before)
    expect(await page.getByText('ends soon').count()).toBe(0)
  })

  it('stays with the document when the editor has only made a file of it', async () => {
    const picture = { ...server.answer.document, id: '9', name: 'Report.png', extension: 'png', type: null }
    server.copy = { document: picture, shareUrl: null }
    const frame = await loaded()
    await say(frame, 'Action_Save_Resp', { success: true, fileName: 'Report.png' })
    await page.getByText('Saved as “Report.png”.').waitFor()
    expect(await page.locator('openwith-editor').getAttribute('document-id')).toBe('7')
    expect(await page.title()).toBe('Report.docx')
  })

  it('takes the word of another save for none of "save as"', async () => {
    const frame = await loaded()
    await say(frame, 'UI_SaveAs', { format: '' })
    await page.getByRole('dialog', { name: 'Save as' }).waitFor()
    await page.keyboard.press('Enter')
    await expect.poll(async () => (await heard(frame, 'Action_SaveAs')).length, soon).toBe(1)
    await say(frame, 'Action_Save_Resp', { success: true })
    await expect.poll(() => server.requests.at(-1)?.line, soon).toContain('/copy?')
    expect(await page.locator('openwith-editor').getAttribute('document-id')).toBe('7')
    const copy = { ...server.answer.document, id: '8', name: 'Report.docx' }
    server.copy = { document: copy, shareUrl: null }
    await say(frame, 'Action_Save_Resp', { success: true })
    await expect.poll(() => page.locator('openwith-editor').getAttribute('document-id'), soon).toBe('8')
    expect(await page.getByText('still belongs').count()).toBe(0)
  })

  it('offers a download from the client’s own address only, behind a click', async () => {
    const frame = await loaded()
    await say(frame, 'Download_As', { Type: 'export', URL: 'https://evil.test/x.pdf' })
    await say(frame, 'Download_As', { Type: 'export', URL: 'javascript:alert(1)' })
    await say(frame, 'Download_As', { Type: 'export', URL: `${server.client.url}/cool/download/1` })
    await page.getByText('The file is ready.').waitFor()
    expect(await page.getByRole('button', { name: 'Download' }).count()).toBe(1)
    const [tab] = await Promise.all([
      page.waitForEvent('popup'),
      page.getByRole('button', { name: 'Download' }).click(),
    ])
    expect(tab.url() === 'about:blank' || tab.url().startsWith(server.client.url)).toBe(true)
    // The browser may ask for an icon as well.
    await expect.poll(() => server.client.requests, soon).toContain('GET /cool/download/1')
    expect(await page.getByText('The file is ready.').count()).toBe(0)
  })

  it('gives the client a new token before the old one ends', async () => {
    server.answer.accessTokenSeconds = 2
    const frame = await loaded()
    server.answer = { ...server.answer, accessToken: 'bmV3.dG9rZW4', accessTokenSeconds: 36_000 }
    await expect
      .poll(() => firstHeard(frame, 'Reset_Access_Token'), soon)
      .toEqual({
        token: 'bmV3.dG9rZW4',
      })
    expect(server.requests.filter(({ line }) => line.endsWith('/open')).at(-1)?.body).toEqual({
      editor: 'wopi',
      mode: 'edit',
      locale: 'en',
    })
  })

  it('says that access ends when the new token would no longer let anybody save', async () => {
    server.answer.accessTokenSeconds = 2
    const frame = await loaded()
    server.answer = { ...server.answer, mode: 'view', accessToken: 'bmV3.dG9rZW4', accessTokenSeconds: 36_000 }
    await page.getByRole('alert').getByText('Your access to this document ends soon').waitFor()
    expect(await heard(frame, 'Reset_Access_Token')).toEqual([])
  })

  it('says that access ends when the client takes no new token', async () => {
    server.answer.accessTokenSeconds = 2
    const frame = await openPage()
    await say(frame, 'App_LoadingStatus', { DocumentLoadedTime: 1 })
    await page.getByRole('alert').getByText('Your access to this document ends soon').waitFor()
    expect(await heard(frame, 'Reset_Access_Token')).toEqual([])
  })

  it('says that the server is unreachable, that a document could not be loaded, and opens after "Try again"', async () => {
    await page.route(`${server.client.url}/**`, (route) => route.abort())
    await page.goto(`${server.origin}/page`)
    await page.getByRole('heading', { name: 'Collabora cannot be reached' }).waitFor()
    expect(await page.getByRole('alert').textContent()).toContain(server.client.url)
    expect(await page.locator('openwith-editor > iframe').count()).toBe(0)
    await page.unroute(`${server.client.url}/**`)
    await page.getByRole('button', { name: 'Try again' }).click()
    const frame = await clientFrame()
    await say(frame, 'App_LoadingStatus', { Status: 'Frame_Ready' })
    await say(frame, 'Action_Load_Resp', { success: false, errorMsg: 'Not <b>allowed</b>.', errorType: 'unauthorized' })
    await page.getByText('The editor reported: Not <b>allowed</b>.').waitFor()
    expect(await state()).toBe('error')
    expect(await page.locator('openwith-editor > iframe').count()).toBe(0)
  })
})
