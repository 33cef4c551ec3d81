import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Connector, createConnector } from '@openwith/connector-core'
import { nodeDoor } from '@openwith/connector-core/http/node'
import { strFromU8, unzipSync } from 'fflate'
import type { Browser, FrameLocator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchChromium } from '../../../toolchain/stage/chromium.ts'
import { type MemoryHost, memoryHost } from '../../connector-testkit/src/index.ts'
import { type DocumentServer, startDocumentServer } from '../src/document-server.ts'
import type { WopiFlavour } from '../src/wopi/wopi-options.ts'

const sample = readFileSync(new URL('../testdata/python-docx.docx', import.meta.url))
const ann = { id: 'ann', name: 'Ann', locale: 'en' }

/** A shared machine may be slow. */
const soon = { timeout: 15_000 }

describe.each<WopiFlavour>(['collabora', 'onlyoffice'])('the connector’s host page with %s', (flavour) => {
  let server: DocumentServer
  let cms: Server
  let host: MemoryHost
  let connector: Connector
  let browser: Browser
  let page: Page
  let violations: string[]

  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser.close()
  })
  beforeEach(async () => {
    server = await startDocumentServer({ saveDelayMs: 20, wopi: { flavour } })
    let publicUrl = ''
    cms = createServer((request, response) => {
      if (request.url === '/') response.end('<!doctype html><title>Library</title>')
      else nodeDoor((call) => connector.fetch(call), { publicUrl })(request, response)
    })
    cms.listen(0, '127.0.0.1')
    await once(cms, 'listening')
    publicUrl = `http://127.0.0.1:${(cms.address() as AddressInfo).port}`
    host = memoryHost({
      documents: [{ id: 'report', name: 'Report.docx', bytes: sample }],
      users: [ann],
      mount: { publicUrl },
      settings: { 'wopi.discoveryUrl': server.url, 'wopi.proof': 'required' },
    })
    connector = createConnector(host, { reconcileEverySeconds: 0 })
    page = await (await browser.newContext({ viewport: { width: 1200, height: 800 } })).newPage()
    violations = []
    page.on('console', (message) => {
      if (/content security policy|blocked/i.test(message.text())) violations.push(message.text())
    })
  })
  afterEach(async () => {
    await page.context().close()
    await server.close()
    await connector.close()
    cms.closeAllConnections()
    cms.close()
    host.cleanUp()
  })

  async function openPage(mode: 'edit' | 'view'): Promise<FrameLocator> {
    const { publicUrl, browserPath } = host.mount()
    const answer = await connector.browser(
      new Request(`${publicUrl}${browserPath}/documents/report/page`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ editor: 'wopi', mode }),
      }),
      ann,
    )
    const { url } = (await answer.json()) as { url: string }
    await page.goto(url)
    return page.frameLocator('openwith-editor > iframe').frameLocator('iframe[name=frameEditor]')
  }

  const state = () =>
    page.evaluate(() => (document.querySelector('openwith-editor') as { state?: string } | null)?.state)

  function stored(): string {
    const parts = unzipSync(host.bytesOf('report') ?? new Uint8Array())
    return strFromU8(parts['word/document.xml'] ?? new Uint8Array()).replace(/<[^>]+>/g, '')
  }

  it('edits, renames, saves and closes', async () => {
    const editor = await openPage('edit')
    await editor.getByText('First point').click()
    await expect.poll(state, soon).toBe('ready')
    await page.keyboard.press('End')
    await page.keyboard.type(' of all')
    await editor.getByTitle('Rename').click()
    const name = editor.getByLabel('New name')
    await name.fill('Letter')
    await name.press('Enter')
    await expect.poll(() => page.title(), soon).toMatch(/^(?:• )?Letter\.docx$/)
    await editor.getByRole('button', { name: 'Save', exact: true }).click()
    await expect.poll(stored, soon).toContain('First point of all')
    await editor.getByRole('button', { name: 'Close' }).click()
    await page.waitForURL(`${host.mount().publicUrl}/`)
    expect(violations).toEqual([])
    expect(host.entries.filter(({ level }) => level === 'error')).toEqual([])
  })

  it('shows a viewer', async () => {
    const editor = await openPage('view')
    await editor.getByText('First point').waitFor()
    await expect.poll(state, soon).toBe('ready')
    expect(await editor.getByRole('button', { name: 'Save', exact: true }).count()).toBe(0)
    expect(host.writes).toEqual([])
  })

  if (flavour === 'collabora')
    it('saves a copy under the name that a person gives', async () => {
      const editor = await openPage('edit')
      await editor.getByText('First point').waitFor()
      await expect.poll(state, soon).toBe('ready')
      await editor.getByLabel('More actions').click()
      await editor.getByRole('menuitem', { name: 'Save copy as…' }).click()
      await page.getByRole('dialog', { name: 'Save as' }).waitFor()
      await page.keyboard.type('Copy')
      await page.keyboard.press('Enter')
      await page.getByText(/Saved as “Copy\.docx”/).waitFor()
      expect(host.documentIds().length).toBe(2)
    })
})
