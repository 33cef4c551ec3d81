import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { screenshots, watchConsole } from '../../../toolchain/stage/chromium.ts'
import { editorOf, typeAtEnd } from '../../../toolchain/stage/editor-frame.ts'
import { pickPicture } from '../../../toolchain/stage/pick-picture.ts'
import { pictureSample, sample } from '../../../toolchain/stage/samples.ts'
import { loggedIn } from './browser.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await startStage(inject('strapiDirectory'))
})
afterAll(() => stage?.close())

/** From the Media Library: click the asset, then the button in its drawer. Answers the tab with the editor. */
async function openFromLibrary(page: Page, name: string): Promise<Page> {
  await page.goto(`${stage.app.url}/admin/plugins/upload`)
  await page.getByText(name, { exact: true }).first().click()
  const button = page.getByRole('dialog').getByRole('button', { name: 'Open with ONLYOFFICE' })
  await button.waitFor()
  const [tab] = await Promise.all([page.context().waitForEvent('page'), button.click()])
  return tab
}

describe('editing from the Media Library', () => {
  it.each([
    ['docx', ['Minutes of the meeting', 'Second paragraph']],
    ['xlsx', ['Item\tPrice', 'Paper\t12']],
    ['pptx', ['Kick-off', 'What we want to reach']],
  ])(
    'stores what was typed into a %s after the tab is closed, and shows it at once when reopened',
    async (kind, lines) => {
      const document = await sample(`Round trip.${kind}`, lines)
      const uploaded = await stage.app.upload(document)
      await stage.app.api(
        'POST',
        `/upload?id=${uploaded.id}`,
        withInfo({ name: document.name, alternativeText: 'kept', caption: 'kept too' }),
      )
      const before = await stage.file(uploaded.id)
      const context = await loggedIn(stage.browser, stage.app)
      const errors: string[] = []
      const page = await context.newPage()

      const tab = await openFromLibrary(page, document.name)
      errors.push(...watchConsole(tab))
      await editorOf(tab)
        .getByText(lines[0]?.split('\t')[0] ?? '')
        .first()
        .waitFor()
      await typeAtEnd(editorOf(tab), kind, ' seen')
      await tab.screenshot({ path: `${screenshots}/strapi-editor-${kind}.png` })
      await tab.close({ runBeforeUnload: false })

      await stage.untilStored(uploaded, ' seen')
      const after = await stage.file(uploaded.id)
      expect(after).toMatchObject({
        id: before.id,
        url: before.url,
        hash: before.hash,
        name: before.name,
        ext: before.ext,
        alternativeText: 'kept',
        caption: 'kept too',
      })
      expect(Date.parse(after.updatedAt)).toBeGreaterThan(Date.parse(before.updatedAt))

      const again = await openFromLibrary(page, document.name)
      await editorOf(again).getByText('seen').first().waitFor()
      expect(errors).toEqual([])
      await context.close()
    },
  )

  it('puts a picture of the Media Library into the document, where it is stored', async () => {
    await stage.app.upload(pictureSample('Harbour.png'))
    const uploaded = await stage.app.upload(await sample('Illustrated.docx', ['With a picture']))
    const context = await loggedIn(stage.browser, stage.app)
    const tab = await openFromLibrary(await context.newPage(), 'Illustrated.docx')
    await editorOf(tab).getByText('With a picture').waitFor()
    await pickPicture(tab, editorOf(tab), 'Harbour.png', async () => {
      await tab.screenshot({ path: `${screenshots}/strapi-insert-picture.png` })
    })
    await context.close()
    await stage.untilStored(uploaded, 'word/media/')
  })

  it('lets two people edit one document at the same time', async () => {
    const document = await sample('Together.docx', ['Shared text'])
    const uploaded = await stage.app.upload(document)
    const grace = await addUser('grace', 'Grace', 'Hopper', ['strapi-super-admin'])
    const [ada, other] = await Promise.all([
      loggedIn(stage.browser, stage.app),
      loggedIn(stage.browser, stage.app, grace),
    ])
    const first = await openFromLibrary(await ada.newPage(), document.name)
    await editorOf(first).getByText('Shared text').waitFor()
    const second = await openFromLibrary(await other.newPage(), document.name)
    await editorOf(second).getByText('Shared text').waitFor()

    await typeAtEnd(editorOf(first), 'docx', ' by Ada')
    await editorOf(second).getByText('by Ada').waitFor()
    await typeAtEnd(editorOf(second), 'docx', ' and Grace')
    await editorOf(first).getByText('and Grace').waitFor()
    await first.screenshot({ path: `${screenshots}/strapi-two-people.png` })
    await Promise.all([ada.close(), other.close()])
    expect(await stage.untilStored(uploaded, ' and Grace')).toContain('Shared text by Ada and Grace')
  })

  it('creates a document in the open folder, opens it, and stores what is typed', async () => {
    const folder = await stage.app.api<{ data: { id: number } }>('POST', '/upload/folders', {
      name: 'Letters',
      parent: null,
    })
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    await page.goto(`${stage.app.url}/admin/plugins/upload?folder=${folder.data.id}`)
    await page.getByRole('button', { name: 'Create new' }).click()
    await page.getByRole('menuitem', { name: 'PDF form' }).waitFor()
    await page.waitForTimeout(400)
    await page.screenshot({ path: `${screenshots}/strapi-create-new.png` })
    await page.getByRole('menuitem', { name: 'Document' }).click()
    const name = page.getByRole('dialog').getByLabel('Name')
    await expect.poll(() => name.evaluate((field) => field === document.activeElement)).toBe(true)
    await page.keyboard.type('Letter to the board')
    const [tab] = await Promise.all([context.waitForEvent('page'), page.keyboard.press('Enter')])
    await typeAtEnd(editorOf(tab), 'docx', 'Dear board')
    await tab.close()
    // The library shows it without a reload.
    await page.getByText('Letter to the board.docx').first().waitFor()
    const { results } = await stage.app.api<{ results: { id: number; name: string }[] }>(
      'GET',
      `/upload/files?filters[name]=Letter to the board.docx`,
    )
    const created = await stage.file(results[0]?.id ?? 0)
    expect(created.folder?.id).toBe(folder.data.id)
    await stage.untilStored(created, 'Dear board')
    await context.close()
  })

  it('opens in the admin beside the side bar, which covers nothing, and from the list of documents', async () => {
    await stage.app.upload(await sample('Inside.docx', ['Inside the admin']))
    await stage.app.api('PUT', '/onlyoffice/settings', { values: { openIn: 'admin' } })
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    await page.goto(`${stage.app.url}/admin/plugins/onlyoffice`)
    await page.getByRole('row', { name: /Inside\.docx/ }).waitFor()
    await page.screenshot({ path: `${screenshots}/strapi-documents.png` })
    await page.getByPlaceholder('Search for a document').fill('inside')
    await page.getByRole('row', { name: /Travel/ }).waitFor({ state: 'detached' })
    await page
      .getByRole('row', { name: /Inside\.docx/ })
      .getByRole('button', { name: 'Open with ONLYOFFICE' })
      .click()
    const frame = page.locator('iframe[title="Document editor"]')
    await editorOf(page.frameLocator('iframe[title="Document editor"]')).getByText('Inside the admin').waitFor()
    await page.screenshot({ path: `${screenshots}/strapi-editor-in-admin.png` })
    const [editor, bar] = await Promise.all([frame.boundingBox(), page.getByRole('navigation').first().boundingBox()])
    expect(editor?.x).toBeGreaterThanOrEqual((bar?.x ?? 0) + (bar?.width ?? 0))
    expect((editor?.y ?? 0) + (editor?.height ?? 0)).toBeLessThanOrEqual(860)
    expect(editor?.height).toBeGreaterThan(600)
    expect(page.context().pages()).toHaveLength(1)
    await stage.app.api('PUT', '/onlyoffice/settings', { values: { openIn: 'tab' } })
    await context.close()
  })

  it('converts beside the original, and downloads in another format', async () => {
    await stage.app.upload(await sample('Memo.docx', ['Only a memo']))
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    await page.goto(`${stage.app.url}/admin/plugins/onlyoffice`)
    const more = page.getByRole('button', { name: 'More for Memo.docx' })
    await more.click()
    await page.getByRole('menuitem', { name: 'Convert to TXT', exact: true }).click()
    await page.getByText('“Memo.txt” was created beside the original.').waitFor()
    await page.getByRole('row', { name: /Memo\.txt/ }).waitFor()
    await more.click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Download as TXT', exact: true }).click(),
    ])
    expect(download.suggestedFilename()).toBe('Memo.txt')
    expect(await readFile(await download.path(), 'utf8')).toContain('Only a memo')
    await context.close()
  })

  it('lists the office files of an entry in the content manager', async () => {
    const uploaded = await stage.app.upload(await sample('Attached.docx', ['Attached to an article']))
    const picture = await stage.app.upload({
      name: 'dot.png',
      type: 'image/png',
      bytes: Buffer.from(
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
        'base64',
      ),
    })
    const { data } = await stage.app.api<{ data: { documentId: string } }>(
      'POST',
      '/content-manager/collection-types/api::article.article',
      { title: 'News', attachments: [uploaded.id, picture.id] },
    )
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    await page.goto(`${stage.app.url}/admin/content-manager/collection-types/api::article.article/${data.documentId}`)
    const button = page.getByRole('button', { name: 'Open with ONLYOFFICE' })
    await button.waitFor()
    await page.screenshot({ path: `${screenshots}/strapi-entry-panel.png` })
    expect(await button.count()).toBe(1)
    const [tab] = await Promise.all([context.waitForEvent('page'), button.click()])
    await editorOf(tab).getByText('Attached to an article').waitFor()
    await context.close()
  })
})

/** `POST /upload?id=` without a file edits its fields. */
function withInfo(info: object): FormData {
  const form = new FormData()
  form.append('fileInfo', JSON.stringify(info))
  return form
}

async function addUser(
  name: string,
  firstname: string,
  lastname: string,
  roles: string[],
): Promise<{ email: string; password: string }> {
  const all = await stage.app.api<{ data: { id: number; code: string }[] }>('GET', '/admin/roles')
  const password = 'Openwith-test-1'
  const email = `${name}@example.com`
  const { data } = await stage.app.api<{ data: { registrationToken: string } }>('POST', '/admin/users', {
    email,
    firstname,
    lastname,
    roles: all.data.filter((role) => roles.includes(role.code)).map((role) => role.id),
  })
  await stage.app.api('POST', '/admin/register', {
    registrationToken: data.registrationToken,
    userInfo: { firstname, lastname, password },
  })
  return { email, password }
}
