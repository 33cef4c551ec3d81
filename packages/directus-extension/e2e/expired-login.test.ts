import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { sample } from '../../../toolchain/stage/samples.ts'
import { editorOf, loggedIn, tabOf, typeAtEnd } from './browser.ts'
import { chooseFormat } from './library.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await startStage(inject('directusDirectory'), { ACCESS_TOKEN_TTL: '15s' })
})
afterAll(() => stage?.close())

it('opens and converts after the access token ran out, and the editor stores even when the login is gone', async () => {
  const uploaded = await stage.app.upload(await sample('Long day.docx', ['Morning']))
  const token = await stage.app.login(stage.app.admin.email, stage.app.admin.password)
  const context = await loggedIn(stage.browser, stage.app)
  const page = await context.newPage()
  await page.goto(`${stage.app.url}/admin/openwith`)
  const row = page.locator('.v-table .table-row').filter({ hasText: 'Long day.docx' })
  await row.waitFor()
  const me = () => fetch(`${stage.app.url}/users/me`, { headers: { authorization: `Bearer ${token}` } })
  await expect.poll(async () => (await me()).status, { timeout: 60_000 }).toBe(401)

  const tab = await tabOf(page, () => row.getByRole('button', { name: 'Open with ONLYOFFICE' }).click())
  await editorOf(tab).getByText('Morning').waitFor()
  await row.getByRole('button', { name: 'More options' }).click()
  await page.getByRole('button', { name: 'Convert…' }).click()
  await chooseFormat(page, 'TXT')
  await page.getByRole('button', { name: 'Convert', exact: true }).click()
  await page.getByText('“Long day.txt” was created beside the original.').waitFor()

  await context.clearCookies({ name: 'directus_session_token' })
  expect((await context.request.get(`${stage.app.url}/users/me`)).status()).toBe(401)
  await typeAtEnd(editorOf(tab), 'docx', ' to evening')
  await tab.close()
  expect(await stage.untilStored(uploaded, 'to evening')).toContain('Morning to evening')
  await context.close()
})
