import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { watchConsole } from '../../../toolchain/stage/chromium.ts'
import { sample } from '../../../toolchain/stage/samples.ts'
import { clickUntil, loggedIn, pictureOn } from './browser.ts'
import { type Database, databases } from './databases.ts'
import { type Stage, startStage } from './stage.ts'

const address = (page: Page) => page.locator('#field-documentServerUrl')
const secret = (page: Page) => page.locator('#field-secret')
const tab = (page: Page, name: string) => page.locator('.tabs-field__tab-button', { hasText: name })
const openTab = (page: Page, name: string) =>
  clickUntil(tab(page, name), () =>
    page.locator('.tabs-field__tab-button--active', { hasText: name }).waitFor({ timeout: 1000 }),
  )

describe.each(databases)('the settings in Payload on %s', (on, start) => {
  let stage: Stage
  let database: Database
  beforeAll(async () => {
    database = await start()
    const fixed = { OPENWITH_FORCESAVE_EVERY_MINUTES: '7', EDITOR_ZOOM: '120' }
    stage = await startStage(inject('payloadDirectory'), { ...database.environment, ...fixed })
  })
  afterAll(async () => {
    await stage?.close()
    await database?.stop()
  })
  const picture = pictureOn(on)

  async function settings(page: Page): Promise<void> {
    await page.goto(`${stage.app.url}/admin/globals/openwith-settings`)
    // Payload remembers which tab somebody had open.
    await openTab(page, 'Connection')
    await page.getByText('A secret is set.').waitFor()
  }

  it('check the connection with what is in the form, name the failing hop, and lead to the field to change', async () => {
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    const errors = watchConsole(page)
    await settings(page)
    await picture(page, 'payload-settings')
    await page.getByRole('button', { name: 'Check connection' }).click()
    await page.getByText(/^Everything works/).waitFor()
    await picture(page, 'payload-check')

    await address(page).fill('http://127.0.0.1:9')
    await page.getByRole('button', { name: 'Check connection' }).click()
    const failed = page.locator('[data-step=health][data-ok=false]')
    await failed.getByText(/127\.0\.0\.1:9/).waitFor()
    await picture(page, 'payload-check-fails')
    await failed.getByRole('button', { name: /^Setting:/ }).click()
    await expect.poll(() => address(page).evaluate((field) => field === document.activeElement)).toBe(true)
    expect(errors).toEqual([])

    await address(page).fill('not an address')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.locator('.field-type.text.error #field-documentServerUrl').waitFor()
    await context.close()
  })

  it('keep a stored secret that is not typed anew, take a new one, and remove it only when it is saved', async () => {
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    await settings(page)
    expect(await secret(page).inputValue()).toBe('')
    const works = async () => {
      await page.getByRole('button', { name: 'Check connection' }).click()
      await page.getByText(/^Everything works|^The connection does not work yet/).waitFor()
      return (await page.getByText(/^Everything works/).count()) > 0
    }
    const save = async () => {
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('Updated successfully').first().waitFor()
      await page.locator('[data-sonner-toast]').first().waitFor({ state: 'detached' })
    }
    await address(page).fill(`${stage.server.url}/`)
    await save()
    expect(await works()).toBe(true)

    await page.getByRole('button', { name: 'Clear' }).click()
    await page.getByText('It will be removed when you save.').waitFor()
    expect(await works()).toBe(false)
    await page.getByRole('button', { name: 'Keep it' }).click()
    expect(await works()).toBe(true)
    await page.getByRole('button', { name: 'Clear' }).click()
    await save()
    await page.locator('[data-secret=secretNotSet]').waitFor()

    await secret(page).fill(stage.server.secret ?? '')
    await save()
    await page.locator('[data-secret=secretSet]').waitFor()
    expect(await secret(page).inputValue()).toBe('')
    expect(await works()).toBe(true)
    const shown = [
      await stage.app.api('GET', '/globals/openwith-settings'),
      await stage.app.api('GET', '/openwith/settings'),
    ]
    expect(JSON.stringify(shown)).not.toContain(stage.server.secret)
    await context.close()
  })

  it('show what the environment and the code fix read-only, with the reason', async () => {
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    await settings(page)
    await page
      .locator('[data-fixed="forcesaveEveryMinutes"]', { hasText: 'OPENWITH_FORCESAVE_EVERY_MINUTES' })
      .waitFor()
    await page.locator('[data-fixed="customization.zoom"]', { hasText: 'payload.config' }).waitFor()
    await openTab(page, 'Editing and saving')
    const minutes = page.locator('#field-forcesaveEveryMinutes')
    expect([await minutes.isDisabled(), await minutes.inputValue()]).toEqual([true, '7'])
    await openTab(page, 'Look of the editor')
    const zoom = page.locator('#field-customization__zoom')
    expect([await zoom.isDisabled(), await zoom.inputValue()]).toEqual([true, '120'])
    await zoom.evaluate((field) => field.scrollIntoView({ block: 'end' }))
    await page.mouse.wheel(0, 120)
    await page.waitForTimeout(300)
    await picture(page, 'payload-settings-read-only')
    await context.close()
  })

  it('follow the dark theme and the language of the admin, and so does everything else', async () => {
    const { id } = await stage.app.upload(await sample('Bericht.docx', ['Ein Bericht']))
    const dark = await loggedIn(stage.browser, stage.app, stage.app.admin, { theme: 'dark' })
    const page = await dark.newPage()
    await page.goto(`${stage.app.url}/admin/collections/media`)
    await page.getByRole('link', { name: 'Open with ONLYOFFICE: Bericht.docx' }).waitFor()
    await picture(page, 'payload-list-dark')
    await settings(page)
    await page.getByRole('button', { name: 'Check connection' }).click()
    await page.getByText(/^Everything works/).waitFor()
    await picture(page, 'payload-settings-dark')
    await dark.close()

    const german = await loggedIn(stage.browser, stage.app, stage.app.admin, { language: 'de' })
    const documents = await german.newPage()
    const errors = watchConsole(documents)
    await documents.goto(`${stage.app.url}/admin/collections/media/${id}`)
    await documents.getByRole('link', { name: 'Mit ONLYOFFICE öffnen' }).waitFor()
    await picture(documents, 'payload-document-german')
    await documents.goto(`${stage.app.url}/admin/globals/openwith-settings`)
    await openTab(documents, 'Verbindung')
    await documents.getByText('Ein Geheimnis ist gesetzt.').waitFor()
    await documents.getByRole('button', { name: 'Verbindung prüfen' }).waitFor()
    await documents.locator('label[for=field-secret]', { hasText: 'Geheimnis' }).waitFor()
    await picture(documents, 'payload-settings-german')
    expect(errors).toEqual([])
    await german.close()

    for (const language of ['en', 'de', 'fr', 'es']) {
      const context = await loggedIn(stage.browser, stage.app, stage.app.admin, { language })
      const page = await context.newPage()
      await page.goto(`${stage.app.url}/admin/globals/openwith-settings`)
      const last = await page.locator('.tabs-field__tab-button').last().boundingBox()
      const field = await address(page).boundingBox()
      expect([language, (last?.x ?? 0) + (last?.width ?? 0)]).toEqual([
        language,
        expect.toSatisfy((right: number) => right <= (field?.x ?? 0) + (field?.width ?? 0)),
      ])
      await context.close()
    }

    const light = await loggedIn(stage.browser, stage.app)
    const edit = await light.newPage()
    await edit.goto(`${stage.app.url}/admin/collections/media/${id}`)
    await edit.getByRole('link', { name: 'Open with ONLYOFFICE' }).waitFor()
    await picture(edit, 'payload-document')
    await light.close()
  })
})
