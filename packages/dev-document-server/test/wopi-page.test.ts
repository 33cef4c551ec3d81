import { readFileSync } from 'node:fs'
import type { Browser, FrameLocator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../../../toolchain/stage/chromium.ts'
import { pngPicture } from '../src/document/sample-packages.ts'
import { readZipPackage } from '../src/document/zip-package.ts'
import { type DocumentServer, startDocumentServer } from '../src/document-server.ts'
import { startWopiRecordingHost, type WopiRecordingHost } from './wopi-recording-host.ts'

const sample = readFileSync(new URL('../testdata/python-docx.docx', import.meta.url))

const soon = { timeout: 15_000 }

describe('the page of the WOPI client', () => {
  let host: WopiRecordingHost
  let server: DocumentServer
  let browser: Browser

  beforeAll(async () => {
    host = await startWopiRecordingHost()
    server = await startDocumentServer({ saveDelayMs: 20 })
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser.close()
    await server.close()
    await host.close()
  })

  interface HostPage {
    page: Page
    /** The page that the action address gave. */
    outer: FrameLocator
    /** The editor in it. */
    editor: FrameLocator
    messages(): Promise<{ MessageId: string; Values: Record<string, unknown> }[]>
    received(id: string): Promise<Record<string, unknown>>
    post(id: string, values?: object): Promise<void>
  }

  /** A host page as WOPI asks for it: a form, sent into a frame made by script. */
  async function open(fileId: string, path: string, fields: Record<string, string> = {}): Promise<HostPage> {
    const action = `${server.url}${path}${path.includes('?') ? '&' : '?'}WOPISrc=${encodeURIComponent(host.wopiSrc(fileId))}`
    const inputs = { access_token: `tok-${fileId}`, access_token_ttl: '1795233665965', ...fields }
    const hidden = Object.entries(inputs).map(
      ([name, value]) => `<input type="hidden" name="${name}" value="${value}">`,
    )
    host.pages.set(
      `/edit/${fileId}`,
      `<!doctype html><style>html,body,iframe{margin:0;width:100%;height:100%;border:0}</style>
      <form method="post" target="office" action="${action}">${hidden.join('')}</form><script>
      const seen = []
      addEventListener('message', ({ origin, data }) => {
        if (origin === ${JSON.stringify(new URL(server.url).origin)}) seen.push(JSON.parse(data))
      })
      const frame = document.createElement('iframe')
      frame.name = 'office'
      document.body.append(frame)
      document.forms[0].submit()
      </script>`,
    )
    const page = await (await browser.newContext({ viewport: { width: 1200, height: 800 } })).newPage()
    await page.goto(`${host.url}/edit/${fileId}`)
    const outer = page.frameLocator('iframe[name=office]')
    const opened: HostPage = {
      page,
      outer,
      editor: outer.frameLocator('iframe[name=frameEditor]'),
      messages: () => page.evaluate('seen'),
      async received(id) {
        await page.waitForFunction(`seen.some((each) => each.MessageId === ${JSON.stringify(id)})`)
        return (await opened.messages()).find((each) => each.MessageId === id)?.Values ?? {}
      },
      async post(id, values = {}) {
        const message = JSON.stringify({ MessageId: id, SendTime: Date.now(), Values: values })
        const origin = JSON.stringify(new URL(server.url).origin)
        await page.evaluate(`frame.contentWindow.postMessage(${JSON.stringify(message)}, ${origin})`)
      },
    }
    return opened
  }

  const onlyoffice = '/hosting/wopi/word/edit?&ui=en-US&'
  const collabora = '/browser/d0edfea/cool.html'

  async function typeAtFirst(editor: FrameLocator, page: Page, text: string) {
    await editor.getByText('First point').click()
    await page.keyboard.press('End')
    await page.keyboard.type(text)
    await expect.poll(() => editor.getByTestId('status').textContent()).toBe('All changes are stored')
  }

  const add = (fileId: string, info = {}) => {
    const file = host.add(fileId, `${fileId}.docx`, '', info)
    file.bytes = sample
    return file
  }

  it('opens, renames, saves and closes as ONLYOFFICE', async () => {
    add('office')
    const opened = await open('office', onlyoffice, { docs_api_config: '{&quot;lang&quot;:&quot;de&quot;}' })
    const { page, editor } = opened
    expect(await opened.received('App_LoadingStatus')).toMatchObject({
      Status: 'Document_Loaded',
      'ui-language': 'en-US',
      wdUserSession: host.requests.find((each) => each.fileId === 'office')?.headers['x-wopi-sessionid'],
    })
    await typeAtFirst(editor, page, ' of all')
    await editor.getByRole('button', { name: 'Save', exact: true }).click()
    await expect.poll(() => host.operations('office')).toContain('PutFile')
    await editor.getByTitle('Rename').click()
    const name = editor.getByLabel('New name')
    await name.fill('Letter')
    await name.press('Enter')
    expect(await opened.received('File_Rename')).toMatchObject({ NewName: 'Letter' })
    await editor.getByRole('button', { name: 'Close' }).click()
    await opened.received('UI_Close')
    await page.close()
    await expect.poll(() => host.operations('office').at(-1)).toBe('Unlock')
    expect(host.files.get('office')?.bytes.length).not.toBe(sample.length)
  })

  it('answers the host page, asks about a conflict and goes on with a copy as Collabora', async () => {
    const file = add('cool')
    const opened = await open('cool', collabora)
    const { page, outer, editor } = opened
    expect(await opened.received('App_LoadingStatus')).toMatchObject({ Status: 'Frame_Ready' })
    await page.waitForFunction(`seen.some((each) => each.Values.Status === 'Document_Loaded')`)
    await opened.post('Action_Save', { Notify: true })
    await opened.post('Host_PostmessageReady')
    await typeAtFirst(editor, page, ' of all')
    await opened.received('Doc_ModifiedStatus')
    host.touch('cool')
    await opened.post('Action_Save', { Notify: true, ExtendedData: 'why' })
    expect(await opened.received('Action_Save_Resp')).toMatchObject({ success: false, result: 'conflict' })
    // What came before Host_PostmessageReady was not listened to.
    expect(host.operations('cool').filter((each) => each === 'PutFile')).toHaveLength(1)
    await outer.getByRole('button', { name: 'Overwrite' }).click()
    await expect.poll(() => file.bytes.equals(sample)).toBe(false)
    await opened.post('Action_SaveAs', { Filename: 'copy.docx' })
    await expect.poll(() => editor.getByText('copy.docx').count()).toBeGreaterThan(0)
    await expect.poll(() => host.operations('cool').at(-1)).toBe('Unlock')
    await page.waitForFunction(`seen.filter((each) => each.Values.Status === 'Document_Loaded').length === 2`)
    await page.close()
    await expect.poll(() => host.operations('rel1').at(-1)).toBe('Unlock')
  })

  it('shows two people in one document', async () => {
    add('both')
    const ann = await open('both', collabora)
    const bob = await open('both', collabora)
    await bob.received('App_LoadingStatus')
    await typeAtFirst(ann.editor, ann.page, ' shared')
    await bob.editor.getByText('First point shared').waitFor()
    await ann.page.close()
    await bob.page.close()
    await expect.poll(() => host.operations('both').at(-1)).toBe('Unlock')
  })

  it.each([
    ['ONLYOFFICE', onlyoffice],
    ['Collabora', collabora],
  ])('asks the host page for a picture and puts it in as %s', async (name, path) => {
    add(name, { EnableInsertRemoteImage: true })
    host.add('logo', 'logo.png', pngPicture(40, 30))
    const opened = await open(name, path)
    const { page, editor } = opened
    await editor.getByText('First point').waitFor()
    await opened.post('Host_PostmessageReady')
    await editor.getByLabel('More actions').click()
    await editor.getByRole('menuitem', { name: 'Picture from storage' }).click()
    await opened.received('UI_InsertGraphic')
    const url = `${host.wopiSrc('logo')}/contents`
    await opened.post('Action_InsertGraphic', { url, filename: 'Our logo.png' })
    const picture = editor.getByRole('img', { name: 'Our logo.png' })
    await expect.poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth), soon).toBe(40)
    expect(host.requests.find(({ fileId }) => fileId === 'logo')?.headers.authorization).toBeUndefined()
    await page.close()
    await expect.poll(() => host.operations(name).at(-1), soon).toBe('Unlock')
    const { bytes } = host.files.get(name)!
    expect(readZipPackage(bytes).names).toContain('word/media/image1.png')
  })

  it('offers no picture where the host does not', async () => {
    add('plain')
    const { page, editor } = await open('plain', collabora)
    await editor.getByText('First point').waitFor()
    await editor.getByLabel('More actions').click()
    expect(await editor.getByRole('menuitem', { name: 'Picture from storage' }).count()).toBe(0)
    await page.close()
    await expect.poll(() => host.operations('plain').at(-1), soon).toBe('Unlock')
  })

  it('says why a document cannot be opened, with the status of the host as ONLYOFFICE', async () => {
    const missing = await open('missing', onlyoffice)
    expect(await missing.outer.getByRole('alert').textContent()).toContain('404')
    const action = `${server.url}/hosting/wopi/word/edit?WOPISrc=${encodeURIComponent(host.wopiSrc('missing'))}`
    expect((await fetch(action, { method: 'POST', body: new URLSearchParams({ access_token: 't' }) })).status).toBe(404)
    await missing.page.close()
  })

  it('breaks no rule of its content security policy and logs no error', async () => {
    add('clean')
    const problems: string[] = []
    const opened = await open('clean', onlyoffice)
    opened.page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) problems.push(message.text())
    })
    opened.page.on('pageerror', (error) => problems.push(error.message))
    await opened.page.reload()
    await opened.received('App_LoadingStatus')
    expect(problems.filter((problem) => !problem.includes('favicon') && !problem.includes('404'))).toEqual([])
    await opened.page.close()
  })
})
