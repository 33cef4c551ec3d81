import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { screenshots, watchConsole } from '../../../toolchain/stage/chromium.ts'
import { sample } from '../../../toolchain/stage/samples.ts'
import { drawer, editorOf, frameOf, loggedIn, pageHeader, picture, tabOf } from './browser.ts'
import { addArticle, choose, chooseFormat, showCards, startLibraryWithLayout } from './library.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
let report: string
beforeAll(async () => {
  stage = await startStage(inject('directusDirectory'))
  await startLibraryWithLayout(stage.app)
  report = (await stage.app.upload(await sample('Quarterly report.docx', ['All is well']))).id
  await stage.app.upload(await sample('Budget 2027.xlsx', ['Item\tPrice']))
  await stage.app.upload(await sample('Kick-off.pptx', ['Welcome']))
  await stage.app.upload({ name: 'notes.bin', type: 'application/octet-stream', bytes: new Uint8Array([1, 2, 3]) })
  await stage.app.api('POST', '/folders', { name: 'Archive' })
})
afterAll(() => stage?.close())

const row = (page: Page, name: string) => page.locator('.v-table .table-row').filter({ hasText: name })
const card = (page: Page, name: string) => page.locator('.card').filter({ hasText: name })
const openLibrary = (page: Page) => page.goto(`${stage.app.url}/admin/files`)

describe('the page of a file', () => {
  it('has the button in its header and in its form, and none for a file that no editor opens', async () => {
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    const errors = watchConsole(page)
    await page.goto(`${stage.app.url}/admin/files/${report}`)
    await pageHeader(page).getByRole('button', { name: 'Open with ONLYOFFICE' }).waitFor()
    expect(await page.locator('[data-field=openwith_open]').getByRole('button').first().isVisible()).toBe(true)
    await picture(page, `${screenshots}/directus-file-page.png`)

    await openLibrary(page)
    await row(page, 'notes.bin').click()
    await page.locator('[data-field=title]').waitFor()
    await page.locator('[data-field=openwith_open]').waitFor({ state: 'attached' })
    expect(await page.getByRole('button', { name: 'ONLYOFFICE' }).count()).toBe(0)
    expect(errors).toEqual([])
    await context.close()
  })

  it('offers converting and another format in the menu of its button', async () => {
    const memo = await stage.app.upload(await sample('Memo.docx', ['Only a memo']))
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    await page.goto(`${stage.app.url}/admin/files/${memo.id}`)
    const more = pageHeader(page).locator('.openwith-actions').getByRole('button', { name: 'More options' })
    await more.click()
    await page.getByRole('button', { name: 'Convert…' }).waitFor()
    await picture(page, `${screenshots}/directus-file-menu.png`)
    await page.getByRole('button', { name: 'Convert…' }).click()
    await chooseFormat(page, 'TXT', `${screenshots}/directus-convert.png`)
    await page.getByRole('button', { name: 'Convert', exact: true }).click()
    await page.getByText('“Memo.txt” was created beside the original.').waitFor()
    await more.click()
    await page.getByRole('button', { name: 'Download as…' }).click()
    await chooseFormat(page, 'TXT')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download', exact: true }).click(),
    ])
    expect(download.suggestedFilename()).toBe('Memo.txt')
    expect(await readFile(await download.path(), 'utf8')).toContain('Only a memo')
    await context.close()
  })
})

describe('a file field of another collection', () => {
  let article: number
  beforeAll(async () => {
    article = await addArticle(stage.app, 'News', report)
  })

  it('opens its document from the header of the drawer', async () => {
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    await page.goto(`${stage.app.url}/admin/content/articles/${article}`)
    await page.locator('[data-field=attachment] [data-icon=edit]').click()
    const button = drawer(page).locator('header').getByRole('button', { name: 'Open with ONLYOFFICE' })
    await button.waitFor()
    await picture(page, `${screenshots}/directus-drawer.png`)
    // The page behind the drawer is no file, and has no button.
    expect(await pageHeader(page).getByRole('button', { name: 'Open with ONLYOFFICE' }).count()).toBe(0)
    const tab = await tabOf(page, () => button.click())
    await editorOf(tab).getByText('All is well').waitFor()
    await context.close()
  })
})

describe('the layout of the file library', () => {
  it('lets people pick a file for a field, as the layouts of Directus do', async () => {
    const article = await addArticle(stage.app, 'Minutes', report, 'minutes')
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    await page.goto(`${stage.app.url}/admin/content/minutes/${article}`)
    const attachment = page.locator('.field[data-field=attachment]')
    await attachment.getByText('Quarterly Report').click()
    await page.getByText('Replace File from Library').click()
    await drawer(page).locator('.table-row').filter({ hasText: 'Budget' }).getByText('Budget 2027').first().click()
    await drawer(page).locator('header .primary button').click()
    await attachment.getByText('Budget 2027').waitFor()
    await context.close()
  })

  it('opens a document from its row, and has a menu there', async () => {
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    const errors = watchConsole(page)
    await openLibrary(page)
    const button = row(page, 'Kick-off.pptx').getByRole('button', { name: 'Open with ONLYOFFICE' })
    await button.waitFor()
    await picture(page, `${screenshots}/directus-library.png`)
    await page.locator('th').filter({ hasText: 'Actions' }).waitFor()
    expect(await row(page, 'notes.bin').getByRole('button', { name: 'ONLYOFFICE' }).count()).toBe(0)
    const tab = await tabOf(page, () => button.click())
    await editorOf(tab).getByText('Welcome').first().waitFor()
    await tab.close()
    expect(new URL(page.url()).pathname).toBe('/admin/files')

    await row(page, 'Budget 2027.xlsx').getByRole('button', { name: 'More for Budget 2027.xlsx' }).click()
    await page.getByRole('button', { name: 'Convert…' }).waitFor()
    await picture(page, `${screenshots}/directus-library-menu.png`)
    await page.getByRole('button', { name: 'Download as…' }).click()
    await chooseFormat(page, 'CSV')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download', exact: true }).click(),
    ])
    expect(await readFile(await download.path(), 'utf8')).toContain('Item')
    expect(errors).toEqual([])
    await context.close()
  })

  it('keeps what the table of Directus offers: search, sorting, selection, columns, and the file behind a row', async () => {
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    await openLibrary(page)
    await row(page, 'Budget').waitFor()

    await page.locator('.search-input').click()
    await page.locator('.search-input input').fill('budget')
    await row(page, 'Kick-off').waitFor({ state: 'detached' })
    expect(await row(page, 'Budget').count()).toBe(1)
    // The app stores what people change after a moment; a change before its first preset is there makes it a second one.
    const stored = async () =>
      (await stage.app.api<{ data: { layout_query: unknown }[] }>('GET', '/presets?filter[user][_nnull]=true')).data
    await expect.poll(async () => (await stored()).length, { timeout: 10_000 }).toBe(1)
    await page.locator('.search-input input').fill('')
    await row(page, 'Kick-off').waitFor()

    const names = async () =>
      (await page.locator('.table-row td:nth-child(2)').allInnerTexts()).map((name) => name.trim())
    await page.locator('th').getByRole('button', { name: 'Title' }).click()
    await page.getByRole('button', { name: 'Sort Ascending' }).click()
    await expect.poll(async () => (await names())[0], { timeout: 10_000 }).toBe('Budget 2027')
    expect(await names()).toEqual([...(await names())].sort())

    await row(page, 'Kick-off').getByRole('checkbox').first().click()
    await page.locator('header [data-icon=delete]').waitFor()
    await row(page, 'Kick-off').getByRole('checkbox').first().click()

    // Without the column of the file names the buttons still know them.
    await page.locator('th').getByRole('button', { name: 'Filename' }).click()
    await page.getByRole('button', { name: 'Hide Field' }).click()
    await page.locator('th').filter({ hasText: 'Filename' }).waitFor({ state: 'detached' })
    await expect
      .poll(async () => JSON.stringify(await stored()), { timeout: 10_000 })
      .toContain('"fields":["title","filesize","modified_on"]')
    await page.reload()
    await row(page, 'Kick-off').getByRole('button', { name: 'Open with ONLYOFFICE' }).waitFor()
    expect(await page.locator('th').filter({ hasText: 'Filename' }).count()).toBe(0)

    await row(page, 'Kick-off').locator('td').nth(1).click()
    await page.waitForURL(/\/admin\/files\/[0-9a-f-]{36}$/)
    await context.close()
  })

  it('keeps the cards of Directus, with its folders, and puts the buttons over their pictures', async () => {
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    await openLibrary(page)
    await showCards(page)
    const button = card(page, 'Kick-off').getByRole('button', { name: 'Open with ONLYOFFICE' })
    await button.waitFor()
    await page.getByText('Archive').nth(1).waitFor()
    await picture(page, `${screenshots}/directus-library-cards.png`)
    expect(
      await card(page, 'Notes')
        .getByRole('button', { name: /ONLYOFFICE|More/ })
        .count(),
    ).toBe(0)
    const tab = await tabOf(page, () => button.click())
    await editorOf(tab).getByText('Welcome').first().waitFor()
    await tab.close()
    expect(new URL(page.url()).pathname).toBe('/admin/files')
    // A card still leads to its file.
    await card(page, 'Kick-off').locator('.title').click()
    await page.waitForURL(/\/admin\/files\/[0-9a-f-]{36}$/)
    // The choice is remembered.
    await openLibrary(page)
    await button.waitFor()
    await context.close()
  })
})

describe('the list of documents', () => {
  it('searches, narrows to a type, and shows more than one page', async () => {
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    const errors = watchConsole(page)
    await page.goto(`${stage.app.url}/admin/openwith`)
    await row(page, 'Quarterly report.docx').waitFor()
    await picture(page, `${screenshots}/directus-documents.png`)
    for (let at = 0; at < 26; at += 1) {
      const bytes = (await sample('Copy.docx', [`Copy ${at}`])).bytes
      await stage.app.upload({ name: `Copy ${at}.docx`, type: 'application/octet-stream', bytes })
    }
    await page.reload()
    await row(page, 'Copy 25.docx').waitFor()
    expect(await page.locator('.table-row').count()).toBe(25)
    await page.getByRole('button', { name: 'Show more' }).click()
    await row(page, 'Quarterly report.docx').waitFor()
    expect(await page.locator('.table-row').count()).toBeGreaterThan(28)
    expect(await row(page, 'notes.bin').count()).toBe(0)

    await choose(page, page.getByLabel('Type', { exact: true }), 'Spreadsheets')
    await row(page, 'Copy 25.docx').waitFor({ state: 'detached' })
    expect(await page.locator('.table-row').count()).toBe(1)
    await page.getByRole('searchbox', { name: 'Search for a document' }).fill('nothing like this')
    await page.getByText('No document has this in its name.').waitFor()
    await page.getByRole('searchbox', { name: 'Search for a document' }).fill('BUDGET')
    await row(page, 'Budget 2027.xlsx').waitFor()
    expect(errors).toEqual([])

    await choose(page, page.getByLabel('Type', { exact: true }), 'All types')
    await page.getByRole('searchbox', { name: 'Search for a document' }).fill('')
    await row(page, 'Copy 25.docx').waitFor()
    await context.close()
  })
})

describe('a visitor who is not logged in', () => {
  it('logs in and lands in the editor whose address was shared', async () => {
    const context = await stage.browser.newContext({ viewport: { width: 1360, height: 860 }, locale: 'en-US' })
    const page = await context.newPage()
    await page.goto(`${stage.app.url}/admin/openwith/${report}`)
    await page.waitForURL(/\/admin\/login\?redirect=/)
    await page.getByPlaceholder('Email').fill(stage.app.admin.email)
    await page.getByPlaceholder('Password').fill(stage.app.admin.password)
    await page.getByRole('button', { name: 'Sign In' }).click()
    await page.waitForURL(new RegExp(`/admin/openwith/${report}$`))
    await editorOf(frameOf(page)).getByText('All is well').waitFor()
    const direct = await context.browser()?.newContext()
    expect((await direct?.request.get(`${stage.app.url}/openwith/documents`))?.status()).toBe(401)
    await direct?.close()
    await context.close()
  })
})
