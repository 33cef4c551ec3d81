import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { screenshots } from '../../../toolchain/stage/chromium.ts'
import { sample } from '../../../toolchain/stage/samples.ts'
import { type Account, editorOf, loggedIn, pageHeader, picture, tabOf } from './browser.ts'
import { startLibraryWithLayout } from './library.ts'
import { addEditor, addReader } from './people.ts'
import { type Stage, startStage } from './stage.ts'

type OpenConfig = Parameters<Stage['server']['driver']['open']>[0]

let stage: Stage
let editor: Account
let reader: Account
beforeAll(async () => {
  stage = await startStage(inject('directusDirectory'))
  await startLibraryWithLayout(stage.app)
  editor = await addEditor(stage.app)
  reader = await addReader(stage.app)
})
afterAll(() => stage?.close())

describe('rights of Directus', () => {
  it('lets a role that may only read files view them, and nothing more', async () => {
    const uploaded = await stage.app.upload(await sample('For readers.docx', ['Only to be read']))
    const context = await loggedIn(stage.browser, stage.app, reader)
    const page = await context.newPage()
    await page.goto(`${stage.app.url}/admin/openwith`)
    await page.getByRole('button', { name: 'View in ONLYOFFICE' }).waitFor()
    expect(await page.getByRole('button', { name: 'Open with ONLYOFFICE' }).count()).toBe(0)
    expect(await page.getByRole('button', { name: 'Create new' }).count()).toBe(0)
    expect(await page.getByRole('link', { name: 'Settings' }).count()).toBe(0)
    await picture(page, `${screenshots}/directus-view-only.png`)

    await page.goto(`${stage.app.url}/admin/files`)
    await page.getByRole('button', { name: 'View in ONLYOFFICE' }).waitFor()
    expect(await page.getByRole('button', { name: 'Create new' }).count()).toBe(0)

    await page.goto(`${stage.app.url}/admin/files/${uploaded.id}`)
    const button = pageHeader(page).getByRole('button', { name: 'View in ONLYOFFICE' })
    const tab = await tabOf(page, () => button.click())
    await editorOf(tab).getByText('Only to be read').waitFor()
    expect(await editorOf(tab).getByRole('textbox').first().getAttribute('contenteditable')).toBe('false')
    await context.close()
  })

  it('keeps the settings from everybody but administrators', async () => {
    const context = await loggedIn(stage.browser, stage.app, editor)
    const page = await context.newPage()
    await page.goto(`${stage.app.url}/admin/openwith/settings`)
    await page.getByText('Only administrators see these settings.').waitFor()
    expect(await page.getByRole('button', { name: 'Check connection' }).count()).toBe(0)
    await context.close()
    const token = await stage.app.login(editor.email, editor.password)
    for (const [method, route] of [
      ['GET', 'settings'],
      ['PUT', 'settings'],
      ['POST', 'check'],
      ['GET', 'recovery'],
      ['GET', 'locks'],
    ] as const) {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      const body = method === 'GET' ? undefined : '{}'
      const answer = await fetch(`${stage.app.url}/openwith/${route}`, { method, headers, body })
      expect([route, answer.status]).toEqual([route, 403])
    }
  })

  it('keeps an edit of somebody who lost the right meanwhile out of the document, and in the recovery area', async () => {
    const uploaded = await stage.app.upload(await sample('Revoked.docx', ['Before']))
    const token = await stage.app.login(editor.email, editor.password)
    const { config } = await stage.app.api<{ config: OpenConfig }>(
      'POST',
      `/openwith/documents/${uploaded.id}/open`,
      {},
      token,
    )
    const opened = await stage.server.driver.open(config)
    opened.type(' and after')
    const { data } = await stage.app.api<{ data: { id: number }[] }>(
      'GET',
      '/permissions?filter[collection]=directus_files&filter[action]=update',
    )
    expect(data).toHaveLength(1)
    await stage.app.api('DELETE', `/permissions/${data[0]?.id}`)
    opened.close({ now: true })
    await stage.server.driver.finishSaves()
    expect(await stage.storedText(uploaded)).not.toContain('and after')
    expect(await stage.app.api('GET', '/openwith/recovery')).toMatchObject({
      entries: [{ name: 'Revoked.docx', reason: { code: 'forbidden' } }],
    })

    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    await page.goto(`${stage.app.url}/admin/openwith/settings`)
    const area = page.getByRole('region', { name: 'Recovery area' })
    await area.getByText('Revoked.docx', { exact: true }).scrollIntoViewIfNeeded()
    await picture(page, `${screenshots}/directus-recovery.png`)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      area.getByRole('button', { name: 'Download' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('Revoked.docx')
    await area.getByRole('button', { name: 'Discard' }).click()
    await page.getByText('The edit of “Revoked.docx” will be lost for good.').waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await area.getByRole('button', { name: 'Try again' }).click()
    await area.getByText('Nothing here').waitFor()
    expect(await stage.untilStored(uploaded, 'and after')).toContain('Before and after')
    await context.close()
  })
})
