import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { DirectusFile } from '../../../examples/directus/app.mts'
import { screenshots } from '../../../toolchain/stage/chromium.ts'
import { sample } from '../../../toolchain/stage/samples.ts'
import { type Account, drawer, editorOf, loggedIn, pageHeader, picture, tabOf, typeAtEnd } from './browser.ts'
import { addArticle, chooseFormat, showCards, startLibraryWithLayout } from './library.ts'
import { addEditor, addReader } from './people.ts'
import { type Stage, startStage } from './stage.ts'

type OpenConfig = Parameters<Stage['server']['driver']['open']>[0]

/** What people of three roles may do in the app, over one kind of database. */
export function describeRights(database: string, environment: () => Promise<Record<string, string>>): void {
  let stage: Stage
  let editor: Account
  let reader: Account
  let article: number
  beforeAll(async () => {
    stage = await startStage(inject('directusDirectory'), await environment())
    await startLibraryWithLayout(stage.app)
    const attachment = (await stage.app.upload(await sample('Agenda.docx', ['What we talk about']))).id
    article = await addArticle(stage.app, 'News', attachment)
    editor = await addEditor(stage.app, ['articles'])
    reader = await addReader(stage.app, ['articles'])
  })
  afterAll(() => stage?.close())

  describe(`rights of Directus over ${database}`, () => {
    it('lets a role that may only read files view them, and nothing more', async () => {
      const uploaded = await stage.app.upload(await sample('For readers.docx', ['Only to be read']))
      const context = await loggedIn(stage.browser, stage.app, reader)
      const page = await context.newPage()
      await page.goto(`${stage.app.url}/admin/openwith`)
      await page.getByRole('button', { name: 'View in ONLYOFFICE' }).first().waitFor()
      expect(await page.getByRole('button', { name: 'Open with ONLYOFFICE' }).count()).toBe(0)
      expect(await page.getByRole('button', { name: 'Create new' }).count()).toBe(0)
      expect(await page.getByRole('link', { name: 'Settings' }).count()).toBe(0)
      await picture(page, `${screenshots}/directus-view-only.png`)

      await page.goto(`${stage.app.url}/admin/files`)
      await page.getByRole('button', { name: 'View in ONLYOFFICE' }).first().waitFor()
      expect(await page.getByRole('button', { name: 'Create new' }).count()).toBe(0)

      await page.goto(`${stage.app.url}/admin/files/${uploaded.id}`)
      const button = pageHeader(page).getByRole('button', { name: 'View in ONLYOFFICE' })
      const tab = await tabOf(page, () => button.click())
      await editorOf(tab).getByText('Only to be read').waitFor()
      expect(await editorOf(tab).getByRole('textbox').first().getAttribute('contenteditable')).toBe('false')
      await context.close()
    })

    it.each([
      // Before there is what an editor adds.
      ['a reader', () => reader, 'View in ONLYOFFICE', false],
      ['an editor', () => editor, 'Open with ONLYOFFICE', true],
    ] as const)(
      'gives %s what the role may do in drawers, on cards and in the library',
      async (_who, account, label, mayEdit) => {
        const context = await loggedIn(stage.browser, stage.app, account())
        const page = await context.newPage()
        await page.goto(`${stage.app.url}/admin/content/articles/${article}`)
        await page.locator('[data-field=attachment] [data-icon=edit]').click()
        const inDrawer = drawer(page).locator('header').getByRole('button', { name: label })
        const tab = await tabOf(page, () => inDrawer.click())
        const text = editorOf(tab).getByRole('textbox').first()
        await editorOf(tab).getByText('What we talk about').waitFor()
        expect((await text.getAttribute('contenteditable')) !== 'false').toBe(mayEdit)
        await tab.close()

        await page.goto(`${stage.app.url}/admin/files`)
        await page.locator('.table-row').filter({ hasText: 'Agenda.docx' }).waitFor()
        await showCards(page)
        const card = page.locator('.card').filter({ hasText: 'Agenda' })
        await card.getByRole('button', { name: label }).waitFor()
        await card.getByRole('button', { name: 'More for Agenda.docx' }).click()
        await page.getByRole('button', { name: 'Download as…' }).waitFor()
        const convert = page.getByRole('button', { name: 'Convert…' })
        const create = pageHeader(page).getByRole('button', { name: 'Create new' })
        expect([await convert.count(), await create.count()]).toEqual(mayEdit ? [1, 1] : [0, 0])
        if (mayEdit) {
          await convert.click()
          await chooseFormat(page, 'TXT')
          await page.getByRole('button', { name: 'Convert', exact: true }).click()
          await page.getByText('“Agenda.txt” was created beside the original.').waitFor()
          await create.click()
          await page.getByRole('button', { name: 'Document', exact: true }).click()
          await page.getByLabel('Name').fill('By an editor')
          const made = await tabOf(page, () => page.getByRole('button', { name: 'Create', exact: true }).click())
          await typeAtEnd(editorOf(made), 'docx', 'Hello')
          await made.close()
          await page
            .locator('.card')
            .filter({ hasText: 'By an editor' })
            .or(page.locator('.card').filter({ hasText: 'By an Editor' }))
            .waitFor()
          const query = '/files?filter[filename_download][_eq]=By an editor.docx'
          const { data } = await stage.app.api<{ data: DirectusFile[] }>('GET', query)
          await stage.untilStored(data[0] ?? { filename_disk: '' }, 'Hello')
          expect(data[0]?.uploaded_by).not.toBeNull()
        }
        await context.close()
      },
    )

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
}
