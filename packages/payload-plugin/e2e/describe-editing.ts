import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { screenshots, watchConsole } from '../../../toolchain/stage/chromium.ts'
import { pickPicture } from '../../../toolchain/stage/pick-picture.ts'
import { pictureSample, sample } from '../../../toolchain/stage/samples.ts'
import { editorOf, loggedIn, tabOf, typeAtEnd } from './browser.ts'
import { addPerson } from './people.ts'
import { type Stage, startStage } from './stage.ts'

const list = '/admin/collections/media'

/** What authors do all day, in a real Payload over one kind of database. */
export function describeEditing(name: string, environment: () => Promise<Record<string, string>>): void {
  let stage: Stage
  beforeAll(async () => {
    stage = await startStage(inject('payloadDirectory'), await environment())
  })
  afterAll(() => stage?.close())

  const openFromList = async (page: Page, filename: string) => {
    await page.goto(stage.app.url + list)
    return await tabOf(page, () => page.getByRole('link', { name: `Open with ONLYOFFICE: ${filename}` }).click())
  }

  describe(`editing in Payload's admin on ${name}`, () => {
    it.each([
      ['docx', ['Minutes of the meeting', 'Second paragraph']],
      ['xlsx', ['Item\tPrice', 'Paper\t12']],
      ['pptx', ['Kick-off', 'What we want to reach']],
    ])(
      'stores what was typed into a %s after the tab is closed, and shows it at once when reopened',
      async (kind, lines) => {
        const first = lines[0]?.split('\t')[0] ?? ''
        const before = await stage.app.upload({
          ...(await sample(`Round-trip.${kind}`, lines)),
          fields: { alt: 'kept over edits' },
        })
        const context = await loggedIn(stage.browser, stage.app)
        const page = await context.newPage()

        const tab = await openFromList(page, before.filename)
        const errors = watchConsole(tab)
        await editorOf(tab).getByText(first).first().waitFor()
        await expect.poll(() => tab.title()).toBe(before.filename)
        await typeAtEnd(editorOf(tab), kind, ' seen')
        if (name === 'SQLite') await tab.screenshot({ path: `${screenshots}/payload-editor-${kind}.png` })
        await tab.close({ runBeforeUnload: false })

        await stage.untilStored(before, ' seen')
        const after = await stage.document(before.id)
        const { id, filename, url, alt, mimeType } = before
        expect(after).toMatchObject({ id, filename, url, alt, mimeType })
        expect(Date.parse(after.updatedAt)).toBeGreaterThan(Date.parse(before.updatedAt))

        await page.goto(`${stage.app.url}${list}/${id}`)
        const again = await tabOf(page, () => page.getByRole('link', { name: 'Open with ONLYOFFICE' }).click())
        await editorOf(again).getByText('seen').first().waitFor()
        expect(errors).toEqual([])
        await context.close()
      },
    )

    it('puts a picture of the collection into the document, where it is stored', async () => {
      await stage.app.upload(pictureSample('Harbour.png'))
      const uploaded = await stage.app.upload(await sample('Illustrated.docx', ['With a picture']))
      const context = await loggedIn(stage.browser, stage.app)
      const tab = await openFromList(await context.newPage(), uploaded.filename)
      await editorOf(tab).getByText('With a picture').waitFor()
      await pickPicture(tab, editorOf(tab), 'Harbour.png')
      await context.close()
      await stage.untilStored(uploaded, 'word/media/')
    })

    it('lets two people edit one document at the same time', async () => {
      const shared = await stage.app.upload(await sample('Together.docx', ['Shared text']))
      const grace = await addPerson(stage.app, 'Grace Hopper', { collection: 'users', role: 'editor' })
      const [ada, other] = await Promise.all([
        loggedIn(stage.browser, stage.app),
        loggedIn(stage.browser, stage.app, grace),
      ])
      const first = await openFromList(await ada.newPage(), shared.filename)
      await editorOf(first).getByText('Shared text').waitFor()
      const second = await openFromList(await other.newPage(), shared.filename)
      await editorOf(second).getByText('Shared text').waitFor()

      await typeAtEnd(editorOf(first), 'docx', ' by Ada')
      await editorOf(second).getByText('by Ada').waitFor()
      await typeAtEnd(editorOf(second), 'docx', ' and Grace')
      await editorOf(first).getByText('and Grace').waitFor()
      if (name === 'SQLite') await first.screenshot({ path: `${screenshots}/payload-two-people.png` })
      await Promise.all([ada.close(), other.close()])
      expect(await stage.untilStored(shared, ' and Grace')).toContain('Shared text by Ada and Grace')
    })

    it('creates a document above the list, opens it, and stores what is typed', async () => {
      const context = await loggedIn(stage.browser, stage.app)
      const page = await context.newPage()
      await page.goto(stage.app.url + list)
      const kinds = page.getByRole('region', { name: 'Create new' })
      await kinds.getByRole('button', { name: 'PDF form' }).waitFor()
      await kinds.getByRole('button', { name: 'Document' }).click()
      const field = page.getByRole('dialog').getByLabel('Name')
      await expect.poll(() => field.evaluate((input) => input === document.activeElement)).toBe(true)
      await page.keyboard.type('Letter to the board')
      await page.waitForTimeout(400)
      if (name === 'SQLite') await page.screenshot({ path: `${screenshots}/payload-create-new.png` })
      const tab = await tabOf(page, () => page.keyboard.press('Enter'))
      await typeAtEnd(editorOf(tab), 'docx', 'Dear board')
      await tab.close()
      // The list shows it without a reload.
      const row = page.getByRole('row', { name: /Letter.to.the.board\.docx/ })
      await row.waitFor()
      const { docs } = await stage.app.api<{ docs: { id: number; filename: string; alt: string }[] }>(
        'GET',
        '/media?where[filename][like]=board',
      )
      expect(docs).toHaveLength(1)
      await stage.untilStored({ filename: docs[0]?.filename ?? '' }, 'Dear board')
      await context.close()
    })

    it('edits in the tab beside Edit and API, inside the document view', async () => {
      const uploaded = await stage.app.upload(await sample('Inside.docx', ['Inside the admin']))
      const context = await loggedIn(stage.browser, stage.app)
      const page = await context.newPage()
      const errors = watchConsole(page)
      await page.goto(`${stage.app.url}${list}/${uploaded.id}`)
      await page.locator('.doc-tabs').getByRole('link', { name: 'Editor' }).click()
      await editorOf(page).getByText('Inside the admin').waitFor()
      await typeAtEnd(editorOf(page), 'docx', ', beside its fields')
      if (name === 'SQLite') await page.screenshot({ path: `${screenshots}/payload-editor-tab.png` })
      const box = await page.locator('openwith-editor').boundingBox()
      expect(box?.height).toBeGreaterThan(600)
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(861)
      await page.locator('.doc-tabs').getByRole('link', { name: 'Edit', exact: true }).click()
      await page.locator('#field-alt').waitFor()
      expect(await stage.untilStored(uploaded, 'beside its fields')).toContain('Inside the admin, beside its fields')
      expect(errors).toEqual([])
      await context.close()
    })
  })
}
