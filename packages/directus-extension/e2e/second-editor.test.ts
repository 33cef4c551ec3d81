import { type DocumentServer, startDocumentServer } from '@openwith/dev-document-server'
import type { FrameLocator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { screenshots } from '../../../toolchain/stage/chromium.ts'
import { sample } from '../../../toolchain/stage/samples.ts'
import { frameOf, loggedIn, picture, tabOf, typeAtEnd } from './browser.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
let collabora: DocumentServer
beforeAll(async () => {
  collabora = await startDocumentServer({ saveDelayMs: 200, wopi: { flavour: 'collabora' } })
  stage = await startStage(inject('directusDirectory'))
  await stage.app.api('PUT', '/openwith/settings', {
    values: { 'wopi.discoveryUrl': collabora.url, 'wopi.name': 'Collabora' },
  })
})
afterAll(async () => {
  await stage?.close()
  await collabora?.close()
})

/** The editor of the WOPI client: its page is in a frame of ours, the text in a frame of it. */
const wopiEditorOf = (page: Page | FrameLocator): FrameLocator =>
  page.frameLocator('openwith-editor iframe').frameLocator('iframe[name=frameEditor]')
const row = (page: Page, name: string) => page.locator('.v-table .table-row').filter({ hasText: name })
const locksOf = (page: Page) => page.getByRole('region', { name: 'Open in WOPI editors' })

describe('a second editor', () => {
  it('opens from the menu of the button, is listed as a lock meanwhile, and stores what was typed', async () => {
    const uploaded = await stage.app.upload(await sample('Two editors.docx', ['Open me with either']))
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    await page.goto(`${stage.app.url}/admin/openwith`)
    await row(page, 'Two editors.docx').getByRole('button', { name: 'More options' }).click()
    const second = page.getByRole('button', { name: 'Open with Collabora' })
    await second.waitFor()
    await picture(page, `${screenshots}/directus-second-editor-menu.png`)
    const tab = await tabOf(page, () => second.click())
    await wopiEditorOf(tab).getByText('Open me with either').waitFor()
    await typeAtEnd(wopiEditorOf(tab), 'docx', ' by WOPI')

    await page.goto(`${stage.app.url}/admin/openwith/settings`)
    await locksOf(page).getByText('Two editors.docx').scrollIntoViewIfNeeded()
    await picture(page, `${screenshots}/directus-locks.png`)
    await tab.close()
    expect(await stage.untilStored(uploaded, 'by WOPI')).toContain('Open me with either by WOPI')
    await expect.poll(() => stage.app.api('GET', '/openwith/locks'), { timeout: 10_000 }).toEqual({ locks: [] })
    await page.reload()
    await page.getByRole('region', { name: 'Recovery area' }).waitFor()
    expect(await locksOf(page).count()).toBe(0)
    await context.close()
  })

  it('opens inside the app by the address, and an administrator may remove its lock', async () => {
    const { id } = await stage.app.upload(await sample('Inside with WOPI.docx', ['Inside the app']))
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    await page.goto(`${stage.app.url}/admin/openwith/${id}?editor=wopi`)
    await wopiEditorOf(frameOf(page)).getByText('Inside the app').waitFor()

    const settings = await context.newPage()
    await settings.goto(`${stage.app.url}/admin/openwith/settings`)
    await locksOf(settings).getByText('Inside with WOPI.docx').waitFor()
    await locksOf(settings).getByRole('button', { name: 'Remove lock' }).click()
    await settings.locator('#dialog-outlet').getByRole('button', { name: 'Remove lock' }).click()
    await settings.getByText('The lock of “Inside with WOPI.docx” was removed.').waitFor()
    await locksOf(settings).waitFor({ state: 'detached' })
    expect(await stage.app.api('GET', '/openwith/locks')).toEqual({ locks: [] })
    await context.close()
  })
})
