import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { launchChromium, screenshots, watchConsole } from '../../../toolchain/stage/chromium.ts'
import { loggedIn } from './browser.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
let browser: Browser
beforeAll(async () => {
  stage = await startStage(inject('ghostDirectory'), { environment: { OPENWITH_FORCESAVE_EVERY_MINUTES: '7' } })
  browser = await launchChromium()
})
afterAll(async () => {
  await browser?.close()
  await stage?.close()
})

const settingsPage = () => `${stage.app.url}/ghost/openwith/settings`

describe('the settings page', () => {
  it('checks the connection with what is in the form, names the failing hop, leads to its setting, and shows what is wrong at its field', async () => {
    const context = await loggedIn(browser, stage)
    const page = await context.newPage()
    const errors = watchConsole(page)
    await page.goto(settingsPage())
    const address = page.getByLabel('Document Server address', { exact: true })
    await address.waitFor()
    await page.waitForTimeout(500)
    await page.screenshot({ path: `${screenshots}/ghost-settings.png` })
    await page.getByRole('button', { name: 'Check connection' }).click()
    await page.getByText(/^Everything works/).waitFor()
    await page.waitForTimeout(300)
    await page.screenshot({ path: `${screenshots}/ghost-check.png` })
    expect(errors).toEqual([])

    await address.fill('http://127.0.0.1:9')
    await page.getByRole('button', { name: 'Check connection' }).click()
    const failed = page.locator('[data-step=health][data-ok=false]')
    await failed.waitFor()
    await page.waitForTimeout(300)
    await page.screenshot({ path: `${screenshots}/ghost-check-fails.png` })
    await failed.getByRole('button', { name: /^Setting: / }).click()
    expect(await address.evaluate((field) => field === document.activeElement)).toBe(true)

    await address.fill('not an address')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect.poll(() => address.getAttribute('aria-invalid')).toBe('true')
    expect(await address.evaluate((field) => field === document.activeElement)).toBe(true)
    await context.close()
  })

  it('saves, never shows the secret, and shows what the environment fixes as read-only', async () => {
    const context = await loggedIn(browser, stage)
    const page = await context.newPage()
    await page.goto(settingsPage())
    const secret = page.getByLabel('Secret', { exact: true })
    await secret.waitFor()
    expect(await secret.inputValue()).toBe('')
    expect(await secret.getAttribute('placeholder')).toContain('A secret is set')
    const fixed = page.getByLabel('Store automatically every so many minutes')
    expect(await fixed.isDisabled()).toBe(true)
    expect(await fixed.inputValue()).toBe('7')
    await page.getByText('Set by the environment variable OPENWITH_FORCESAVE_EVERY_MINUTES').waitFor()

    const save = page.getByRole('button', { name: 'Save' })
    expect(await save.isDisabled()).toBe(true)
    await page.getByLabel('Edit in their own format, with possible losses').fill('odt, .RTF')
    await page.getByText('Unsaved changes').waitFor()
    await save.click()
    await page.getByText('Saved', { exact: true }).waitFor()
    expect(await save.isDisabled()).toBe(true)
    const form = JSON.stringify(await stage.app.api('GET', '/ghost/openwith/api/settings'))
    expect(form).toContain('["odt","rtf"]')
    expect(form).not.toContain(stage.server.secret)
    for (const { value } of await stage.app.sql<{ value: string }>('select value from openwith_settings'))
      expect(value).not.toContain(stage.server.secret)
    await context.close()
  })

  it('works by keyboard, warns of dangerous choices, and follows the dark appearance', async () => {
    const context = await loggedIn(browser, stage, stage.app.admin, { appearance: 'dark' })
    const page = await context.newPage()
    await page.goto(settingsPage())
    await page.getByLabel('Secret', { exact: true }).waitFor()
    await page.waitForTimeout(500)
    await page.screenshot({ path: `${screenshots}/ghost-settings-dark.png` })
    const withoutTokens = page.getByRole('switch', { name: 'Work without JWT' })
    await withoutTokens.focus()
    await page.keyboard.press('Space')
    expect(await withoutTokens.isChecked()).toBe(true)
    await page.locator('[data-setting=jwtDisabled] .ow-error:visible').waitFor()
    await page.getByText('Editor server by WOPI').last().click()
    await page.locator('[name="wopi2.discoveryUrl"]').waitFor()
    await context.close()
  })
})
