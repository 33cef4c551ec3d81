import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchChromium } from '../../../../toolchain/stage/chromium.ts'
import { type EditorPageServer, startEditorPageServer } from '../../test/editor-page-server.ts'
import { buildConfig, type OpenAnswer, scriptUrl } from '../editor/index.ts'
import { capabilitiesOf } from '../formats/index.ts'
import { parseSettings } from '../settings/index.ts'

interface FakeEditor {
  config: { document: { key: string }; editorConfig: { mode: string }; events: Record<string, unknown> }
  calls: [string, ...unknown[]][]
  fire(name: string, data?: unknown): void
}

declare global {
  var fakeEditor: FakeEditor
  var policyViolations: string[]
}

const { settings } = parseSettings({})

function openAnswer(documentServer: string, mode: 'edit' | 'view' = 'edit'): OpenAnswer {
  const document = { id: '7', name: 'Report.docx', version: 'v1', size: 1, modifiedAt: new Date(0) }
  const permissions = { view: true, edit: true, download: true, print: true, copy: true }
  const config = buildConfig({
    document,
    permissions,
    user: { id: 'u1', name: 'Ada' },
    capabilities: capabilitiesOf('docx', settings),
    settings,
    mode,
    type: 'desktop',
    key: 'key.1',
    downloadUrl: 'http://cms.test/download',
    callbackUrl: 'http://cms.test/callback',
    instanceId: 'installation',
  })
  return {
    config: { ...config, token: 'signed' },
    scriptUrl: scriptUrl({ documentServerUrl: documentServer }, 'key.1'),
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
        saveAs: false,
        pick: true,
        openByDefault: false,
        convertToOoxml: null,
        convertTo: [],
        downloadAs: [],
        editors: { view: ['onlyoffice'], edit: ['onlyoffice'] },
      },
    },
    notices: [],
  }
}

describe('the editor page in a browser', () => {
  let browser: Browser
  let server: EditorPageServer
  let page: Page

  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser.close()
  })
  beforeEach(async () => {
    server = await startEditorPageServer(openAnswer)
    page = await browser.newPage()
    await page.addInitScript(() => {
      globalThis.policyViolations = []
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
        policyViolations.push(`${violatedDirective} ${blockedURI}`),
      )
    })
  })
  afterEach(async () => {
    await page.close()
    await server.close()
  })

  const mounted = () => page.waitForFunction(() => globalThis.fakeEditor !== undefined)

  it('mounts the editor with the signed config within its own content security policy', async () => {
    await page.goto(`${server.origin}/page`)
    await mounted()
    expect(server.requests).toEqual([{ line: 'POST /api/documents/7/open', body: { mode: 'edit', locale: 'en' } }])
    expect(await page.evaluate(() => JSON.parse(JSON.stringify({ ...fakeEditor.config, events: undefined })))).toEqual({
      ...server.answer.config,
      document: { ...server.answer.config.document, token: 'written by the editor' },
    })
    expect(await page.evaluate(() => Object.keys(fakeEditor.config.events).sort())).toEqual([
      'onAppReady',
      'onDocumentReady',
      'onDocumentStateChange',
      'onError',
      'onInfo',
      'onMetaChange',
      'onOutdatedVersion',
      'onRequestClose',
      'onRequestInsertImage',
      'onRequestRefreshFile',
      'onRequestRename',
      'onRequestSelectDocument',
      'onRequestSelectSpreadsheet',
      'onUserActionRequired',
      'onWarning',
    ])
    const frame = page.locator('openwith-editor > iframe')
    expect(await frame.boundingBox()).toEqual({ x: 0, y: 0, ...page.viewportSize() })
    expect(await page.getByText('Opening “Report.docx”…').count()).toBe(1)
    await page.evaluate(() => fakeEditor.fire('onAppReady'))
    expect(await page.getByText('Opening “Report.docx”…').count()).toBe(0)
    expect(await page.evaluate(() => policyViolations)).toEqual([])
  })

  it('lets people pick a picture by search and keyboard, and hands the editor what the door signed', async () => {
    const picture = (id: string, name: string) => ({
      id,
      name,
      size: 120_400,
      modifiedAt: '2026-03-05T10:00:00.000Z',
      previewUrl: `/picture/${id}`,
    })
    server.pickable = (query) => {
      if (query.get('search') === 'nobody has it') return { documents: [] }
      if (query.get('search') === 'sea') return { documents: [picture('12', 'Sea at dusk.jpg')] }
      return query.get('cursor') === '2'
        ? { documents: [picture('3', 'Logo.png')] }
        : { documents: [picture('1', 'Harbour.png'), picture('2', 'Team <b>2026</b>.png')], cursor: '2' }
    }
    await page.goto(`${server.origin}/page`)
    await mounted()
    await page.evaluate(() => {
      fakeEditor.fire('onAppReady')
      fakeEditor.fire('onRequestInsertImage', { c: 'change' })
    })
    const dialog = page.getByRole('dialog', { name: 'Insert a picture' })
    const options = dialog.getByRole('option')
    await options.nth(1).waitFor()
    expect(await options.allInnerTexts()).toEqual([
      expect.stringContaining('Harbour.png'),
      expect.stringContaining('Team <b>2026</b>.png'),
    ])
    expect(await options.first().textContent()).toContain('120 kB')
    await expect
      .poll(() =>
        dialog.locator('img').evaluateAll((all) => all.every((one) => (one as HTMLImageElement).naturalWidth > 0)),
      )
      .toBe(true)
    await dialog.getByRole('button', { name: 'Show more' }).click()
    await options.nth(2).waitFor()
    expect(await options.nth(2).evaluate((row) => row.matches(':focus'))).toBe(true)

    const insert = dialog.getByRole('button', { name: 'Insert' })
    await dialog.getByRole('searchbox').fill('nobody has it')
    await dialog.getByText('Nothing found.').waitFor()
    expect(await insert.isDisabled()).toBe(true)
    await dialog.getByRole('searchbox').fill('sea')
    await options.filter({ hasText: 'Sea at dusk.jpg' }).waitFor()
    await page.keyboard.press('ArrowDown')
    expect(await options.first().getAttribute('aria-selected')).toBe('true')
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    await page.waitForFunction(() => fakeEditor.calls.length === 1)
    expect(server.requests.at(-1)).toEqual({
      line: 'POST /api/documents/7/pick',
      body: { document: '12', for: 'picture', command: 'change' },
    })
    expect(await page.evaluate(() => fakeEditor.calls)).toEqual([['insertImage', { c: 'add', token: 'signed' }]])
    expect(await page.evaluate(() => policyViolations)).toEqual([])
  })

  it('keeps what was chosen while the answer to a search was on its way', async () => {
    const rows = ['Harbour.png', 'Harbour at night.png', 'Logo.png'].map((name) => ({
      id: name,
      name,
      size: 900,
      modifiedAt: '2026-03-05T10:00:00.000Z',
    }))
    server.pickable = (query) => ({
      documents: rows.filter(({ name }) => name.includes(query.get('search') ?? '')),
    })
    await page.goto(`${server.origin}/page`)
    await mounted()
    await page.evaluate(() => {
      fakeEditor.fire('onAppReady')
      fakeEditor.fire('onRequestInsertImage', { c: 'add' })
    })
    const dialog = page.getByRole('dialog', { name: 'Insert a picture' })
    const options = dialog.getByRole('option')
    await options.nth(2).waitFor()
    await dialog.getByRole('searchbox').fill('night')
    await options.nth(1).click()
    await expect.poll(() => options.count()).toBe(1)
    expect(await options.first().getAttribute('aria-selected')).toBe('true')
    expect(await options.first().evaluate((row) => row.matches(':focus'))).toBe(true)
    await dialog.getByRole('searchbox').fill('Logo')
    await options.filter({ hasText: 'Logo.png' }).waitFor()
    expect(await dialog.getByRole('button', { name: 'Insert' }).isDisabled()).toBe(true)
  })

  it('hands the editor nothing when nobody picks, and says why a list did not come', async () => {
    server.pickable = () => ({
      documents: [{ id: '4', name: 'Terms.docx', size: 900, modifiedAt: new Date(0).toISOString() }],
    })
    await page.goto(`${server.origin}/page`)
    await mounted()
    server.failure = { status: 503, body: JSON.stringify({ error: { code: 'unavailable', message: 'away' } }) }
    await page.evaluate(() => {
      fakeEditor.fire('onAppReady')
      fakeEditor.fire('onRequestSelectDocument', { c: 'compare' })
    })
    const dialog = page.getByRole('dialog', { name: 'Choose a document' })
    await dialog.getByText('This does not work right now').waitFor()
    server.failure = null
    await dialog.getByRole('button', { name: 'Try again' }).click()
    const option = dialog.getByRole('option', { name: 'Terms.docx' })
    await option.waitFor()
    await option.click()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await page.waitForTimeout(200)
    expect(server.requests.filter(({ line }) => line.startsWith('POST') && line.endsWith('/pick'))).toEqual([])
    expect(await page.evaluate(() => fakeEditor.calls)).toEqual([])

    await page.evaluate(() => fakeEditor.fire('onRequestSelectDocument', { c: 'compare' }))
    await option.dblclick()
    await page.waitForFunction(() => fakeEditor.calls.length === 1)
    expect(await page.evaluate(() => fakeEditor.calls[0]?.[0])).toBe('setRequestedDocument')
  })

  it('marks unsent edits in the title, renames, refreshes an outdated key, and leaves when closed', async () => {
    await page.goto(`${server.origin}/page`)
    await mounted()
    await page.evaluate(() => {
      fakeEditor.fire('onDocumentReady')
      fakeEditor.fire('onDocumentStateChange', true)
    })
    expect(await page.title()).toBe('• Report.docx')

    server.answer.document.name = 'Final.docx'
    await page.evaluate(() => fakeEditor.fire('onRequestRename', 'Final'))
    await page.waitForFunction(() => fakeEditor.calls.length === 1)
    expect(server.requests.at(-1)).toEqual({ line: 'POST /api/documents/7/rename', body: { name: 'Final.docx' } })
    expect(await page.evaluate(() => fakeEditor.calls)).toEqual([['showMessage', 'Renamed to “Final.docx”.']])
    expect(await page.title()).toBe('• Final.docx')

    server.answer.config.document.key = 'key.2'
    await page.evaluate(() => {
      fakeEditor.fire('onRequestRefreshFile')
      fakeEditor.fire('onOutdatedVersion')
    })
    await page.waitForFunction(() => fakeEditor.calls.length === 2)
    expect(await page.evaluate(() => fakeEditor.calls[1])).toEqual(['refreshFile', server.answer.config])

    await page.evaluate(() => fakeEditor.fire('onRequestClose'))
    await page.waitForURL(`${server.origin}/library`)
  })

  it('opens anew for editing when a viewer asks for it', async () => {
    server.answer = openAnswer(server.documentServer, 'view')
    await page.goto(`${server.origin}/page`)
    await mounted()
    server.answer.config.document.key = 'key.2'
    await page.evaluate(() => document.querySelector('openwith-editor')?.setAttribute('mode', 'view'))
    await expect.poll(() => server.requests.at(-1)?.body).toEqual({ mode: 'view', locale: 'en' })
    await page.waitForFunction(() => fakeEditor.config.document.key === 'key.2')
    server.answer = openAnswer(server.documentServer)
    await page.evaluate(() => fakeEditor.fire('onRequestEditRights'))
    await page.waitForFunction(() => fakeEditor.config.editorConfig.mode === 'edit')
    expect(server.requests.at(-1)?.body).toEqual({ mode: 'edit', locale: 'en' })
    expect(await page.evaluate(() => document.querySelector('openwith-editor')?.childElementCount)).toBe(1)
    expect(await page.locator('openwith-editor').getAttribute('mode')).toBe('edit')
  })

  it('says that Document Server is unreachable, and opens after "Try again" by keyboard', async () => {
    const { scriptUrl: good } = server.answer
    server.answer.scriptUrl = 'http://127.0.0.1:9/web-apps/apps/api/documents/api.js'
    await page.goto(`${server.origin}/page`)
    await page.getByRole('alert').getByText('ONLYOFFICE Docs cannot be reached').waitFor()
    expect(await page.getByRole('alert').textContent()).toContain('http://127.0.0.1:9')
    server.answer.scriptUrl = good
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await mounted()
    expect(await page.evaluate(() => document.querySelectorAll('script[src*="api.js"]').length)).toBe(1)
  })

  it('shows the door’s refusal, and the editor’s own error without its HTML', async () => {
    server.failure = {
      status: 403,
      body: JSON.stringify({ error: { code: 'forbidden', message: 'You may not open <b>this</b>.' } }),
    }
    await page.goto(`${server.origin}/page`)
    await page.getByRole('heading', { name: 'You may not do this' }).waitFor()
    expect(await page.getByRole('alert').textContent()).toContain('You may not open <b>this</b>.')
    server.failure = null
    await page.getByRole('button', { name: 'Try again' }).click()
    await mounted()
    await page.evaluate(() => {
      fakeEditor.fire('onDocumentReady')
      fakeEditor.fire('onError', { errorCode: -82, errorDescription: 'Lost.<br>Ask <img src=x onerror=alert(1)>help.' })
    })
    await page.getByRole('alert').getByText('The editor reported: Lost. Ask help.').waitFor()
    await page.getByRole('button', { name: 'Dismiss' }).click()
    expect(await page.getByRole('alert').count()).toBe(0)
    await page.evaluate(() => document.querySelector('openwith-editor')?.remove())
    expect(await page.evaluate(() => fakeEditor.calls)).toEqual([['destroyEditor']])
  })
})
