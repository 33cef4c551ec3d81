import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type DocumentServer, startDocumentServer } from '@openwith/dev-document-server'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { type PayloadApp, startPayload } from '../../../examples/payload/app.mts'
import { freePort } from '../../../toolchain/apps/free-port.ts'
import { launchChromium, watchConsole } from '../../../toolchain/stage/chromium.ts'
import { sample } from '../../../toolchain/stage/samples.ts'
import { storedText } from '../../../toolchain/stage/stored-text.ts'
import { clickUntil, editorOf, loggedIn, tabOf, typeAtEnd } from './browser.ts'
import { prepareSite, site, siteEnvironment } from './site.ts'

let app: PayloadApp
let server: DocumentServer
let browser: Browser
let dataDirectory: string | undefined
beforeAll(async () => {
  const directory = await prepareSite(inject('payloadDirectory'))
  dataDirectory = await mkdtemp(path.join(tmpdir(), 'openwith-payload-'))
  server = await startDocumentServer({ saveDelayMs: 200 })
  browser = await launchChromium()
  const port = await freePort()
  const environment = {
    ...siteEnvironment,
    OPENWITH_PUBLIC_URL: `http://127.0.0.1:${port}${site.base}`,
    DOCUMENT_SERVER_URL: server.url,
    DOCUMENT_SERVER_SECRET: server.secret ?? '',
  }
  app = await startPayload({ directory, dataDirectory, port, apiPath: site.api, environment })
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
  await app?.stop()
  if (dataDirectory !== undefined) await rm(dataDirectory, { recursive: true, force: true })
})

const stored = async (file: { filename: string }) => await storedText(app.storedFile(file))

describe('an application below a base path, with other routes of admin and API', () => {
  it('opens a document from the list in the full page, stores it, and goes back to the document', async () => {
    const document = await app.upload(await sample('Below.docx', ['Below a base path']))
    const context = await loggedIn(browser, app)
    const page = await context.newPage()
    const errors = watchConsole(page)
    await page.goto(`${app.url}${site.admin}/collections/media`)
    const link = page.getByRole('link', { name: `Open with ONLYOFFICE: ${document.filename}` })
    const tab = await tabOf(page, () => link.click())
    await editorOf(tab).getByText('Below a base path').waitFor()
    expect(tab.url()).toBe(`${app.url}${site.admin}/openwith/media/${document.id}`)
    await typeAtEnd(editorOf(tab), 'docx', ', and stored')
    await Promise.all([tab.waitForEvent('close'), editorOf(tab).getByRole('button', { name: 'Close' }).click()])
    await expect.poll(() => stored(document)).toContain('Below a base path, and stored')
    expect(errors).toEqual([])
    await context.close()
  })

  it('asks for the login before the full page and comes back to it, and closes it to the document', async () => {
    const document = await app.upload(await sample('Passed on.docx', ['Read by a colleague']))
    const context = await browser.newContext({ viewport: { width: 1360, height: 860 } })
    const page = await context.newPage()
    await page.goto(`${app.url}${site.admin}/openwith/media/${document.id}`)
    await page.getByLabel('Email').fill(app.admin.email)
    await page.getByLabel('Password').fill(app.admin.password)
    await page.getByRole('button', { name: 'Login' }).click()
    await editorOf(page).getByText('Read by a colleague').waitFor()
    await editorOf(page).getByRole('button', { name: 'Close' }).click()
    await page.waitForURL(`${app.url}${site.admin}/collections/media/${document.id}`)
    await context.close()
  })

  it('edits in the tab of the document, creates, converts and checks the connection', async () => {
    const document = await app.upload(await sample('Inside.docx', ['Inside the admin']))
    const context = await loggedIn(browser, app)
    const page = await context.newPage()
    await page.goto(`${app.url}${site.admin}/collections/media/${document.id}`)
    await page.locator('.doc-tabs').getByRole('link', { name: 'Editor' }).click()
    await editorOf(page).getByText('Inside the admin').waitFor()
    expect(page.url()).toBe(`${app.url}${site.admin}/collections/media/${document.id}/openwith`)
    await typeAtEnd(editorOf(page), 'docx', ', too')
    await page.locator('.doc-tabs').getByRole('link', { name: 'Edit', exact: true }).click()
    await page.locator('#field-alt').waitFor()
    await expect.poll(() => stored(document)).toContain('Inside the admin, too')

    await page.goto(`${app.url}${site.admin}/collections/media`)
    const dialog = page.getByRole('dialog')
    await clickUntil(page.getByRole('region', { name: 'Create new' }).getByRole('button', { name: 'Document' }), () =>
      dialog.getByLabel('Name').waitFor({ timeout: 1000 }),
    )
    await dialog.getByLabel('Name').fill('Made here')
    const tab = await tabOf(page, () => dialog.getByRole('button', { name: 'Create' }).click())
    await typeAtEnd(editorOf(tab), 'docx', 'Made below')
    await tab.close()
    await expect.poll(() => stored({ filename: 'Made here.docx' })).toContain('Made below')

    await page.goto(`${app.url}${site.admin}/globals/openwith-settings`)
    await clickUntil(page.getByRole('button', { name: 'Check connection' }), () =>
      page.getByText(/^Everything works/).waitFor({ timeout: 15_000 }),
    )
    await context.close()
  })
})
