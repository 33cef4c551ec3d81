import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { screenshots, watchConsole } from '../../../toolchain/stage/chromium.ts'
import { sample } from '../../../toolchain/stage/samples.ts'
import { loggedIn, pageHeader, picture } from './browser.ts'
import { addWriter } from './people.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
let report: string
beforeAll(async () => {
  stage = await startStage(inject('directusDirectory'), { OPENWITH_FORCESAVE_EVERY_MINUTES: '7' })
  report = (await stage.app.upload(await sample('Bericht.docx', ['Ein Bericht']))).id
})
afterAll(() => stage?.close())

const field = (page: Page, name: string) => page.locator(`.field[data-field="${name}"]`)
const inputOf = (page: Page, name: string) => field(page, name).locator('input').first()
const placesOf = (page: Page) => page.getByRole('region', { name: 'Where people find it' })
const openSettings = async (page: Page) => {
  await page.goto(`${stage.app.url}/admin/openwith/settings`)
  await field(page, 'secret').waitFor()
}

describe('an extension that is not set up yet', () => {
  it('says so on the page of a file and in the list of documents, and leads to the settings', async () => {
    const before = { documentServerUrl: stage.server.url, secret: stage.server.secret }
    await stage.app.api('PUT', '/openwith/settings', { values: { documentServerUrl: '' } })
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    await page.goto(`${stage.app.url}/admin/files/${report}`)
    await page.locator('[data-field=openwith_open]').getByText('No editor is set up yet.').waitFor()
    expect(await page.getByRole('button', { name: 'ONLYOFFICE' }).count()).toBe(0)
    await page.goto(`${stage.app.url}/admin/openwith`)
    await page.getByText('No editor is set up yet.').waitFor()
    await page.getByRole('link', { name: 'Open the settings' }).click()
    await field(page, 'secret').waitFor()
    await context.close()
    await stage.app.api('PUT', '/openwith/settings', { values: before })
  })
})

describe('the settings page', () => {
  it('checks the connection with what is in the form, names the failing hop, and shows what is wrong at its field', async () => {
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    const errors = watchConsole(page)
    await openSettings(page)
    await page.getByRole('button', { name: 'Check connection' }).click()
    await page.getByText(/^Everything works/).waitFor()
    await picture(page, `${screenshots}/directus-settings.png`)
    expect(errors).toEqual([])

    await inputOf(page, 'documentServerUrl').fill('http://127.0.0.1:9')
    await page.getByRole('button', { name: 'Check connection' }).click()
    const step = page.locator('[data-step=health][data-ok=false]')
    await step.getByText('127.0.0.1:9').waitFor()
    await picture(page, `${screenshots}/directus-check-fails.png`)
    await step.getByRole('button', { name: /^Setting:/ }).click()
    await expect
      .poll(() => inputOf(page, 'documentServerUrl').evaluate((one) => one === document.activeElement))
      .toBe(true)
    // Nothing was saved by checking.
    expect(JSON.stringify(await stage.app.api('GET', '/openwith/settings'))).not.toContain('127.0.0.1:9"')

    await inputOf(page, 'documentServerUrl').fill('not an address')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await field(page, 'documentServerUrl').locator('.validation-error').waitFor()
    expect(await field(page, 'documentServerUrl').getAttribute('class')).toContain('invalid')
    await context.close()
  })

  it('saves, never shows the secret, and shows what the environment fixes as read-only', async () => {
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    await openSettings(page)
    expect(await inputOf(page, 'secret').inputValue()).toBe('')
    expect(await inputOf(page, 'secret').getAttribute('type')).toBe('password')
    expect(await inputOf(page, 'secret').getAttribute('placeholder')).toContain('A secret is set')
    expect(await inputOf(page, 'forcesaveEveryMinutes').isDisabled()).toBe(true)
    expect(await inputOf(page, 'forcesaveEveryMinutes').inputValue()).toBe('7')
    await page.getByText('Set by the environment variable OPENWITH_FORCESAVE_EVERY_MINUTES').waitFor()

    const formats = inputOf(page, 'lossyEditFormats')
    await formats.fill('odt')
    await formats.press('Enter')
    await formats.fill('RTF')
    await formats.press('Enter')
    await field(page, 'customization.chat').getByRole('checkbox').click()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Saved', { exact: true }).waitFor()
    const form = JSON.stringify(await stage.app.api('GET', '/openwith/settings'))
    expect(form).toContain('["odt","rtf"]')
    expect(form).not.toContain(stage.server.secret)
    expect(await page.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true)
    await context.close()
  })

  it('puts the module into the bar by a click', async () => {
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    await openSettings(page)
    const bar = page.locator('.module-bar a[href="/admin/openwith"]')
    expect(await bar.count()).toBe(0)
    await placesOf(page).getByRole('button', { name: 'Show in the module bar' }).click()
    await bar.waitFor()
    await placesOf(page).getByText('It is in the module bar.').waitFor()
    expect(await page.locator('.module-bar .modules a').count()).toBeGreaterThan(6)
    await bar.click()
    await page.getByRole('row', { name: /Bericht\.docx/ }).waitFor()
    await context.close()
  })

  it('has no entry for people who may see no files, and an empty list', async () => {
    const writer = await addWriter(stage.app)
    const context = await loggedIn(stage.browser, stage.app, writer)
    const page = await context.newPage()
    await page.goto(`${stage.app.url}/admin/openwith`)
    await page.getByText('Page Not Found').first().waitFor()
    expect(await page.locator('.module-bar a[href="/admin/openwith"]').count()).toBe(0)
    const token = await stage.app.login(writer.email, writer.password)
    expect(await stage.app.api('GET', '/openwith/documents', undefined, token)).toEqual({ documents: [] })
    await context.close()
  })

  it('puts our layout into the file library, also for those with a view of their own, at once and with a way back', async () => {
    const me = await stage.app.api<{ data: { id: string } }>('GET', '/users/me')
    const own = {
      collection: 'directus_files',
      user: me.data.id,
      layout: 'cards',
      layout_options: { cards: { size: 2, title: '{{ title }}' } },
    }
    const { data: preset } = await stage.app.api<{ data: { id: number } }>('POST', '/presets', own)
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    const button = page.getByRole('button', { name: 'Open with ONLYOFFICE' }).first()
    // Clicks only: the app has read its presets, and goes on with them.
    const goTo = (module: string) => page.locator(`.module-bar a[href="/admin/${module}"]`).click()
    await openSettings(page)
    await placesOf(page).getByRole('button', { name: 'Use in the file library' }).click()
    await placesOf(page).getByText('The file library starts with it.').waitFor()
    await placesOf(page).getByText('Views of single people or roles that come first: 1.').waitFor()
    await placesOf(page).scrollIntoViewIfNeeded()
    await picture(page, `${screenshots}/directus-places.png`)
    await goTo('files')
    await page.locator('.card').filter({ hasText: 'Bericht' }).waitFor()
    expect(await button.count()).toBe(0)

    await goTo('openwith')
    await page.getByRole('link', { name: 'Settings' }).last().click()
    await placesOf(page).getByRole('button', { name: 'Switch those with a table or cards (1)' }).click()
    await placesOf(page).getByText('that were switched: 1.').waitFor()
    await goTo('files')
    await button.waitFor()
    await page.locator('.card').filter({ hasText: 'Bericht' }).waitFor()

    await goTo('openwith')
    await page.getByRole('link', { name: 'Settings' }).last().click()
    await placesOf(page).getByRole('button', { name: 'Undo' }).click()
    await placesOf(page).getByRole('button', { name: 'Use in the file library' }).waitFor()
    await stage.app.api('DELETE', `/presets/${preset.id}`)
    await placesOf(page).getByRole('button', { name: 'Use in the file library' }).click()
    await placesOf(page).getByText('The file library starts with it.').waitFor()
    await goTo('files')
    await button.waitFor()
    await context.close()
  })

  it('asks before settings that are not saved are left behind', async () => {
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    await openSettings(page)
    await inputOf(page, 'documentServerUrl').fill('https://docs.example.com')
    await page.locator('.module-bar a[href="/admin/files"]').click()
    await page.getByText('Are you sure you want to leave this page?').waitFor()
    await picture(page, `${screenshots}/directus-unsaved.png`)
    await page.getByRole('button', { name: 'Keep Editing' }).click()
    expect(await inputOf(page, 'documentServerUrl').inputValue()).toBe('https://docs.example.com')
    const asked = page.waitForEvent('dialog')
    await page.evaluate(() => void setTimeout(() => window.location.reload()))
    const question = await asked
    expect(question.type()).toBe('beforeunload')
    await question.dismiss()
    await page.locator('.module-bar a[href="/admin/files"]').click()
    await page.getByRole('button', { name: 'Discard Changes' }).click()
    await page.waitForURL(/\/admin\/files/)
    await context.close()
  })

  it('follows the dark appearance and the language of the user', async () => {
    const me = await stage.app.api<{ data: { id: string } }>('GET', '/users/me')
    await stage.app.api('PATCH', `/users/${me.data.id}`, { appearance: 'dark' })
    const dark = await loggedIn(stage.browser, stage.app)
    const page = await dark.newPage()
    await page.goto(`${stage.app.url}/admin/files/${report}`)
    await pageHeader(page).getByRole('button', { name: 'Open with ONLYOFFICE' }).waitFor()
    await picture(page, `${screenshots}/directus-file-page-dark.png`)
    await openSettings(page)
    await picture(page, `${screenshots}/directus-settings-dark.png`)
    await dark.close()

    await stage.app.api('PATCH', `/users/${me.data.id}`, { appearance: 'light', language: 'de-DE' })
    const german = await loggedInGerman()
    const documents = await german.newPage()
    await documents.goto(`${stage.app.url}/admin/openwith`)
    await documents.getByRole('button', { name: 'Mit ONLYOFFICE öffnen' }).waitFor()
    await picture(documents, `${screenshots}/directus-documents-german.png`)
    await documents.goto(`${stage.app.url}/admin/openwith/settings`)
    await documents.getByRole('button', { name: 'Verbindung prüfen' }).waitFor()
    await documents.getByRole('heading', { name: 'Wiederherstellung' }).waitFor()
    await documents.getByText('Adresse des Document Servers').first().waitFor()
    await picture(documents, `${screenshots}/directus-settings-german.png`)
    await documents.goto(`${stage.app.url}/admin/openwith/${crypto.randomUUID()}`)
    await documents.getByText('Das Dokument wurde nicht gefunden').waitFor()
    await german.close()
    await stage.app.api('PATCH', `/users/${me.data.id}`, { language: 'en-US' })
  })
})

/** What the app asks its administrators at first is German, too. */
async function loggedInGerman() {
  const { browser, app } = stage
  const context = await browser.newContext({ viewport: { width: 1360, height: 860 }, timezoneId: 'UTC' })
  await context.request.post(`${app.url}/auth/login`, { data: { ...app.admin, mode: 'session' } })
  const page = await context.newPage()
  await page.goto(`${app.url}/admin/users`)
  for (const answer of [/^Überspringen$/, /^(Später erinnern|Erinner mich später)$/]) {
    const button = page.getByRole('button', { name: answer })
    await button.click()
    await button.waitFor({ state: 'detached' })
  }
  await page.close()
  return context
}
