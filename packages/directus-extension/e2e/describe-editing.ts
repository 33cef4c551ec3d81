import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { screenshots, watchConsole } from '../../../toolchain/stage/chromium.ts'
import { pickPicture } from '../../../toolchain/stage/pick-picture.ts'
import { pictureSample, sample } from '../../../toolchain/stage/samples.ts'
import { editorOf, frameOf, loggedIn, pageHeader, picture, tabOf, typeAtEnd } from './browser.ts'
import { startLibraryWithLayout } from './library.ts'
import { addEditor } from './people.ts'
import { type Stage, startStage } from './stage.ts'

/** Editing as people do it, over one kind of database. */
export function describeEditing(database: string, environment: () => Promise<Record<string, string>>): void {
  let stage: Stage
  beforeAll(async () => {
    stage = await startStage(inject('directusDirectory'), await environment())
    await startLibraryWithLayout(stage.app)
  })
  afterAll(() => stage?.close())

  /** From the page of a file. Answers the tab with the editor. */
  async function openFromFilePage(page: Page, id: string): Promise<Page> {
    await page.goto(`${stage.app.url}/admin/files/${id}`)
    const button = pageHeader(page).getByRole('button', { name: 'Open with ONLYOFFICE' })
    return await tabOf(page, () => button.click())
  }

  describe(`editing over ${database}`, () => {
    it.each([
      ['docx', ['Minutes of the meeting', 'Second paragraph']],
      ['xlsx', ['Item\tPrice', 'Paper\t12']],
      ['pptx', ['Kick-off', 'What we want to reach']],
    ])(
      'stores what was typed into a %s after the tab is closed, and shows it at once when reopened',
      async (kind, lines) => {
        const document = await sample(`Round trip.${kind}`, lines)
        const uploaded = await stage.app.upload(document)
        await stage.app.api('PATCH', `/files/${uploaded.id}`, { title: 'Kept title', description: 'kept too' })
        const before = await stage.app.file(uploaded.id)
        const context = await loggedIn(stage.browser, stage.app)
        const page = await context.newPage()

        const tab = await openFromFilePage(page, uploaded.id)
        const errors = watchConsole(tab)
        await editorOf(tab)
          .getByText(lines[0]?.split('\t')[0] ?? '')
          .first()
          .waitFor()
        await typeAtEnd(editorOf(tab), kind, ' seen')
        await tab.screenshot({ path: `${screenshots}/directus-editor-${kind}.png` })
        await tab.close({ runBeforeUnload: false })

        await stage.untilStored(uploaded, ' seen')
        const admin = await stage.app.api<{ data: { id: string } }>('GET', '/users/me')
        await expect.poll(async () => (await stage.app.file(uploaded.id)).modified_by).toBe(admin.data.id)
        const after = await stage.app.file(uploaded.id)
        expect(after).toMatchObject({
          filename_disk: before.filename_disk,
          filename_download: before.filename_download,
          type: before.type,
          title: 'Kept title',
          description: 'kept too',
        })
        expect(Date.parse(after.modified_on)).toBeGreaterThan(Date.parse(before.modified_on))

        const again = await openFromFilePage(page, uploaded.id)
        await editorOf(again).getByText('seen').first().waitFor()
        expect(errors).toEqual([])
        await context.close()
      },
    )

    it('puts a picture of the library into the document, where it is stored', async () => {
      await stage.app.upload(pictureSample('Harbour.png'))
      const uploaded = await stage.app.upload(await sample('Illustrated.docx', ['With a picture']))
      const context = await loggedIn(stage.browser, stage.app)
      const tab = await openFromFilePage(await context.newPage(), uploaded.id)
      await editorOf(tab).getByText('With a picture').waitFor()
      await pickPicture(tab, editorOf(tab), 'Harbour.png')
      await context.close()
      await stage.untilStored(uploaded, 'word/media/')
    })

    it('lets two people edit one document at the same time', async () => {
      const uploaded = await stage.app.upload(await sample('Together.docx', ['Shared text']))
      const editor = await addEditor(stage.app)
      const ada = await loggedIn(stage.browser, stage.app)
      const grace = await loggedIn(stage.browser, stage.app, editor)
      const first = await openFromFilePage(await ada.newPage(), uploaded.id)
      await editorOf(first).getByText('Shared text').waitFor()
      const second = await openFromFilePage(await grace.newPage(), uploaded.id)
      await editorOf(second).getByText('Shared text').waitFor()

      await typeAtEnd(editorOf(first), 'docx', ' by Ada')
      await editorOf(second).getByText('by Ada').waitFor()
      await typeAtEnd(editorOf(second), 'docx', ' and Grace')
      await editorOf(first).getByText('and Grace').waitFor()
      await first.screenshot({ path: `${screenshots}/directus-two-people.png` })
      await Promise.all([ada.close(), grace.close()])
      expect(await stage.untilStored(uploaded, ' and Grace')).toContain('Shared text by Ada and Grace')
    })

    it('creates a document in the open folder by keyboard, opens it, and stores what is typed', async () => {
      const { data: folder } = await stage.app.api<{ data: { id: string } }>('POST', '/folders', { name: 'Letters' })
      const context = await loggedIn(stage.browser, stage.app)
      const page = await context.newPage()
      await page.goto(`${stage.app.url}/admin/files/folders/${folder.id}`)
      const create = pageHeader(page).getByRole('button', { name: 'Create new' })
      await create.focus()
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: 'PDF form' }).waitFor()
      await picture(page, `${screenshots}/directus-create-new.png`)
      await page.getByRole('button', { name: 'Document', exact: true }).press('Enter')
      const name = page.getByLabel('Name')
      const hasFocus = () => name.evaluate((field) => field === document.activeElement)
      await expect.poll(hasFocus, { timeout: 10_000 }).toBe(true)
      await page.keyboard.type('Letter to the board')
      const tab = await tabOf(page, () => page.keyboard.press('Enter'))
      await typeAtEnd(editorOf(tab), 'docx', 'Dear board')
      await tab.close()
      // The library shows it without a reload.
      await page.getByText('Letter to the board.docx').first().waitFor()
      const { data } = await stage.app.api<{ data: { id: string; folder: string | null; filename_disk: string }[] }>(
        'GET',
        '/files?filter[filename_download][_eq]=Letter to the board.docx',
      )
      expect(data).toMatchObject([{ folder: folder.id }])
      await stage.untilStored(data[0] ?? { filename_disk: '' }, 'Dear board')
      await context.close()
    })

    it('leads from an address of its own to the list when the editor is closed inside the app', async () => {
      const { id } = await stage.app.upload(await sample('From a link.docx', ['Opened by its address']))
      const context = await loggedIn(stage.browser, stage.app)
      const page = await context.newPage()
      // What the tab showed before is none of the app's pages.
      await page.goto(`${stage.app.url}/server/ping`)
      await page.goto(`${stage.app.url}/admin/openwith/${id}`)
      await editorOf(frameOf(page)).getByText('Opened by its address').waitFor()
      await editorOf(frameOf(page)).getByRole('button', { name: 'Close' }).click()
      await page.waitForURL(`${stage.app.url}/admin/openwith`)
      await page.getByRole('row', { name: /From a link\.docx/ }).waitFor()
      await context.close()
    })

    it('opens inside the app below its header, has all the room beside the navigation, and leads back', async () => {
      await stage.app.upload(await sample('Inside.docx', ['Inside the app']))
      await stage.app.api('PUT', '/openwith/settings', { values: { openIn: 'admin' } })
      const context = await loggedIn(stage.browser, stage.app)
      const page = await context.newPage()
      await page.goto(`${stage.app.url}/admin/openwith`)
      const row = page.getByRole('row', { name: /Inside\.docx/ })
      await row.getByRole('button', { name: 'Open with ONLYOFFICE' }).click()
      await editorOf(frameOf(page)).getByText('Inside the app').waitFor()
      await pageHeader(page).getByText('Inside.docx').waitFor()
      await picture(page, `${screenshots}/directus-editor-in-app.png`)
      const [frame, header] = await Promise.all([
        page.locator('iframe.openwith-frame').boundingBox(),
        pageHeader(page).boundingBox(),
      ])
      expect(frame?.y).toBeGreaterThanOrEqual((header?.y ?? 0) + (header?.height ?? 0))
      expect((frame?.y ?? 0) + (frame?.height ?? 0)).toBeLessThanOrEqual(860)
      expect((frame?.x ?? 0) + (frame?.width ?? 0)).toBeGreaterThan(1350)
      expect(frame?.height).toBeGreaterThan(700)
      await typeAtEnd(editorOf(frameOf(page)), 'docx', ' and kept')
      await pageHeader(page).locator('.back-button').click()
      await row.waitFor()
      expect(context.pages()).toHaveLength(1)
      await context.close()
      await stage.app.api('PUT', '/openwith/settings', { values: { openIn: 'tab' } })
    })
  })
}
