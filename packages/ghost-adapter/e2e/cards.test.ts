import { readFile, stat } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { launchChromium, screenshots, watchConsole } from '../../../toolchain/stage/chromium.ts'
import { sample } from '../../../toolchain/stage/samples.ts'
import { cardOf, clickForTab, contentOf, editorOf, loggedIn, openPost, startPost, typeAtEnd } from './browser.ts'
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

describe('the buttons on file cards', () => {
  it('stand on office files of this Ghost only, and survive that Ghost draws a card anew', async () => {
    const own = await stage.app.upload(await sample('Own.docx', ['Own']))
    const archive = await stage.app.upload({
      name: 'Pictures.zip',
      type: 'application/zip',
      bytes: Buffer.from('PK\u0005\u0006'),
    })
    const post = await stage.app.addPost({
      title: 'Three files',
      files: [own, archive, 'https://elsewhere.example.com/content/files/2026/01/Theirs.docx'],
    })
    const context = await loggedIn(browser, stage)
    const page = await context.newPage()
    const errors = watchConsole(page)
    await openPost(page, stage, post.id)
    const card = cardOf(page, 'Own.docx')
    const open = card.getByRole('button', { name: 'Open with ONLYOFFICE' })
    await open.waitFor()
    expect(await contentOf(page).locator('[data-kg-card=file]').count()).toBe(3)
    expect(await contentOf(page).getByRole('button', { name: 'Open with ONLYOFFICE' }).count()).toBe(1)

    // The title is a field of the card, which Ghost draws anew with every letter; then the whole card is deleted and brought back.
    await card.dblclick({ position: { x: 300, y: 12 } })
    await card.locator('[data-kg-file-card=fileTitle]').click()
    await page.keyboard.type('Our own file')
    await open.waitFor()
    await page.keyboard.press('Escape')
    await card.click({ position: { x: 300, y: 12 } })
    await page.keyboard.press('Backspace')
    await card.waitFor({ state: 'detached' })
    await page.keyboard.press('ControlOrMeta+z')
    await open.waitFor()
    expect(await open.count()).toBe(1)
    expect(errors).toEqual([])
    await context.close()
  })

  it('open by keyboard, neither select the card nor change the post, and their menu gives the focus back', async () => {
    const url = await stage.app.upload(await sample('Keys.docx', ['Only keys']))
    const post = await stage.app.addPost({ title: 'By keyboard', files: [url], status: 'published' })
    const context = await loggedIn(browser, stage)
    const page = await context.newPage()
    await openPost(page, stage, post.id)
    const card = cardOf(page, 'Keys.docx')
    const more = card.getByRole('button', { name: 'More for Keys.docx' })
    await more.waitFor()
    await more.focus()
    await page.keyboard.press('Enter')
    const items = page.getByRole('menuitem')
    await items.first().waitFor()
    await page.waitForTimeout(200)
    await page.screenshot({ path: `${screenshots}/ghost-card-menu.png` })
    const focused = () => page.evaluate(() => document.activeElement?.textContent)
    expect(await focused()).toBe(await items.first().textContent())
    await page.keyboard.press('End')
    expect(await focused()).toBe(await items.last().textContent())
    await page.keyboard.press('ArrowDown')
    expect(await focused()).toBe(await items.first().textContent())
    await page.keyboard.press('d')
    expect(await focused()).toMatch(/^Download as/)
    await page.keyboard.press('Escape')
    await items.first().waitFor({ state: 'detached' })
    expect(await more.evaluate((button) => button === document.activeElement)).toBe(true)

    const open = card.getByRole('button', { name: 'Open with ONLYOFFICE' })
    await open.focus()
    const tab = await clickForTab(page, () => page.keyboard.press('Enter'))
    await editorOf(tab).getByText('Only keys').waitFor()
    await tab.close()
    const byMouse = await clickForTab(page, () => open.click())
    await editorOf(byMouse).getByText('Only keys').waitFor()
    await byMouse.close()
    expect(await card.getAttribute('data-kg-card-selected')).toBe('false')
    expect(await page.getByRole('button', { name: 'Update' }).isDisabled()).toBe(true)
    await context.close()
  })

  it('convert a document and add the new one to the post, and download it in another format', async () => {
    const url = await stage.app.upload(await sample('Memo.docx', ['Only a memo']))
    const post = await stage.app.addPost({ title: 'A memo', files: [url] })
    const context = await loggedIn(browser, stage)
    const page = await context.newPage()
    await openPost(page, stage, post.id)
    const more = cardOf(page, 'Memo.docx').getByRole('button', { name: 'More for Memo.docx' })
    await more.click()
    await page.getByRole('menuitem', { name: 'Convert to TXT' }).click()
    await page.getByText('“Memo.txt” was created beside the original.').waitFor()
    await cardOf(page, 'Memo.txt').getByRole('button', { name: 'More for Memo.txt' }).waitFor()
    await more.click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Download as TXT' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('Memo.txt')
    expect(await readFile(await download.path(), 'utf8')).toContain('Only a memo')
    await context.close()
  })

  it('download from a published post with unsaved changes without asking whether to leave it', async () => {
    const url = await stage.app.upload(await sample('Kept.docx', ['Still here']))
    const post = await stage.app.addPost({ title: 'Kept open', files: [url], status: 'published' })
    const context = await loggedIn(browser, stage)
    const page = await context.newPage()
    const asked: string[] = []
    page.on('dialog', (dialog) => {
      asked.push(dialog.type())
      void dialog.accept()
    })
    await openPost(page, stage, post.id)
    await page.getByPlaceholder('Post title').fill('Changed and not saved')
    await page.getByPlaceholder('Post title').press('Tab')
    await cardOf(page, 'Kept.docx').getByRole('button', { name: 'More for Kept.docx' }).click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Download as TXT' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('Kept.txt')
    expect(asked).toEqual([])
    expect(await page.getByPlaceholder('Post title').inputValue()).toBe('Changed and not saved')
    await context.close()
  })

  it('are not lost when a document is created while Ghost stores a new post', async () => {
    const context = await loggedIn(browser, stage)
    const page = await context.newPage()
    let stored = false
    await page.route('**/ghost/api/admin/posts/**', async (route) => {
      if (route.request().method() !== 'POST') return await route.continue()
      // A slow server.
      await new Promise((resolve) => setTimeout(resolve, 4000))
      await route.continue()
      stored = true
    })
    await page.goto(`${stage.app.url}/ghost/#/editor/post`)
    await page.getByPlaceholder('Post title').fill('Stored slowly')
    await contentOf(page).click()
    await page.getByRole('button', { name: 'Create new' }).click()
    await page.getByRole('menuitem', { name: 'Document' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('Not lost')
    const tab = await clickForTab(page, () => page.keyboard.press('Enter'))
    expect(stored).toBe(false)
    await page.getByText('“Not lost.docx” was added to the post.').waitFor()
    expect(stored).toBe(true)
    await cardOf(page, 'Not lost.docx').waitFor()
    const cards = async () => {
      const id = /\/post\/([\da-f]{24})/.exec(page.url())?.[1]
      const [row] = await stage.app.sql<{ lexical: string }>(`select lexical from posts where id = '${id}'`)
      return row?.lexical.match(/"type":"file"/g)?.length ?? 0
    }
    await expect.poll(cards, { timeout: 30_000 }).toBe(1)
    await tab.close()
    await context.close()
  })

  it('put a new document where the author was writing', async () => {
    const context = await loggedIn(browser, stage)
    const page = await context.newPage()
    await startPost(page, stage, 'In order')
    await page.keyboard.type('First')
    await page.keyboard.press('Enter')
    await page.keyboard.type('Last')
    await contentOf(page).getByText('First').click()
    await page.getByRole('button', { name: 'Create new' }).click()
    await page.getByRole('menuitem', { name: 'Spreadsheet' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('a/b:c?')
    const refused = await clickForTab(page, () => page.keyboard.press('Enter'))
    await dialog.getByRole('alert').filter({ hasText: /name/i }).waitFor()
    await expect.poll(() => refused.isClosed()).toBe(true)
    await dialog.getByLabel('Name').fill('In between')
    const tab = await clickForTab(page, () => dialog.getByRole('button', { name: 'Create' }).click())
    await editorOf(tab).getByRole('gridcell').first().waitFor()
    await cardOf(page, 'In between.xlsx').waitFor()
    const order = await contentOf(page).evaluate((content) =>
      [...content.children].map(
        (block) => block.querySelector('[data-kg-card]')?.getAttribute('data-kg-card') ?? block.textContent,
      ),
    )
    expect(order).toEqual(['First', 'file', 'Last'])
    await context.close()
  })

  it('open the editor over the admin where an administrator wants it, and the open post keeps what was written', async () => {
    const url = await stage.app.upload(await sample('Over.docx', ['Over the post']))
    const post = await stage.app.addPost({ title: 'Under the editor', files: [url], status: 'published' })
    await stage.app.api('PUT', '/ghost/openwith/api/settings', { values: { openIn: 'admin' } })
    const context = await loggedIn(browser, stage)
    const page = await context.newPage()
    await openPost(page, stage, post.id)
    const card = cardOf(page, 'Over.docx')
    await card.getByRole('button', { name: 'Open with ONLYOFFICE' }).waitFor()
    await page.getByPlaceholder('Post title').fill('A title that nobody has saved')
    await card.getByRole('button', { name: 'Open with ONLYOFFICE' }).click()
    const frame = page.frameLocator('.ow-overlay iframe')
    await editorOf(frame).getByText('Over the post').waitFor()
    await page.screenshot({ path: `${screenshots}/ghost-editor-over-admin.png` })
    const overlay = page.locator('.ow-overlay')
    expect(await overlay.evaluate((dialog) => dialog.matches(':modal'))).toBe(true)
    await typeAtEnd(editorOf(frame), 'docx', ` and stored: ${longText}`)
    await editorOf(frame).getByRole('button', { name: /close/i }).first().click()
    await overlay.waitFor({ state: 'detached' })
    await stage.untilStored(url, ' and stored')
    expect(await page.getByPlaceholder('Post title').inputValue()).toBe('A title that nobody has saved')
    const { size } = await stat(stage.fileOf(url))
    await page.evaluate(() => window.dispatchEvent(new Event('focus')))
    await expect.poll(() => card.locator('[data-kg-file-card=dataset]').textContent()).toContain(sizeOnCard(size))

    // The button above the editor asks the editor, which sends what it has first.
    await card.getByRole('button', { name: 'Open with ONLYOFFICE' }).click()
    await typeAtEnd(editorOf(frame), 'docx', ' and closed from outside')
    await overlay.locator('.ow-overlay-bar').getByRole('button', { name: 'Close' }).click()
    await overlay.waitFor({ state: 'detached' })
    await stage.untilStored(url, ' and closed from outside')
    expect(await page.getByPlaceholder('Post title').inputValue()).toBe('A title that nobody has saved')
    expect(context.pages()).toHaveLength(1)
    await context.close()
  })

  it('open over the admin without a dead end: while Document Server cannot be reached, Escape and a button lead back to the post', async () => {
    const url = await stage.app.upload(await sample('Dead end.docx', ['Nobody can open this']))
    const post = await stage.app.addPost({ title: 'No way out', files: [url], status: 'published' })
    await stage.app.api('PUT', '/ghost/openwith/api/settings', { values: { openIn: 'admin' } })
    const context = await loggedIn(browser, stage)
    await context.route(`${stage.server.url}/**`, (route) => route.abort('connectionrefused'))
    const page = await context.newPage()
    await openPost(page, stage, post.id)
    await page.getByPlaceholder('Post title').fill('Nobody has saved this')
    const open = contentOf(page).getByRole('button', { name: 'Open with ONLYOFFICE' })
    const overlay = page.locator('.ow-overlay')
    const failure = page.frameLocator('.ow-overlay iframe').getByRole('alert')
    await open.click()
    await failure.waitFor()
    await page.waitForTimeout(300)
    await page.screenshot({ path: `${screenshots}/ghost-editor-unreachable.png` })
    await page.keyboard.press('Escape')
    await overlay.waitFor({ state: 'detached' })
    await open.click()
    await failure.waitFor()
    await failure.click()
    await page.keyboard.press('Escape')
    await overlay.waitFor({ state: 'detached' })
    await open.click()
    await failure.waitFor()
    await overlay.locator('.ow-overlay-bar').getByRole('button', { name: 'Close' }).click()
    await overlay.waitFor({ state: 'detached' })
    expect(await open.evaluate((button) => button === document.activeElement)).toBe(true)
    expect(await page.getByPlaceholder('Post title').inputValue()).toBe('Nobody has saved this')
    await context.close()
    await stage.app.api('PUT', '/ghost/openwith/api/settings', { values: { openIn: 'tab' } })
  })

  it('leave the admin as it is when our routes fail, with one line in the console at most', async () => {
    const url = await stage.app.upload(await sample('Plain.docx', ['Plain']))
    const post = await stage.app.addPost({ title: 'Plain Ghost', files: [url] })
    const context = await loggedIn(browser, stage)
    await context.route('**/ghost/openwith/api/**', (route) => route.fulfill({ status: 500, body: 'broken' }))
    const page = await context.newPage()
    const failures: string[] = []
    const warnings: string[] = []
    page.on('pageerror', (error) => failures.push(String(error)))
    page.on('console', (message) => message.text().includes('OpenWith') && warnings.push(message.text()))
    await openPost(page, stage, post.id)
    await cardOf(page, 'Plain.docx').waitFor()
    await page.getByPlaceholder('Post title').fill('Still Ghost')
    const titles = `select title from posts where id = '${post.id}'`
    await expect.poll(() => stage.app.sql(titles), { timeout: 30_000 }).toEqual([{ title: 'Still Ghost' }])
    expect(await page.getByRole('button', { name: 'Open with ONLYOFFICE' }).count()).toBe(0)
    await context.close()
    expect(failures).toEqual([])
    expect(warnings.length).toBeLessThanOrEqual(1)
  })

  it('lead from the admin to the documents page, and from its integrations to the settings', async () => {
    const context = await loggedIn(browser, stage)
    const page = await context.newPage()
    await page.goto(`${stage.app.url}/ghost/#/posts`)
    const link = page.getByRole('link', { name: 'Documents' })
    await link.waitFor()
    await page.screenshot({ path: `${screenshots}/ghost-navigation.png` })
    await link.click()
    await page.getByRole('heading', { name: 'Documents' }).waitFor()
    await page.getByRole('link', { name: 'Posts' }).click()
    await page.waitForURL(/\/ghost\/#\/posts/)
    // In a page of its own: until the admin has started, it takes back an address that differs behind the # alone.
    const settings = await context.newPage()
    await settings.goto(`${stage.app.url}/ghost/#/settings/integrations`)
    const row = settings.getByTestId('openwith-integration')
    await row.waitFor()
    await settings.waitForTimeout(800)
    await settings.screenshot({ path: `${screenshots}/ghost-integrations.png` })
    await row.getByRole('button').first().click()
    await settings.getByRole('heading', { name: 'ONLYOFFICE settings' }).waitFor()
    await context.close()
  })
})

/** Enough to be seen on the card, which rounds to kilobytes; does not compress well. */
const longText = Array.from({ length: 220 }, (_, at) => ((at * 2654435761) % 4294967296).toString(36)).join(' ')

/** As Ghost's card says it. Source: Ghost 6.65, `kg-default-nodes`, `size-byte-converter`. */
const sizeOnCard = (bytes: number) => (bytes < 1024 ? `${bytes} Bytes` : `${Math.round(bytes / 1024)} KB`)
