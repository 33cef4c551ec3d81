import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { Staff } from '../../../examples/ghost/app.mts'
import { launchChromium, screenshots } from '../../../toolchain/stage/chromium.ts'
import { sample } from '../../../toolchain/stage/samples.ts'
import { cardOf, clickForTab, contentOf, editorOf, loggedIn, openPost, startPost, typeAtEnd } from './browser.ts'
import type { Stage } from './stage.ts'

/** What people of Ghost's roles may do with documents in the browser, in the real Ghost that `start` starts. */
export function describeRights(
  title: string,
  { start, pictures }: { start(directory: string): Promise<Stage>; pictures: boolean },
): void {
  let stage: Stage
  let browser: Browser
  const staff: Record<'Administrator' | 'Editor' | 'Author' | 'Contributor', Staff | undefined> = {
    Administrator: undefined,
    Editor: undefined,
    Author: undefined,
    Contributor: undefined,
  }
  let owned = ''
  beforeAll(async () => {
    stage = await start(inject('ghostDirectory'))
    browser = await launchChromium()
    staff.Administrator = await stage.app.addStaff('Administrator', 'Annie Easley')
    staff.Editor = await stage.app.addStaff('Editor', 'Edith Clarke')
    staff.Author = await stage.app.addStaff('Author', 'Adele Goldberg')
    staff.Contributor = await stage.app.addStaff('Contributor', 'Carol Shaw')
    owned = await stage.app.upload(await sample('Of the owner.docx', ['Text of the owner']))
    await stage.app.addPost({ title: 'A post of the owner', files: [owned], status: 'published' })
  })
  afterAll(async () => {
    await browser?.close()
    await stage?.close()
  })

  const picture = async (page: Page, name: string) => {
    if (pictures) await page.screenshot({ path: `${screenshots}/ghost-${name}.png` })
  }

  describe(title, () => {
    it.each(['Administrator', 'Editor'] as const)('lets an %s edit the files of everybody’s posts', async (role) => {
      const context = await loggedIn(browser, stage, staff[role])
      const page = await context.newPage()
      await page.goto(`${stage.app.url}/ghost/openwith/`)
      const tab = await clickForTab(page, () =>
        rowOf(page, 'Of.the.owner').getByRole('button', { name: 'Open with ONLYOFFICE' }).click(),
      )
      await editorOf(tab).getByText('Text of the owner').waitFor()
      await typeAtEnd(editorOf(tab), 'docx', `, seen by an ${role}`)
      await tab.close()
      await stage.untilStored(owned, `seen by an ${role}`)
      await context.close()
    })

    it.each(['Author', 'Contributor'] as const)(
      'lets an %s edit files of their own posts, and only view those of others',
      async (role) => {
        const account = staff[role]
        const url = await stage.app.upload(await sample(`Of an ${role}.docx`, ['My own text']), account)
        const post = await stage.app.addPost({ title: `A draft of an ${role}`, files: [url] }, account)
        const context = await loggedIn(browser, stage, account)
        const page = await context.newPage()
        await openPost(page, stage, post.id)
        const open = contentOf(page).getByRole('button', { name: 'Open with ONLYOFFICE' })
        const tab = await clickForTab(page, () => open.click())
        await typeAtEnd(editorOf(tab), 'docx', ' grows')
        await tab.close()
        await stage.untilStored(url, 'My own text grows')

        await page.goto(`${stage.app.url}/ghost/#/posts`)
        await page.getByRole('link', { name: 'Documents' }).click()
        await page.waitForURL(/\/openwith\/$/)
        const others = rowOf(page, 'Of.the.owner')
        const view = others.getByRole('button', { name: 'View with ONLYOFFICE' })
        await view.waitFor()
        expect(await others.getByRole('button', { name: 'Open with ONLYOFFICE' }).count()).toBe(0)
        await rowOf(page, `Of.an.${role}`).getByRole('button', { name: 'Open with ONLYOFFICE' }).waitFor()
        await page.waitForTimeout(500)
        await picture(page, `documents-${role.toLowerCase()}`)
        const shown = await clickForTab(page, () => view.click())
        await editorOf(shown).getByText('Text of the owner').first().waitFor()
        expect(await editorOf(shown).getByRole('textbox').first().getAttribute('contenteditable')).toBe('false')
        await context.close()
      },
    )

    it('lets a Contributor edit a file of theirs as soon as their draft is saved, without a reload', async () => {
      const context = await loggedIn(browser, stage, staff.Contributor)
      const page = await context.newPage()
      await startPost(page, stage, 'Mine')
      await page.keyboard.type('/file')
      const chooser = page.waitForEvent('filechooser')
      await page.keyboard.press('Enter')
      const document = await sample('Fresh.docx', ['Fresh text'])
      await (await chooser).setFiles({
        name: document.name,
        mimeType: document.type,
        buffer: Buffer.from(document.bytes),
      })
      const card = cardOf(page, 'Fresh.docx')
      await card.getByRole('button', { name: 'Open with ONLYOFFICE' }).waitFor()
      await context.close()
    })

    it('takes the right away when the post is no longer theirs: what they still type waits for the owner', async () => {
      const account = staff.Author
      const url = await stage.app.upload(await sample('Taken away.docx', ['Before']), account)
      const post = await stage.app.addPost({ title: 'Soon of somebody else', files: [url] }, account)
      const context = await loggedIn(browser, stage, account)
      const page = await context.newPage()
      await openPost(page, stage, post.id)
      const tab = await clickForTab(page, () =>
        contentOf(page).getByRole('button', { name: 'Open with ONLYOFFICE' }).click(),
      )
      await editorOf(tab).getByText('Before').waitFor()
      const { users } = await stage.app.api<{ users: { id: string }[] }>('GET', '/ghost/api/admin/users/me/')
      const { posts } = await stage.app.api<{ posts: { updated_at: string }[] }>(
        'GET',
        `/ghost/api/admin/posts/${post.id}/`,
      )
      await stage.app.api('PUT', `/ghost/api/admin/posts/${post.id}/`, {
        posts: [{ authors: [{ id: users[0]?.id }], updated_at: posts[0]?.updated_at }],
      })
      await typeAtEnd(editorOf(tab), 'docx', ' and after')
      await tab.close()
      // The edit is not lost: the owner finds it in the recovery area.
      await expect
        .poll(
          async () =>
            (await stage.app.api<{ entries: { name: string }[] }>('GET', '/ghost/openwith/api/recovery')).entries
              .length,
          { timeout: 30_000 },
        )
        .toBe(1)
      expect(await stage.storedText(url)).not.toContain('and after')
      await context.close()

      const owner = await loggedIn(browser, stage)
      const settings = await owner.newPage()
      await settings.goto(`${stage.app.url}/ghost/openwith/settings`)
      const area = settings.getByRole('region', { name: 'Recovery area' })
      await area.getByText(/edited by Adele Goldberg$/).waitFor()
      await area.scrollIntoViewIfNeeded()
      await picture(settings, 'recovery')
      await area.getByRole('button', { name: 'Try again' }).click()
      await settings.getByText(/^“Taken.away\.docx” was stored\.$/).waitFor()
      await area.getByText('Nothing here: every edit was stored.').waitFor()
      await stage.untilStored(url, 'Before and after')
      await owner.close()
    })

    it('refuses the settings to all but Owner and Administrators, and everything to strangers', async () => {
      for (const [role, status] of [
        ['Administrator', 200],
        ['Editor', 403],
        ['Author', 403],
        ['Contributor', 403],
      ] as const) {
        const cookie = await stage.app.login(staff[role])
        for (const route of ['settings', 'recovery', 'locks', 'options']) {
          const answer = await fetch(`${stage.app.url}/ghost/openwith/api/${route}`, { headers: { cookie } })
          expect([role, route, answer.status]).toEqual([role, route, status])
        }
      }
      expect((await fetch(`${stage.app.url}/ghost/openwith/api/documents`)).status).toBe(401)
      const cookie = await stage.app.login()
      const foreign = await fetch(`${stage.app.url}/ghost/openwith/api/documents`, {
        method: 'POST',
        headers: { cookie, origin: 'https://evil.example.com', 'content-type': 'application/json' },
        body: JSON.stringify({ kind: 'docx' }),
      })
      expect(foreign.status).toBe(403)

      const context = await loggedIn(browser, stage, staff.Editor)
      const page = await context.newPage()
      await page.goto(`${stage.app.url}/ghost/openwith/settings`)
      await page.getByText('Only the Owner and Administrators may change these settings.').waitFor()
      await page.goto(`${stage.app.url}/ghost/openwith/`)
      await page.getByRole('heading', { name: 'Documents' }).waitFor()
      expect(await page.getByRole('link', { name: 'ONLYOFFICE settings' }).count()).toBe(0)
      await context.close()
    })
  })
}

const rowOf = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(name) })
