import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { launchChromium, screenshots, watchConsole } from '../../../toolchain/stage/chromium.ts'
import { sample } from '../../../toolchain/stage/samples.ts'
import { clickForTab, editorOf, loggedIn, typeAtEnd, visitor } from './browser.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
let browser: Browser
let publicFile = ''
let memberFile = ''
beforeAll(async () => {
  stage = await startStage(inject('ghostDirectory'))
  browser = await launchChromium()
  publicFile = await stage.app.upload(await sample('Programme.docx', ['The programme']))
  memberFile = await stage.app.upload(await sample('For members.docx', ['Only for members']))
  await stage.app.addPost({ title: 'Programme of the year', files: [publicFile], status: 'published' })
  await stage.app.addPost({ title: 'Members only', files: [memberFile], status: 'published', visibility: 'members' })
})
afterAll(async () => {
  await browser?.close()
  await stage?.close()
})

const injected = async (): Promise<string> => {
  const { settings } = await stage.app.api<{ settings: { key: string; value: string | null }[] }>(
    'GET',
    '/ghost/api/admin/settings/',
  )
  return settings.find(({ key }) => key === 'codeinjection_foot')?.value ?? ''
}

const ask = (route: string, body: unknown) =>
  fetch(`${stage.app.url}/ghost/openwith/public/${route}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: stage.app.url },
    body: JSON.stringify(body),
  })

describe('file cards on the public site', () => {
  it('stay as Ghost has them until an administrator switches the buttons on; what else is in the code injection stays', async () => {
    const own = '<!-- our own line -->'
    await stage.app.api('PUT', '/ghost/api/admin/settings/', { settings: [{ key: 'codeinjection_foot', value: own }] })
    expect((await ask('view', { urls: [publicFile] })).status).toBe(404)
    const context = await loggedIn(browser, stage)
    const page = await context.newPage()
    await page.goto(`${stage.app.url}/ghost/openwith/settings`)
    const toggle = page.getByRole('switch', { name: 'Buttons on the site’s file cards' })
    await expect.poll(() => toggle.isEnabled()).toBe(true)
    await toggle.click()
    await page.getByText('Saved', { exact: true }).waitFor()
    expect(await toggle.isChecked()).toBe(true)
    await toggle.scrollIntoViewIfNeeded()
    await page.screenshot({ path: `${screenshots}/ghost-settings-readers.png` })
    expect(await injected()).toContain(own)
    expect(await injected()).toContain('/ghost/openwith/site.js')
    await context.close()
  })

  it('let a visitor view the file of a post that they may read, and nothing else', async () => {
    const context = await visitor(browser, stage)
    const page = await context.newPage()
    const errors = watchConsole(page)
    await page.goto(`${stage.app.url}/programme-of-the-year/`)
    const view = page.getByRole('button', { name: 'View: Programme.docx' })
    await view.waitFor()
    expect(await page.getByRole('button', { name: /^Edit/ }).count()).toBe(0)
    await view.scrollIntoViewIfNeeded()
    await page.screenshot({ path: `${screenshots}/ghost-site-visitor.png` })
    const tab = await clickForTab(page, () => view.click())
    await editorOf(tab).getByText('The programme').waitFor()
    expect(await editorOf(tab).getByRole('textbox').first().getAttribute('contenteditable')).toBe('false')
    await tab.close()
    expect(errors.filter((error) => !/portal|sodo|comments|jsdelivr/.test(error))).toEqual([])

    const { files } = (await (await ask('view', { urls: [publicFile, memberFile] })).json()) as { files: unknown }
    expect(files).toEqual({ [publicFile]: { view: true, edit: false }, [memberFile]: { view: false, edit: false } })
    expect((await ask('open', { url: memberFile, mode: 'view' })).status).toBe(404)
    await context.close()
  })

  it('let staff edit from the site as their role allows', async () => {
    const context = await loggedIn(browser, stage)
    const page = await context.newPage()
    await page.goto(`${stage.app.url}/programme-of-the-year/`)
    const edit = page.getByRole('button', { name: 'Edit: Programme.docx' })
    await edit.waitFor()
    await edit.scrollIntoViewIfNeeded()
    await page.screenshot({ path: `${screenshots}/ghost-site-staff.png` })
    const tab = await clickForTab(page, () => edit.click())
    await typeAtEnd(editorOf(tab), 'docx', ' grew')
    await tab.close()
    await stage.untilStored(publicFile, 'The programme grew')
    await context.close()

    const author = await stage.app.addStaff('Author', 'Adele Goldberg')
    const other = await loggedIn(browser, stage, author)
    const site = await other.newPage()
    await site.goto(`${stage.app.url}/programme-of-the-year/`)
    await site.getByRole('button', { name: 'View: Programme.docx' }).waitFor()
    expect(await site.getByRole('button', { name: /^Edit/ }).count()).toBe(0)
    await other.close()
  })

  it('are as Ghost has them again once the buttons are switched off', async () => {
    const context = await loggedIn(browser, stage)
    const page = await context.newPage()
    await page.goto(`${stage.app.url}/ghost/openwith/settings`)
    const toggle = page.getByRole('switch', { name: 'Buttons on the site’s file cards' })
    await expect.poll(() => toggle.isEnabled()).toBe(true)
    await toggle.click()
    await page.getByText('Saved', { exact: true }).waitFor()
    expect(await injected()).toBe('<!-- our own line -->')
    expect((await ask('view', { urls: [publicFile] })).status).toBe(404)
    await context.close()
  })
})
