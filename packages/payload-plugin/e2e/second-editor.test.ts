import { type DocumentServer, startDocumentServer } from '@openwith/dev-document-server'
import type { FrameLocator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { screenshots, watchConsole } from '../../../toolchain/stage/chromium.ts'
import { sample } from '../../../toolchain/stage/samples.ts'
import { clickUntil, loggedIn, tabOf, typeAtEnd } from './browser.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
let collabora: DocumentServer
beforeAll(async () => {
  collabora = await startDocumentServer({ saveDelayMs: 200, wopi: { flavour: 'collabora' } })
  stage = await startStage(inject('payloadDirectory'))
  await stage.app.api('PUT', '/openwith/settings', {
    values: { 'wopi.discoveryUrl': collabora.url, 'wopi.name': 'Collabora' },
  })
})
afterAll(async () => {
  await stage?.close()
  await collabora?.close()
})

const list = '/admin/collections/media'

/** The editor of the WOPI client: its page is in a frame of ours, the text in a frame of it. */
const editorOf = (page: Page): FrameLocator =>
  page.frameLocator('openwith-editor iframe').frameLocator('iframe[name=frameEditor]')

async function openLocks(page: Page) {
  await page.goto(`${stage.app.url}/admin/globals/openwith-settings`)
  // The list stays away when there is nothing in it: its answer must be there before it is looked at.
  const answered = page.waitForResponse((response) => response.url().endsWith('/openwith/locks'))
  await clickUntil(page.locator('.tabs-field__tab-button', { hasText: 'Recovery area' }), () =>
    page.getByRole('region', { name: 'Recovery area' }).waitFor({ timeout: 1000 }),
  )
  await (await answered).finished()
  return page.getByRole('region', { name: 'Open in WOPI editors' })
}

describe('a second editor', () => {
  it('opens from the menu of the row, is listed as a lock meanwhile, and stores what was typed', async () => {
    const uploaded = await stage.app.upload(await sample('Two editors.docx', ['Open me with either']))
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    await page.goto(stage.app.url + list)
    await page.getByRole('link', { name: `Open with ONLYOFFICE: ${uploaded.filename}` }).waitFor()
    await page.getByRole('button', { name: `More for ${uploaded.filename}` }).click()
    const second = page.getByRole('button', { name: 'Open with Collabora' })
    await second.waitFor()
    await page.waitForTimeout(400)
    await page.screenshot({ path: `${screenshots}/payload-second-editor-menu.png` })

    const tab = await tabOf(page, () => second.click())
    const errors = watchConsole(tab)
    await editorOf(tab).getByText('Open me with either').waitFor()
    await typeAtEnd(editorOf(tab), 'docx', ' by WOPI')
    await tab.screenshot({ path: `${screenshots}/payload-second-editor.png` })

    const locks = await openLocks(page)
    await locks.getByText(uploaded.filename).waitFor()
    await page.waitForTimeout(300)
    await page.screenshot({ path: `${screenshots}/payload-locks.png` })

    await tab.close()
    expect(await stage.untilStored(uploaded, 'by WOPI')).toContain('Open me with either by WOPI')
    // The development server has no icons; asking for one tells that the browser reaches it.
    expect(errors.filter((error) => !error.includes('/images/x-office-'))).toEqual([])
    await expect.poll(() => stage.app.api('GET', '/openwith/locks')).toEqual({ locks: [] })
    const none = await openLocks(page)
    await page.getByText('Nothing here: every edit was stored.').waitFor()
    expect(await none.count()).toBe(0)
    await context.close()
  })

  it('opens from the menu of the document, and an administrator may remove its lock', async () => {
    const uploaded = await stage.app.upload(await sample('Locked.docx', ['Held by an editor']))
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    await page.goto(`${stage.app.url}${list}/${uploaded.id}`)
    await page.locator('#openwith-open').waitFor()
    const second = page.getByRole('button', { name: 'Open with Collabora' })
    await clickUntil(page.locator('.doc-controls__popup button').first(), () => second.waitFor({ timeout: 1000 }))
    const tab = await tabOf(page, () => second.click())
    await editorOf(tab).getByText('Held by an editor').waitFor()
    expect(tab.url()).toBe(`${stage.app.url}/admin/openwith/media/${uploaded.id}?editor=wopi`)

    const locks = await openLocks(page)
    await locks.getByRole('button', { name: 'Remove lock' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove lock' }).click()
    await page.getByText('The lock of “Locked.docx” was removed.').waitFor()
    await locks.waitFor({ state: 'detached' })
    expect(await stage.app.api('GET', '/openwith/locks')).toEqual({ locks: [] })
    await context.close()
  })

  it('is the editor of the button where ONLYOFFICE Docs is not set up, and nothing is offered that only that can do', async () => {
    const uploaded = await stage.app.upload(await sample('Only WOPI.docx', ['No other editor']))
    await stage.app.api('PUT', '/openwith/settings', { values: { documentServerUrl: '' } })
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    await page.goto(stage.app.url + list)
    const link = page.getByRole('link', { name: `Open with Collabora: ${uploaded.filename}` })
    const tab = await tabOf(page, () => link.click())
    await editorOf(tab).getByText('No other editor').waitFor()
    await tab.close()
    await page.bringToFront()
    // A menu without entries, in the row that has one with them where ONLYOFFICE Docs is set up.
    const answered = page.waitForResponse((response) => response.url().includes('/openwith/documents/'))
    const menu = page.getByRole('button', { name: `More for ${uploaded.filename}` })
    await menu.click()
    await (await answered).finished()
    await page.locator('.popup__content .popup-button-list:not(:has(*))').waitFor({ state: 'attached' })
    expect(await page.getByRole('button', { name: 'Convert…' }).count()).toBe(0)
    expect(await page.getByRole('button', { name: 'Download as…' }).count()).toBe(0)
    await context.close()
  })
})
