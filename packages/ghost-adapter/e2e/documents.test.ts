import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { startDocumentServer } from '@openwith/dev-document-server'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { launchChromium, screenshots, watchConsole } from '../../../toolchain/stage/chromium.ts'
import { sample } from '../../../toolchain/stage/samples.ts'
import { clickForTab, editorOf, loggedIn, typeAtEnd, visitor } from './browser.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
let browser: Browser
beforeAll(async () => {
  stage = await startStage(inject('ghostDirectory'))
  browser = await launchChromium()
})
afterAll(async () => {
  await browser?.close()
  await stage?.close()
})

describe('the documents page', () => {
  it('says what to do while there is nothing, and creates the first document', async () => {
    const context = await loggedIn(browser, stage)
    const page = await context.newPage()
    const errors = watchConsole(page)
    await page.goto(`${stage.app.url}/ghost/openwith/`)
    await page.getByText('No office files yet').waitFor()
    await page.screenshot({ path: `${screenshots}/ghost-documents-empty.png` })
    await page.getByRole('button', { name: 'Create new' }).click()
    await page.getByRole('menuitem', { name: 'Presentation' }).click()
    await page.keyboard.type('Plan')
    const tab = await clickForTab(page, () => page.keyboard.press('Enter'))
    await typeAtEnd(editorOf(tab), 'pptx', 'The plan')
    await tab.close()
    await page.getByRole('row', { name: /Plan\.pptx/ }).waitFor()
    const [file] = await filesOf(page)
    await stage.untilStored(file ?? '', 'The plan')
    expect(errors).toEqual([])
    await context.close()
  })

  it('lists files of posts and of the storage, finds them by name and type, and leads to the posts that use them', async () => {
    const report = await stage.app.upload(await sample('Quarterly report.docx', ['Sales grew']))
    const budget = await stage.app.upload(await sample('Budget.xlsx', ['Item\tPrice', 'Paper\t12']))
    await stage.app.upload(await sample('Unused.docx', ['Nobody has this']))
    await stage.app.addPost({ title: 'What the quarter brought', files: [report], status: 'published' })
    await stage.app.addPost({ title: 'Money', files: [budget, report] })
    const context = await loggedIn(browser, stage)
    const page = await context.newPage()
    await page.goto(`${stage.app.url}/ghost/openwith/`)
    const row = (name: string) => page.getByRole('row', { name: new RegExp(name) })
    await row('Quarterly report.docx|Quarterly-report.docx').getByRole('link', { name: 'Money' }).waitFor()
    await row('Unused').getByText('No post yet').waitFor()
    await page.waitForTimeout(500)
    await page.screenshot({ path: `${screenshots}/ghost-documents.png` })

    await page.getByPlaceholder('Search for a document').fill('budget')
    await row('Unused').waitFor({ state: 'detached' })
    await row('Budget').waitFor()
    await page.getByPlaceholder('Search for a document').fill('no such thing')
    await page.getByText('No document fits this search.').waitFor()
    await page.getByPlaceholder('Search for a document').fill('')
    await page.getByLabel('Type').selectOption({ label: 'Spreadsheets' })
    await row('Unused').waitFor({ state: 'detached' })
    await row('Budget').waitFor()
    await page.getByLabel('Type').selectOption({ label: 'All types' })

    await row('Quarterly.report').getByRole('link', { name: 'What the quarter brought' }).click()
    await page.waitForURL(/#\/editor\/post\//)
    await expect.poll(() => page.getByPlaceholder('Post title').inputValue()).toBe('What the quarter brought')
    await context.close()
  })

  it('opens a document, converts one beside the original, and renames one, whose address stays', async () => {
    const url = await stage.app.upload(await sample('Memo.docx', ['Only a memo']))
    const context = await loggedIn(browser, stage)
    const page = await context.newPage()
    await page.goto(`${stage.app.url}/ghost/openwith/`)
    const row = page.getByRole('row', { name: /Memo\.docx/ })
    const tab = await clickForTab(page, () => row.getByRole('button', { name: 'Open with ONLYOFFICE' }).click())
    await editorOf(tab).getByText('Only a memo').waitFor()
    await tab.close()
    await row.getByRole('button', { name: 'More for Memo.docx' }).click()
    await page.getByRole('menuitem', { name: 'Convert to TXT' }).click()
    await page.getByText('“Memo.txt” was created beside the original.').waitFor()
    await page.getByRole('row', { name: /Memo\.txt/ }).waitFor()

    await row.getByRole('button', { name: 'More for Memo.docx' }).click()
    await page.getByRole('menuitem', { name: 'Rename' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('Memorandum')
    await page.keyboard.press('Enter')
    await page.getByRole('row', { name: /Memorandum\.docx/ }).waitFor()
    expect((await fetch(url)).status).toBe(200)
    await context.close()
  })

  it('opens the document of an address that somebody shares, over the list of all, and asks others to sign in', async () => {
    const url = await stage.app.upload(await sample('Shared.docx', ['For whoever has the address']))
    const id = stage.idOf(url)
    const set = (discoveryUrl: string) =>
      stage.app.api('PUT', '/ghost/openwith/api/settings', { values: { 'wopi.discoveryUrl': discoveryUrl } })
    const collabora = await startDocumentServer({ wopi: { flavour: 'collabora' } })
    await set(collabora.url)
    const opened = { editor: 'wopi', mode: 'view' }
    const { shareUrl } = await stage.app
      .api<{ shareUrl: string }>('POST', `/ghost/openwith/api/documents/${id}/open`, opened)
      .finally(async () => {
        await set('')
        await collabora.close()
      })
    const context = await loggedIn(browser, stage)
    const page = await context.newPage()
    const errors = watchConsole(page)
    await page.goto(shareUrl)
    const editor = page.frameLocator('.ow-overlay iframe')
    await editor.frameLocator('iframe[name=frameEditor]').getByText('For whoever has the address').waitFor()
    await page.getByRole('row', { name: /Shared\.docx/ }).waitFor()
    expect(errors).toEqual([])
    await page.goto(`${stage.app.url}/ghost/openwith/edit/bm9uZS5kb2N4`)
    await page.getByText('There is no such document, or you may not see it.').waitFor()
    await context.close()
    const stranger = await visitor(browser, stage)
    const outside = await stranger.newPage()
    await outside.goto(shareUrl)
    await outside.getByRole('link', { name: 'Sign in' }).waitFor()
    await stranger.close()
  })

  it('follows the appearance that the person chose in Ghost and the language of the site, also in the post editor', async () => {
    const url = await stage.app.upload(await sample('Bericht.docx', ['Ein Bericht']))
    const post = await stage.app.addPost({ title: 'Bericht', files: [url] })
    const dark = await loggedIn(browser, stage, stage.app.admin, { appearance: 'dark' })
    const page = await dark.newPage()
    await page.goto(`${stage.app.url}/ghost/openwith/`)
    await page.getByRole('row', { name: /Bericht\.docx/ }).waitFor()
    await page.waitForTimeout(500)
    await page.screenshot({ path: `${screenshots}/ghost-documents-dark.png` })
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(17, 17, 18)')
    await page.goto(`${stage.app.url}/ghost/#/editor/post/${post.id}`)
    await page.getByRole('button', { name: 'Open with ONLYOFFICE' }).waitFor()
    await page.getByRole('button', { name: /^More for/ }).click()
    await page.waitForTimeout(500)
    await page.screenshot({ path: `${screenshots}/ghost-card-menu-dark.png` })
    await dark.close()

    const locale = (value: string) =>
      stage.app.api('PUT', '/ghost/api/admin/settings/', { settings: [{ key: 'locale', value }] })
    await locale('de')
    const german = await loggedIn(browser, stage)
    const documents = await german.newPage()
    await documents.goto(`${stage.app.url}/ghost/openwith/`)
    await documents.getByRole('button', { name: 'Mit ONLYOFFICE öffnen' }).first().waitFor()
    await documents.waitForTimeout(500)
    await documents.screenshot({ path: `${screenshots}/ghost-documents-german.png` })
    await documents.goto(`${stage.app.url}/ghost/#/editor/post/${post.id}`)
    await documents.getByRole('button', { name: 'Neu erstellen' }).waitFor()
    await documents.goto(`${stage.app.url}/ghost/openwith/settings`)
    await documents.getByLabel('Adresse des Document Servers', { exact: true }).waitFor()
    await documents.getByRole('button', { name: 'Verbindung prüfen' }).click()
    await documents.getByText(/^Alles funktioniert/).waitFor()
    await documents.screenshot({ path: `${screenshots}/ghost-settings-german.png` })
    await documents.route('**/openwith/api/documents*', (route) =>
      route.fulfill({ status: 503, json: { error: { code: 'unavailable', message: 'The storage does not answer.' } } }),
    )
    await documents.goto(`${stage.app.url}/ghost/openwith/`)
    const failure = documents.locator('.ow-center')
    await failure.getByText('The storage does not answer.').waitFor()
    expect(await failure.getByRole('heading').textContent()).toMatch(/versuchen Sie es erneut/)
    await german.close()
    await locale('en')
  })

  it('keeps what "Show more" brought, an open menu and the keyboard’s place when it is looked at again, and the list when only its uses fail', async () => {
    const { bytes } = await sample('Many.docx', ['One of many'])
    const folder = path.join(stage.app.files, '2026/10')
    await mkdir(folder, { recursive: true })
    const numbers = Array.from({ length: 70 }, (_, at) => String(at).padStart(2, '0'))
    await Promise.all(numbers.map((number) => writeFile(path.join(folder, `Many-${number}.docx`), bytes)))
    const context = await loggedIn(browser, stage)
    const page = await context.newPage()
    await page.goto(`${stage.app.url}/ghost/openwith/`)
    await page.getByPlaceholder('Search for a document').fill('Many-')
    const rows = page.locator('tr[data-document]')
    const more = page.getByRole('button', { name: 'Show more' })
    await expect.poll(async () => (await rows.count()) < 70 && (await more.count()) === 1).toBe(true)
    while ((await more.count()) > 0) {
      const before = await rows.count()
      await more.click()
      await expect.poll(() => rows.count()).toBeGreaterThan(before)
    }
    expect(await rows.count()).toBe(70)
    // The button is gone, so the keyboard is where the next rows began.
    expect(await page.evaluate(() => document.activeElement?.closest('tr') !== null)).toBe(true)

    const again = async () => {
      const last = page.waitForResponse('**/openwith/api/files*', { timeout: 15_000 })
      await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
      await last
      await expect.poll(() => page.locator('[aria-busy]').count()).toBe(0)
    }
    const row = rows.filter({ hasText: 'Many-65.docx' })
    const menu = row.getByRole('button', { name: 'More for Many-65.docx' })
    await menu.click()
    await page.getByRole('menuitem', { name: 'Rename' }).waitFor()
    await again()
    expect(await rows.count()).toBe(70)
    await page.keyboard.press('Escape')
    expect(await menu.evaluate((button) => button === document.activeElement)).toBe(true)

    await menu.click()
    await page.getByRole('menuitem', { name: 'Rename' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('Many-65, renamed')
    await page.keyboard.press('Enter')
    await rows.filter({ hasText: 'Many-65, renamed.docx' }).waitFor()
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.closest('tr')?.textContent))
      .toContain('Many-65, renamed.docx')
    expect(await rows.count()).toBe(70)

    await page.route('**/openwith/api/files*', (route) =>
      route.fulfill({ status: 500, json: { error: { code: 'internal', message: 'The posts cannot be read.' } } }),
    )
    await page.reload()
    await page.getByRole('alert').getByText('The posts cannot be read.').waitFor()
    expect(await rows.count()).toBeGreaterThan(20)
    await context.close()
    await rm(folder, { recursive: true })
  })

  it('says in one sentence when it cannot load, and tries again', async () => {
    const context = await loggedIn(browser, stage)
    const page = await context.newPage()
    await page.route('**/openwith/api/documents*', (route) =>
      route.fulfill({ status: 503, json: { error: { code: 'unavailable', message: 'The storage does not answer.' } } }),
    )
    await page.goto(`${stage.app.url}/ghost/openwith/`)
    await page.getByText('The storage does not answer.').waitFor()
    await page.waitForTimeout(500)
    await page.screenshot({ path: `${screenshots}/ghost-documents-error.png` })
    await page.unroute('**/openwith/api/documents*')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('row', { name: /Memorandum\.docx/ }).waitFor()
    await context.close()
  })

  it('sends who is not signed in to Ghost’s sign-in, and says so when a session has ended', async () => {
    const context = await visitor(browser, stage)
    const page = await context.newPage()
    await page.goto(`${stage.app.url}/ghost/openwith/`)
    await page.waitForURL(/#\/signin/)
    await context.addCookies([{ name: 'ghost-admin-api-session', value: 'ended', url: `${stage.app.url}/ghost` }])
    await page.goto(`${stage.app.url}/ghost/openwith/`)
    await page.getByRole('link', { name: 'Sign in' }).waitFor()
    await context.close()
  })
})

/** Public addresses of the documents of the list, in its order. */
async function filesOf(page: import('playwright-core').Page): Promise<string[]> {
  const ids = await page
    .locator('[data-document]')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-document') ?? ''))
  return ids.map((id) => `${stage.app.url}/content/files/${Buffer.from(id, 'base64url').toString('utf8')}`)
}
