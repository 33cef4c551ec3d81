import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { sample } from '../../../toolchain/stage/samples.ts'
import { editorOf, loggedIn, typeAtEnd } from './browser.ts'
import { type Stage, startStage } from './stage.ts'

const seconds = 24

let stage: Stage
beforeAll(async () => {
  stage = await startStage(inject('payloadDirectory'), { LOGIN_SECONDS: String(seconds) })
})
afterAll(() => stage?.close())

describe('the login of an author', () => {
  it('lasts as long as they write, in the full page and in the tab, and ends when they do not', async () => {
    const document = await stage.app.upload(await sample('Long work.docx', ['Begun']))
    const other = await stage.app.upload(await sample('Beside.docx', ['Begun too']))
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    const beside = await context.newPage()
    await page.goto(`${stage.app.url}/admin/openwith/media/${document.id}`)
    await beside.goto(`${stage.app.url}/admin/collections/media/${other.id}/openwith`)
    await editorOf(page).getByText('Begun').waitFor()
    await editorOf(beside).getByText('Begun too').waitFor()
    const end = Date.now() + (seconds - 4) * 1000
    let words = 0
    while (Date.now() < end) {
      words += 1
      for (const each of [page, beside]) await typeAtEnd(editorOf(each), 'docx', ` ${words}`)
      await page.waitForTimeout(500)
    }
    expect(await page.getByRole('dialog').count()).toBe(0)
    await typeAtEnd(editorOf(page), 'docx', ' done')
    await beside.close()

    // Nobody writes any more: Payload asks, over the editor, and then takes the login away.
    await page.getByRole('button', { name: 'Stay logged in' }).click({ trial: true })
    await page.waitForURL(/logout-inactivity/, { timeout: 60_000 })
    await stage.untilStored(document, 'done')
    await context.close()
  })
})
