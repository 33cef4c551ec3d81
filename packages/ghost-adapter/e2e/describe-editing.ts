import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { launchChromium, screenshots, watchConsole } from '../../../toolchain/stage/chromium.ts'
import { pickPicture } from '../../../toolchain/stage/pick-picture.ts'
import { pictureSample, sample } from '../../../toolchain/stage/samples.ts'
import {
  cardOf,
  clickForTab,
  contentOf,
  editorOf,
  loggedIn,
  openPost,
  startPost,
  typeAtEnd,
  visitor,
} from './browser.ts'
import { type Stage, startStage } from './stage.ts'

/** What authors do with documents in posts, in the real Ghost that `start` starts; default: with the adapters, on SQLite. */
export function describeEditing(
  title: string,
  options: { start?(directory: string): Promise<Stage>; pictures: boolean },
): void {
  let stage: Stage
  let browser: Browser
  beforeAll(async () => {
    stage = await (options.start ?? startStage)(inject('ghostDirectory'))
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser?.close()
    await stage?.close()
  })
  const picture = async (page: { screenshot(options: { path: string }): Promise<unknown> }, name: string) => {
    if (options.pictures) await page.screenshot({ path: `${screenshots}/ghost-${name}.png` })
  }

  describe(title, () => {
    it('stores what was typed into a file uploaded with a file card; its public address has it at once, and so has the card its size', async () => {
      const document = await sample('Minutes of May.docx', ['Minutes of the meeting', 'Second paragraph'])
      const context = await loggedIn(browser, stage)
      const page = await context.newPage()
      const errors = watchConsole(page)
      await startPost(page, stage, 'What was said in May')
      await page.keyboard.type('/file')
      const chooser = page.waitForEvent('filechooser')
      await page.keyboard.press('Enter')
      await (await chooser).setFiles({
        name: document.name,
        mimeType: document.type,
        buffer: Buffer.from(document.bytes),
      })
      const card = cardOf(page, document.name)
      const open = card.getByRole('button', { name: 'Open with ONLYOFFICE' })
      await open.waitFor()
      await picture(page, 'file-card')
      const before = (await card.locator('[data-kg-file-card=dataset]').textContent()) ?? ''
      await untilCardStored(stage, page)

      const tab = await clickForTab(page, () => open.click())
      errors.push(...watchConsole(tab))
      await editorOf(tab).getByText('Minutes of the meeting').waitFor()
      const src = await addressOf(page)
      const stale = await fetch(src)
      await stale.arrayBuffer()
      await typeAtEnd(editorOf(tab), 'docx', ' and it was long')
      await picture(tab, 'editor-docx')
      await typeAtEnd(editorOf(tab), 'docx', `: ${longText}`)
      await tab.close()
      await stage.untilStored(src, 'and it was long')

      const fresh = await fetch(src, { headers: { 'if-none-match': stale.headers.get('etag') ?? '' } })
      expect(fresh.status).toBe(200)
      expect(fresh.headers.get('cache-control')).not.toContain('max-age=31536000')
      const bytes = new Uint8Array(await fresh.arrayBuffer())
      expect(bytes.byteLength).toBeGreaterThan(document.bytes.byteLength)

      await page.bringToFront()
      await page.evaluate(() => window.dispatchEvent(new Event('focus')))
      await expect.poll(() => card.locator('[data-kg-file-card=dataset]').textContent()).not.toBe(before)
      // The draft saves itself with the new size.
      await expect
        .poll(async () => (await fileNodes(stage, page))[0]?.fileSize, { timeout: 20_000 })
        .toBe(bytes.byteLength)

      const again = await clickForTab(page, () => open.click())
      await editorOf(again).getByText('and it was long').waitFor()
      expect(errors).toEqual([])
      await context.close()
    })

    it.each([
      ['xlsx', ['Item\tPrice', 'Paper\t12']],
      ['pptx', ['Kick-off', 'What we want to reach']],
    ])('stores what was typed into a %s of a post, and shows it at once when reopened', async (kind, lines) => {
      const document = await sample(`Round trip.${kind}`, lines)
      const url = await stage.app.upload(document)
      const post = await stage.app.addPost({ title: `With a ${kind}`, files: [url] })
      const context = await loggedIn(browser, stage)
      const page = await context.newPage()
      await openPost(page, stage, post.id)
      const open = contentOf(page).getByRole('button', { name: 'Open with ONLYOFFICE' })
      const tab = await clickForTab(page, () => open.click())
      await editorOf(tab)
        .getByText(lines[0]?.split('\t')[0] ?? '')
        .first()
        .waitFor()
      await typeAtEnd(editorOf(tab), kind, ' seen')
      await picture(tab, `editor-${kind}`)
      await tab.close()
      await stage.untilStored(url, ' seen')
      const again = await clickForTab(page, () => open.click())
      await editorOf(again).getByText('seen').first().waitFor()
      await context.close()
    })

    it('creates a document in an open post, which is published with its card, and a visitor reads what was typed', async () => {
      const context = await loggedIn(browser, stage)
      const page = await context.newPage()
      const errors = watchConsole(page)
      await startPost(page, stage, 'A letter to all')
      await page.keyboard.type('Here it is:')
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: 'Create new' }).click()
      await page.getByRole('menuitem', { name: 'PDF form' }).waitFor()
      await picture(page, 'create-new')
      await page.getByRole('menuitem', { name: 'Document' }).click()
      const name = page.getByRole('dialog').getByLabel('Name')
      await expect.poll(() => name.evaluate((field) => field === document.activeElement)).toBe(true)
      await page.keyboard.type('Letter to the readers')
      const tab = await clickForTab(page, () => page.keyboard.press('Enter'))
      await typeAtEnd(editorOf(tab), 'docx', 'Dear readers')
      await tab.close()
      await cardOf(page, 'Letter to the readers.docx').waitFor()
      await page.getByText('“Letter to the readers.docx” was added to the post.').waitFor()
      await picture(page, 'created-card')
      const src = await addressOf(page)
      await stage.untilStored(src, 'Dear readers')

      await untilCardStored(stage, page)
      const { posts } = await stage.app.api<{ posts: { id: string; updated_at: string }[] }>(
        'GET',
        `/ghost/api/admin/posts/${idIn(page)}/`,
      )
      await page.getByRole('button', { name: 'Publish' }).first().click()
      await page.getByRole('button', { name: /Continue, final review/ }).click()
      // It pulses without end, so it is never at rest.
      await page.locator('[data-test-button=confirm-publish]').dispatchEvent('click')
      await expect
        .poll(
          async () =>
            (await stage.app.sql<{ status: string }>(`select status from posts where id = '${posts[0]?.id}'`))[0]
              ?.status,
        )
        .toBe('published')
      expect(errors).toEqual([])
      await context.close()

      const reader = await visitor(browser, stage)
      const site = await reader.newPage()
      await site.goto(`${stage.app.url}/a-letter-to-all/`)
      const link = site.locator('.kg-file-card a[href]')
      const [download] = await Promise.all([site.waitForEvent('download'), link.click()])
      expect(download.suggestedFilename()).toMatch(/^Letter.to.the.readers\.docx$/)
      expect(await link.getAttribute('href')).toBe(src)
      expect(await site.locator('.kg-file-card-filename').textContent()).toContain('Letter to the readers.docx')
      await reader.close()
    })

    it('leads from the admin to the documents page, where it opens one, and to the settings, which check the connection', async () => {
      const url = await stage.app.upload(await sample('Listed.docx', ['In the list']))
      await stage.app.addPost({ title: 'With a listed file', files: [url] })
      const context = await loggedIn(browser, stage)
      const page = await context.newPage()
      const errors = watchConsole(page)
      await page.goto(`${stage.app.url}/ghost/#/posts`)
      await page.getByRole('link', { name: 'Documents' }).click()
      const row = page.getByRole('row', { name: /Listed\.docx/ })
      await row.getByRole('link', { name: 'With a listed file' }).waitFor()
      const tab = await clickForTab(page, () => row.getByRole('button', { name: 'Open with ONLYOFFICE' }).click())
      await editorOf(tab).getByText('In the list').waitFor()
      await tab.close()
      await page.goto(`${stage.app.url}/ghost/openwith/settings`)
      await page.getByRole('button', { name: 'Check connection' }).click()
      await page.getByText(/^Everything works/).waitFor()
      expect(errors).toEqual([])
      await context.close()
    })

    it("puts a picture of Ghost's files into the document, where it is stored", async () => {
      await stage.app.upload(pictureSample('Harbour.png'))
      const url = await stage.app.upload(await sample('Illustrated.docx', ['With a picture']))
      const post = await stage.app.addPost({ title: 'Illustrated', files: [url] })
      const context = await loggedIn(browser, stage)
      const page = await context.newPage()
      await openPost(page, stage, post.id)
      const open = contentOf(page).getByRole('button', { name: 'Open with ONLYOFFICE' })
      const tab = await clickForTab(page, () => open.click())
      await editorOf(tab).getByText('With a picture').waitFor()
      await pickPicture(tab, editorOf(tab), 'Harbour.png')
      await context.close()
      await stage.untilStored(url, 'word/media/')
    })

    it('lets two people edit one document at the same time', async () => {
      const url = await stage.app.upload(await sample('Together.docx', ['Shared text']))
      const post = await stage.app.addPost({ title: 'Ours', files: [url] })
      const grace = await stage.app.addStaff('Editor', 'Grace Hopper')
      const [ada, other] = await Promise.all([loggedIn(browser, stage), loggedIn(browser, stage, grace)])
      const [adas, graces] = await Promise.all([ada.newPage(), other.newPage()])
      const openFor = async (page: typeof adas) => {
        await openPost(page, stage, post.id)
        return await clickForTab(page, () =>
          contentOf(page).getByRole('button', { name: 'Open with ONLYOFFICE' }).click(),
        )
      }
      const first = await openFor(adas)
      await editorOf(first).getByText('Shared text').waitFor()
      const second = await openFor(graces)
      await editorOf(second).getByText('Shared text').waitFor()

      await typeAtEnd(editorOf(first), 'docx', ' by Ada')
      await editorOf(second).getByText('by Ada').waitFor()
      await typeAtEnd(editorOf(second), 'docx', ' and Grace')
      await editorOf(first).getByText('and Grace').waitFor()
      await picture(first, 'two-people')
      await Promise.all([ada.close(), other.close()])
      expect(await stage.untilStored(url, ' and Grace')).toContain('Shared text by Ada and Grace')
    })
  })
}

/** Enough to be seen on the card, which rounds to kilobytes; does not compress well. */
const longText = Array.from({ length: 220 }, (_, at) => ((at * 2654435761) % 4294967296).toString(36)).join(' ')

const idIn = (page: { url(): string }): string => page.url().split('/').at(-1)?.split('?')[0] ?? ''

/** The file nodes of the open post, as Ghost has stored them. */
async function fileNodes(stage: Stage, page: { url(): string }): Promise<{ src: string; fileSize: number }[]> {
  const { posts } = await stage.app.api<{ posts: { lexical: string }[] }>(
    'GET',
    `/ghost/api/admin/posts/${idIn(page)}/?formats=lexical`,
  )
  const { root } = JSON.parse(posts[0]?.lexical ?? '{}') as {
    root: { children: { type: string; src: string; fileSize: number }[] }
  }
  return root.children.filter(({ type }) => type === 'file')
}

/** Ghost saves a draft by itself some seconds after the last change. */
async function untilCardStored(stage: Stage, page: { url(): string }): Promise<void> {
  await expect
    .poll(async () => /\/post\/[\da-f]{24}/.test(page.url()) && (await fileNodes(stage, page)).length, {
      timeout: 30_000,
    })
    .toBe(1)
}

/** Public address of the first file card, from the buttons on it. */
async function addressOf(page: import('playwright-core').Page): Promise<string> {
  return (await contentOf(page).locator('[data-openwith]').first().getAttribute('data-openwith')) ?? ''
}
