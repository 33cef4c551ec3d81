import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { screenshots } from '../../../toolchain/stage/chromium.ts'
import { sample } from '../../../toolchain/stage/samples.ts'
import { loggedIn } from './browser.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await startStage(inject('strapiDirectory'), { OPENWITH_FORCESAVE_EVERY_MINUTES: '7' })
})
afterAll(() => stage?.close())

describe('the settings page', () => {
  it('checks the connection with what is in the form, names the failing hop, and shows what is wrong at its field', async () => {
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    await page.goto(`${stage.app.url}/admin/settings/onlyoffice`)
    await page.getByRole('button', { name: 'Check connection' }).click()
    await page.getByText(/^Everything works/).waitFor()
    await page.screenshot({ path: `${screenshots}/strapi-settings.png` })

    await page.getByLabel('Document Server address', { exact: true }).fill('http://127.0.0.1:9')
    await page.getByRole('button', { name: 'Check connection' }).click()
    await page.locator('[data-step=health][data-ok=false]').waitFor()
    await page.screenshot({ path: `${screenshots}/strapi-check-fails.png` })

    await page.getByLabel('Document Server address', { exact: true }).fill('not an address')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect
      .poll(() => page.getByLabel('Document Server address', { exact: true }).getAttribute('aria-invalid'))
      .toBe('true')
    await context.close()
  })

  it('saves, never shows the secret, and shows what the environment fixes as read-only', async () => {
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    await page.goto(`${stage.app.url}/admin/settings/onlyoffice`)
    const secret = page.getByLabel('Secret', { exact: true })
    await secret.waitFor()
    expect(await secret.inputValue()).toBe('')
    expect(await secret.getAttribute('placeholder')).toContain('A secret is set')
    const fixed = page.getByLabel('Store automatically every so many minutes')
    expect(await fixed.isDisabled()).toBe(true)
    expect(await fixed.inputValue()).toBe('7')
    await page.getByText('Set by the environment variable OPENWITH_FORCESAVE_EVERY_MINUTES').waitFor()

    await page.getByLabel('Edit in their own format, with possible losses').fill('odt, .RTF')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved', { exact: true }).waitFor()
    const form = JSON.stringify(await stage.app.api('GET', '/onlyoffice/settings'))
    expect(form).toContain('["odt","rtf"]')
    expect(form).not.toContain(stage.server.secret)
    await context.close()
  })

  it('follows the dark theme and the language of the admin', async () => {
    await stage.app.upload(await sample('Bericht.docx', ['Ein Bericht']))
    const context = await loggedIn(stage.browser, stage.app, stage.app.admin, { theme: 'dark' })
    const page = await context.newPage()
    await page.goto(`${stage.app.url}/admin/plugins/upload?assetId=1`)
    await page.getByRole('dialog').getByRole('button', { name: 'Open with ONLYOFFICE' }).waitFor()
    await page.screenshot({ path: `${screenshots}/strapi-media-library-dark.png` })
    await page.goto(`${stage.app.url}/admin/settings/onlyoffice`)
    await page.getByLabel('Secret', { exact: true }).waitFor()
    await page.screenshot({ path: `${screenshots}/strapi-settings-dark.png` })
    await context.close()

    const german = await loggedIn(stage.browser, stage.app, stage.app.admin, { locale: 'de' })
    const documents = await german.newPage()
    await documents.goto(`${stage.app.url}/admin/plugins/onlyoffice`)
    await documents.getByRole('button', { name: 'Mit ONLYOFFICE öffnen' }).waitFor()
    await documents.screenshot({ path: `${screenshots}/strapi-documents-german.png` })
    await documents.goto(`${stage.app.url}/admin/settings/onlyoffice`)
    const address = documents.getByLabel('Adresse des Document Servers', { exact: true })
    await address.fill('http://127.0.0.1:9')
    await documents.getByRole('button', { name: 'Verbindung prüfen' }).click()
    await documents.getByText('Unter 127.0.0.1:9 nimmt kein Dienst Verbindungen an', { exact: false }).waitFor()
    await documents.screenshot({ path: `${screenshots}/strapi-settings-german.png` })
    await address.fill('keine Adresse')
    await documents.getByRole('button', { name: 'Speichern' }).click()
    await documents.getByText('muss eine Adresse sein, die mit https:// oder http:// beginnt').first().waitFor()
    await documents.goto(`${stage.app.url}/admin/plugins/onlyoffice/edit/987654`)
    await documents.getByText('Das Dokument wurde nicht gefunden').waitFor()
    await german.close()

    const light = await loggedIn(stage.browser, stage.app)
    const library = await light.newPage()
    await library.goto(`${stage.app.url}/admin/plugins/upload?assetId=1`)
    await library.getByRole('dialog').getByRole('button', { name: 'Open with ONLYOFFICE' }).waitFor()
    await library.screenshot({ path: `${screenshots}/strapi-media-library.png` })
    await light.close()
  })
})
