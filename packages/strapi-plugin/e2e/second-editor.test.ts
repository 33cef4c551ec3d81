import { type DocumentServer, startDocumentServer } from '@openwith/dev-document-server'
import type { FrameLocator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { screenshots, watchConsole } from '../../../toolchain/stage/chromium.ts'
import { typeAtEnd } from '../../../toolchain/stage/editor-frame.ts'
import { sample } from '../../../toolchain/stage/samples.ts'
import { loggedIn } from './browser.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
let collabora: DocumentServer
beforeAll(async () => {
  collabora = await startDocumentServer({ saveDelayMs: 200, wopi: { flavour: 'collabora' } })
  stage = await startStage(inject('strapiDirectory'))
  await stage.app.api('PUT', '/onlyoffice/settings', {
    values: { 'wopi.discoveryUrl': collabora.url, 'wopi.name': 'Collabora' },
  })
})
afterAll(async () => {
  await stage?.close()
  await collabora?.close()
})

/** The editor of the WOPI client: its page is in a frame of ours, the text in a frame of it. */
const editorOf = (page: Page | FrameLocator): FrameLocator =>
  page.frameLocator('openwith-editor iframe').frameLocator('iframe[name=frameEditor]')

describe('a second editor', () => {
  it('opens from the menu of the documents page, is listed as a lock meanwhile, and stores what was typed', async () => {
    const document = await sample('Two editors.docx', ['Open me with either'])
    const uploaded = await stage.app.upload(document)
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    await page.goto(`${stage.app.url}/admin/plugins/onlyoffice`)
    const row = page.getByRole('row', { name: /Two editors\.docx/ })
    await row.getByRole('button', { name: 'Open with ONLYOFFICE' }).waitFor()
    await row.getByRole('button', { name: 'More for Two editors.docx' }).click()
    const second = page.getByRole('menuitem', { name: 'Open with Collabora' })
    await second.waitFor()
    await page.waitForTimeout(400)
    await page.screenshot({ path: `${screenshots}/strapi-second-editor-menu.png` })

    const [tab] = await Promise.all([context.waitForEvent('page'), second.click()])
    const errors = watchConsole(tab)
    await editorOf(tab).getByText('Open me with either').waitFor()
    await typeAtEnd(editorOf(tab), 'docx', ' by WOPI')
    await tab.screenshot({ path: `${screenshots}/strapi-second-editor.png` })

    await page.goto(`${stage.app.url}/admin/settings/onlyoffice`)
    const locks = page.getByRole('region', { name: 'Open in WOPI editors' })
    await locks.getByText('Two editors.docx').waitFor()
    await locks.scrollIntoViewIfNeeded()
    await page.screenshot({ path: `${screenshots}/strapi-locks.png` })

    await tab.close()
    expect(await stage.untilStored(uploaded, 'by WOPI')).toContain('Open me with either by WOPI')
    // The development server has no icons; asking for one tells that the browser reaches it.
    expect(errors.filter((error) => !error.includes('/images/x-office-'))).toEqual([])
    await expect.poll(() => stage.app.api('GET', '/onlyoffice/locks')).toEqual({ locks: [] })
    await page.reload()
    await page.getByRole('region', { name: 'Recovery area' }).waitFor()
    expect(await locks.count()).toBe(0)
    await context.close()
  })

  it('goes on with the copy after "Save as": its name, its page also after a reload, and what is typed then', async () => {
    const original = await stage.app.upload(await sample('Original.docx', ['To be copied']))
    const context = await loggedIn(stage.browser, stage.app)
    const tab = await context.newPage()
    const path = `/onlyoffice/documents/${original.id}/page`
    await tab.goto((await stage.app.api<{ url: string }>('POST', path, { editor: 'wopi' })).url)
    await editorOf(tab).getByText('To be copied').waitFor()
    await editorOf(tab).getByLabel('More actions').click()
    await editorOf(tab).getByRole('menuitem', { name: 'Save copy as…' }).click()
    await tab.getByRole('dialog', { name: 'Save as' }).waitFor()
    await tab.keyboard.type('The copy')
    await tab.keyboard.press('Enter')
    await expect.poll(() => tab.title()).toBe('The copy.docx')
    await tab.reload()
    await editorOf(tab).getByText('To be copied').waitFor()
    expect(await tab.title()).toBe('The copy.docx')
    await typeAtEnd(editorOf(tab), 'docx', ' and went on')
    await tab.close()
    const list = '/onlyoffice/documents?search=The%20copy'
    const [copy] = (await stage.app.api<{ documents: { id: string }[] }>('GET', list)).documents
    await stage.untilStored(await stage.file(Number(copy?.id)), 'To be copied and went on')
    expect(await stage.storedText(original)).not.toContain('went on')
    await context.close()
  })

  it('opens inside the admin for whoever is given the address that "Share" shows', async () => {
    const { id } = await stage.app.upload(await sample('Shared.docx', ['For whoever has the address']))
    const path = `/onlyoffice/documents/${id}/open`
    const { shareUrl } = await stage.app.api<{ shareUrl: string }>('POST', path, { editor: 'wopi', mode: 'view' })
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    await page.goto(shareUrl)
    const frame = page.frameLocator('iframe[title="Document editor"]')
    const editor = frame.frameLocator('iframe[name=frameEditor]')
    await editor.getByText('For whoever has the address').waitFor()
    expect(await frame.locator('openwith-editor').getAttribute('mode')).toBe('view')
    await context.close()
  })

  it('opens inside the admin by the address, and an administrator may remove its lock', async () => {
    await stage.app.upload(await sample('Inside with WOPI.docx', ['Inside the admin']))
    await stage.app.api('PUT', '/onlyoffice/settings', { values: { openIn: 'admin' } })
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    await page.goto(`${stage.app.url}/admin/plugins/onlyoffice`)
    await page.getByRole('button', { name: 'More for Inside with WOPI.docx' }).click()
    await page.getByRole('menuitem', { name: 'Open with Collabora' }).click()
    await page.waitForURL(/\/edit\/\d+\?editor=wopi$/)
    await editorOf(page.frameLocator('iframe[title="Document editor"]')).getByText('Inside the admin').waitFor()
    await page.screenshot({ path: `${screenshots}/strapi-second-editor-in-admin.png` })

    const settings = await context.newPage()
    await settings.goto(`${stage.app.url}/admin/settings/onlyoffice`)
    const locks = settings.getByRole('region', { name: 'Open in WOPI editors' })
    await locks.getByText('Inside with WOPI.docx').waitFor()
    await locks.getByRole('button', { name: 'Remove lock' }).click()
    await settings.getByRole('alertdialog').getByRole('button', { name: 'Remove lock' }).click()
    await settings.getByText('The lock of “Inside with WOPI.docx” was removed.').waitFor()
    await locks.waitFor({ state: 'detached' })
    expect(await stage.app.api('GET', '/onlyoffice/locks')).toEqual({ locks: [] })
    await context.close()
    await stage.app.api('PUT', '/onlyoffice/settings', { values: { openIn: 'tab' } })
  })

  it('is the editor of the button where ONLYOFFICE Docs is not set up, and the check leads to the setting at fault', async () => {
    await stage.app.upload(await sample('Only WOPI.docx', ['No other editor']))
    await stage.app.api('PUT', '/onlyoffice/settings', { values: { documentServerUrl: '' } })
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    await page.goto(`${stage.app.url}/admin/plugins/onlyoffice`)
    const row = page.getByRole('row', { name: /Only WOPI\.docx/ })
    const button = row.getByRole('button', { name: 'Open with Collabora' })
    await button.waitFor()
    expect(await row.getByRole('button').count()).toBe(1)
    await page.getByRole('button', { name: 'Create new' }).waitFor()
    const [tab] = await Promise.all([context.waitForEvent('page'), button.click()])
    await editorOf(tab).getByText('No other editor').waitFor()
    await tab.close()

    await page.goto(`${stage.app.url}/admin/settings/onlyoffice`)
    await page.getByRole('button', { name: 'Check connection' }).click()
    await page.getByText('Everything works.', { exact: true }).waitFor()
    const address = page.getByLabel('WOPI server address', { exact: true }).first()
    await address.fill('http://127.0.0.1:9')
    await page.getByRole('button', { name: 'Check connection' }).click()
    const link = page.getByRole('button', { name: 'Setting: WOPI server address' })
    await link.waitFor()
    await page.screenshot({ path: `${screenshots}/strapi-check-setting.png` })
    await link.click()
    await expect.poll(() => address.evaluate((field) => field === document.activeElement)).toBe(true)
    await page.screenshot({ path: `${screenshots}/strapi-settings-wopi.png` })
    await context.close()
  })
})
