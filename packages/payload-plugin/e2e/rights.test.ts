import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { sample } from '../../../toolchain/stage/samples.ts'
import { clickUntil, editorOf, loggedIn, pictureOn, tabOf, typeAtEnd } from './browser.ts'
import { type Database, databases } from './databases.ts'
import { addPerson } from './people.ts'
import { type Stage, startStage } from './stage.ts'

const list = '/admin/collections/media'
type Opening = Parameters<Stage['server']['driver']['open']>[0]

describe.each(databases)('rights of Payload on %s', (on, start) => {
  let stage: Stage
  let database: Database
  beforeAll(async () => {
    database = await start()
    stage = await startStage(inject('payloadDirectory'), database.environment)
  })
  afterAll(async () => {
    await stage?.close()
    await database?.stop()
  })
  const picture = pictureOn(on)

  it('show a document for viewing only to a user who may not update it', async () => {
    const document = await stage.app.upload(await sample('For readers.docx', ['Only to be read']))
    const reader = await addPerson(stage.app, 'Reader', { collection: 'users', role: 'reader' })
    const context = await loggedIn(stage.browser, stage.app, reader)
    const page = await context.newPage()
    await page.goto(stage.app.url + list)
    const link = page.getByRole('link', { name: `View in ONLYOFFICE: ${document.filename}` })
    await link.waitFor()
    expect(await page.getByRole('link', { name: /^Open with ONLYOFFICE/ }).count()).toBe(0)
    expect(await page.getByRole('region', { name: 'Create new' }).count()).toBe(0)
    await picture(page, 'payload-view-only')
    const tab = await tabOf(page, () => link.click())
    await editorOf(tab).getByText('Only to be read').waitFor()
    expect(await editorOf(tab).getByRole('textbox').first().getAttribute('contenteditable')).toBe('false')
    await page.goto(`${stage.app.url}${list}/${document.id}`)
    await page.locator('#openwith-open').getByText('View in ONLYOFFICE').waitFor()
    await context.close()
  })

  it('decide in the list about each document, as the editor will: who only saves drafts views what is published', async () => {
    for (const status of ['published', 'draft'])
      await stage.app.upload({
        ...(await sample(`A ${status} report.docx`, ['A report'])),
        collection: 'reports',
        fields: { _status: status },
      })
    const author = await addPerson(stage.app, 'Draft Author', { collection: 'users', role: 'editor' })
    const context = await loggedIn(stage.browser, stage.app, author)
    const page = await context.newPage()
    await page.goto(`${stage.app.url}/admin/collections/reports`)
    await page.getByRole('link', { name: 'View in ONLYOFFICE: A published report.docx' }).waitFor()
    await page.getByRole('link', { name: 'Open with ONLYOFFICE: A draft report.docx' }).waitFor()
    const tab = await tabOf(page, () => page.getByRole('link', { name: /^View in/ }).click())
    await editorOf(tab).getByText('A report').waitFor()
    await tab.getByText('You may save drafts, but not publish.').waitFor()
    await context.close()
  })

  it('keep the settings screen and its routes from a user who does not administer the plugin', async () => {
    const editor = await addPerson(stage.app, 'Curious', { collection: 'users', role: 'editor' })
    const token = await stage.app.login(editor.email, editor.password)
    for (const [method, route] of [
      ['GET', 'settings'],
      ['PUT', 'settings'],
      ['POST', 'check'],
      ['GET', 'recovery'],
      ['GET', 'locks'],
    ] as const) {
      const headers = { authorization: `JWT ${token}` }
      const answer = await fetch(`${stage.app.url}/api/openwith/${route}`, { method, headers })
      expect([route, answer.status]).toEqual([route, 403])
    }
    expect((await fetch(`${stage.app.url}/api/openwith/documents`)).status).toBe(401)
    const context = await loggedIn(stage.browser, stage.app, editor)
    const page = await context.newPage()
    await page.goto(`${stage.app.url}/admin/globals/openwith-settings`)
    await page.getByText('Nothing found').first().waitFor()
    expect(await page.getByRole('button', { name: 'Check connection' }).count()).toBe(0)
    await context.close()
  })

  it('are asked in the name of a second auth collection, on a page of the site itself', async () => {
    const member = await addPerson(stage.app, 'Mary Member', { collection: 'members' })
    const shared = await stage.app.upload({
      ...(await sample('Shared with Mary.docx', ['For Mary'])),
      fields: { alt: 'shared', sharedWith: member.id },
    })
    const others = await stage.app.upload(await sample('Of the house.docx', ['Only to be read']))
    const context = await loggedIn(stage.browser, stage.app, member, { collection: 'members' })
    const page = await context.newPage()
    await page.goto(`${stage.app.url}/documents/media/${shared.id}`)
    await editorOf(page).getByText('For Mary').waitFor()
    await typeAtEnd(editorOf(page), 'docx', ', by Mary')
    await picture(page, 'payload-site-page')
    await page.goto(`${stage.app.url}/documents/media/${others.id}`)
    await editorOf(page).getByText('Only to be read').waitFor()
    expect(await editorOf(page).getByRole('textbox').first().getAttribute('contenteditable')).toBe('false')
    await stage.untilStored(shared, 'For Mary, by Mary')
    // She has no business in the admin.
    await page.goto(`${stage.app.url}/admin/openwith/media/${shared.id}`)
    await page
      .getByText(/Unauthorized|not allowed/i)
      .first()
      .waitFor()
    await context.close()
  })

  it('keep an edit of somebody who lost the right meanwhile out of the document, and in the recovery area', async () => {
    const uploaded = await stage.app.upload(await sample('Revoked.docx', ['Before']))
    const editor = await addPerson(stage.app, 'Grace Hopper', { collection: 'users', role: 'editor' })
    const token = await stage.app.login(editor.email, editor.password)
    const { config } = await stage.app.api<{ config: Opening }>(
      'POST',
      `/openwith/documents/${encodeURIComponent(`media:${uploaded.id}`)}/open`,
      {},
      token,
    )
    const opened = await stage.server.driver.open(config)
    opened.type(' and after')
    await stage.app.api('PATCH', `/users/${editor.id}`, { role: 'reader' })
    opened.close({ now: true })
    await stage.server.driver.finishSaves()
    expect(await stage.storedText(uploaded)).not.toContain('and after')

    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    await page.goto(`${stage.app.url}/admin/globals/openwith-settings`)
    const area = page.getByRole('region', { name: 'Recovery area' })
    await clickUntil(page.locator('.tabs-field__tab-button', { hasText: 'Recovery area' }), () =>
      area.waitFor({ timeout: 1000 }),
    )
    await area.getByText('Revoked.docx', { exact: true }).waitFor()
    await area.getByText('Grace Hopper may not change Revoked.docx.', { exact: true }).waitFor()
    await picture(page, 'payload-recovery')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      area.getByRole('button', { name: 'Download' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('Revoked.docx')
    await area.getByRole('button', { name: 'Try again' }).click()
    await area.getByText('Nothing here').waitFor()
    expect(await stage.untilStored(uploaded, 'and after')).toContain('Before and after')
    await context.close()
  })
})
