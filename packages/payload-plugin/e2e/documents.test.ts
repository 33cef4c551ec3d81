import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { screenshots, watchConsole } from '../../../toolchain/stage/chromium.ts'
import { sample } from '../../../toolchain/stage/samples.ts'
import { clickUntil, editorOf, loggedIn, tabOf, typeAtEnd } from './browser.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await startStage(inject('payloadDirectory'))
})
afterAll(() => stage?.close())

const list = '/admin/collections/media'
const picture = {
  name: 'dot.png',
  type: 'image/png',
  bytes: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
    'base64',
  ),
}

/** Payload's dialog that asks for a format. */
async function chooseFormat(page: Page, format: string): Promise<void> {
  const dialog = page.getByRole('dialog')
  await dialog.locator('input[role=combobox]').click()
  await page.keyboard.type(format)
  await page.keyboard.press('Enter')
}

describe("documents in Payload's admin", () => {
  it('have a button and a menu in their row of the list; other files have neither', async () => {
    const document = await stage.app.upload(await sample('Budget.xlsx', ['Item\tPrice']))
    const dot = await stage.app.upload(picture)
    await stage.app.upload(await sample('Kick-off.pptx', ['Kick-off']))
    await stage.app.upload(await sample('Annual report.docx', ['Annual report']))
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    const errors = watchConsole(page)
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await page.goto(stage.app.url + list)
    const row = page.getByRole('row', { name: /Budget/ })
    await row.getByRole('link', { name: /^Open with ONLYOFFICE/ }).waitFor()
    const other = page.getByRole('row', { name: /dot/ })
    expect(await other.getByRole('link', { name: /ONLYOFFICE/ }).count()).toBe(0)
    expect(await other.getByRole('button', { name: /^More for/ }).count()).toBe(0)
    await page.waitForLoadState('networkidle')
    expect(asked.filter((one) => /\/openwith\/rows$|\/access\/\d+$/.test(one))).toEqual(['/api/openwith/rows'])
    await row.getByRole('button', { name: `More for ${document.filename}` }).click()
    await page.getByRole('button', { name: 'Download as…' }).waitFor()
    await page.waitForTimeout(400)
    await page.screenshot({ path: `${screenshots}/payload-list.png` })

    for (const [id, buttons] of [
      [document.id, 1],
      [dot.id, 0],
      ['create', 0],
    ] as const) {
      const formats = page.waitForResponse((response) => response.url().endsWith('/openwith/formats'))
      await page.goto(`${stage.app.url}${list}/${id}`)
      await (await formats).finished()
      await page.locator('#field-alt').waitFor()
      if (buttons > 0) await page.locator('#openwith-open').waitFor()
      // What follows the formats takes a moment, as it does for the document.
      else await page.waitForLoadState('networkidle')
      expect([id, await page.locator('#openwith-open').count()]).toEqual([id, buttons])
    }
    await page.goto(`${stage.app.url}${list}/${dot.id}/openwith`)
    await page.getByText('The editor does not open files of this kind.').waitFor()
    expect(errors).toEqual([])
    await context.close()
  })

  it('are converted beside the original from the document menu, and downloaded in another format', async () => {
    const memo = await stage.app.upload(await sample('Memo.docx', ['Only a memo']))
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    await page.goto(`${stage.app.url}${list}/${memo.id}`)
    await page.locator('#openwith-open').waitFor()
    const menu = page.locator('.doc-controls__popup button').first()
    await clickUntil(menu, () => page.getByRole('button', { name: 'Convert…' }).waitFor({ timeout: 1000 }))
    await page.waitForTimeout(400)
    await page.screenshot({ path: `${screenshots}/payload-document-menu.png` })
    await page.getByRole('button', { name: 'Convert…' }).click()
    await page.getByRole('dialog').getByText('PDF', { exact: true }).waitFor()
    await page.waitForTimeout(400)
    await page.screenshot({ path: `${screenshots}/payload-convert.png` })
    await chooseFormat(page, 'TXT')
    await page.getByRole('button', { name: 'Convert', exact: true }).click()
    await page.getByText('“Memo.txt” was created beside the original.').waitFor()

    await menu.click()
    await page.getByRole('button', { name: 'Download as…' }).click()
    await chooseFormat(page, 'TXT')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('dialog').getByRole('button', { name: 'Download' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('Memo.txt')
    expect(await readFile(await download.path(), 'utf8')).toContain('Only a memo')
    await page.goto(stage.app.url + list)
    await page.getByRole('row', { name: /Memo\.txt/ }).waitFor()
    await context.close()
  })

  it('say in a toast, in words, why a conversion failed', async () => {
    const broken = await stage.app.upload(await sample('Refused.docx', ['Not to be converted']))
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    await page.goto(stage.app.url + list)
    await page.getByRole('button', { name: `More for ${broken.filename}` }).click()
    await page.getByRole('button', { name: 'Convert…' }).click()
    await stage.app.api('DELETE', `/media/${broken.id}`)
    await page.getByRole('button', { name: 'Convert', exact: true }).click()
    const toast = page.locator('[data-sonner-toast][data-type=error]')
    await toast.waitFor()
    await toast.getByText('The document was not found').waitFor()
    await context.close()
  })

  it('say so in the language of the admin, with the answer of the server as a detail', async () => {
    const broken = await stage.app.upload(await sample('Abgelehnt.docx', ['Nicht umzuwandeln']))
    const context = await loggedIn(stage.browser, stage.app, stage.app.admin, { language: 'de' })
    const page = await context.newPage()
    await page.goto(stage.app.url + list)
    await page.getByRole('button', { name: `Mehr zu ${broken.filename}` }).click()
    await page.getByRole('button', { name: 'Umwandeln …' }).click()
    await stage.app.api('DELETE', `/media/${broken.id}`)
    await page.getByRole('button', { name: 'Umwandeln', exact: true }).click()
    const toast = page.locator('[data-sonner-toast][data-type=error]')
    await toast.getByText('Das Dokument wurde nicht gefunden', { exact: true }).waitFor()
    await toast.getByText(/There is no such document|no longer/).waitFor()
    await context.close()
  })

  it('open by keyboard alone: the row button, its menu, and the menu of the document', async () => {
    const keyboard = await stage.app.upload(await sample('Keyboard.docx', ['Without a mouse']))
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    await page.goto(stage.app.url + list)
    const link = page.getByRole('link', { name: `Open with ONLYOFFICE: ${keyboard.filename}` })
    await link.focus()
    const tab = await tabOf(page, () => page.keyboard.press('Enter'))
    await editorOf(tab).getByText('Without a mouse').waitFor()
    await tab.close()
    await page.bringToFront()
    await link.focus()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    const entry = page.getByRole('button', { name: 'Convert…' })
    await entry.waitFor()
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => entry.evaluate((one) => one === document.activeElement)).toBe(true)
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByText('Format', { exact: true }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await context.close()
  })

  it('open in the document view instead of a tab when the settings say so', async () => {
    await stage.app.upload(await sample('Here.docx', ['In the same window']))
    await stage.app.api('PUT', '/openwith/settings', { values: { openIn: 'admin' } })
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    await page.goto(stage.app.url + list)
    await page.getByRole('link', { name: 'Open with ONLYOFFICE: Here.docx' }).click()
    await editorOf(page).getByText('In the same window').waitFor()
    expect(page.url()).toMatch(/\/admin\/collections\/media\/\d+\/openwith$/)
    expect(context.pages()).toHaveLength(1)
    await stage.app.api('PUT', '/openwith/settings', { values: { openIn: 'tab' } })
    await context.close()
  })

  it('have a full-page editor whose address can be passed on: it asks for the login and comes back', async () => {
    const document = await stage.app.upload(await sample('Passed on.docx', ['Read by a colleague']))
    const context = await stage.browser.newContext({ viewport: { width: 1360, height: 860 } })
    const page = await context.newPage()
    await page.goto(`${stage.app.url}/admin/openwith/media/${document.id}`)
    await page.getByLabel('Email').fill(stage.app.admin.email)
    await page.getByLabel('Password').fill(stage.app.admin.password)
    await page.getByRole('button', { name: 'Login' }).click()
    await editorOf(page).getByText('Read by a colleague').waitFor()
    expect(page.url()).toBe(`${stage.app.url}/admin/openwith/media/${document.id}`)
    const box = await page.locator('openwith-editor').boundingBox()
    expect([box?.x, box?.y, box?.width, box?.height]).toEqual([0, 0, 1360, 860])
    await typeAtEnd(editorOf(page), 'docx', ' at night')
    await page.screenshot({ path: `${screenshots}/payload-editor-page.png` })
    // This window has a history of its own, so it goes to the document instead of closing.
    await editorOf(page).getByRole('button', { name: 'Close' }).click()
    await page.waitForURL(`${stage.app.url}${list}/${document.id}`)
    await stage.untilStored(document, 'colleague at night')
    await context.close()
  })

  it('of an unknown id say so on the full page, and nothing is thrown', async () => {
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    await page.goto(`${stage.app.url}/admin/openwith/media/999999`)
    await page.locator('openwith-editor').getByRole('alert').waitFor()
    await page.goto(`${stage.app.url}/admin/openwith/nowhere/1`)
    await page.getByText('Nothing found').first().waitFor()
    await context.close()
  })
})
