import { startDocumentServer } from '@openwith/dev-document-server'
import type { FrameLocator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { screenshots } from '../../../toolchain/stage/chromium.ts'
import { sample } from '../../../toolchain/stage/samples.ts'
import { loggedIn } from './browser.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await startStage(inject('strapiDirectory'))
})
afterAll(() => stage?.close())

const editorOf = (page: Page): FrameLocator => page.frameLocator('iframe[name=frameEditor]')

interface Right {
  action: string
  conditions?: string[]
}

const read = { action: 'plugin::upload.read' }
const update = { action: 'plugin::upload.assets.update' }

describe('rights of the Media Library', () => {
  it('shows a document for viewing only to a role without the right to update', async () => {
    const document = await sample('For readers.docx', ['Only to be read'])
    await stage.app.upload(document)
    const reader = await addUser('reader', [read])
    const context = await loggedIn(stage.browser, stage.app, reader)
    const page = await context.newPage()
    await page.goto(`${stage.app.url}/admin/plugins/onlyoffice`)
    const button = page.getByRole('button', { name: 'View with ONLYOFFICE' })
    await button.first().waitFor()
    expect(await page.getByRole('button', { name: 'Open with ONLYOFFICE' }).count()).toBe(0)
    expect(await page.getByRole('button', { name: 'Create new' }).count()).toBe(0)
    await page.screenshot({ path: `${screenshots}/strapi-view-only.png` })
    const [tab] = await Promise.all([context.waitForEvent('page'), button.first().click()])
    const text = editorOf(tab).getByText('Only to be read')
    await text.waitFor()
    expect(await editorOf(tab).getByRole('textbox').first().getAttribute('contenteditable')).toBe('false')
    await context.close()
  })

  it('refuses the settings to a role without their right', async () => {
    const token = await stage.app.login((await addUser('curious', [read])).email, password)
    for (const [method, route] of [
      ['GET', 'settings'],
      ['PUT', 'settings'],
      ['POST', 'check'],
      ['GET', 'recovery'],
    ] as const) {
      const answer = await fetch(`${stage.app.url}/onlyoffice/${route}`, {
        method,
        headers: { authorization: `Bearer ${token}` },
      })
      expect([route, answer.status]).toEqual([route, 403])
    }
    expect((await fetch(`${stage.app.url}/onlyoffice/documents`)).status).toBe(401)
  })

  it('keeps an edit of somebody who lost the right meanwhile out of the document, and in the recovery area', async () => {
    const uploaded = await stage.app.upload(await sample('Revoked.docx', ['Before']))
    const role = await addRole('revoked', [read, update])
    const account = await addUserOf('revoked', role)
    const opened = await stage.server.driver.open(await configFor(account, uploaded.id))
    opened.type(' and after')
    await setRights(role, [read])
    opened.close({ now: true })
    await stage.server.driver.finishSaves()
    expect(await stage.storedText(uploaded)).not.toContain('and after')
    const { entries } = await stage.app.api<{ entries: { id: string; name: string; reason: { code: string } }[] }>(
      'GET',
      '/onlyoffice/recovery',
    )
    expect(entries).toMatchObject([{ name: 'Revoked.docx', reason: { code: 'forbidden' } }])

    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    await page.goto(`${stage.app.url}/admin/settings/onlyoffice`)
    const area = page.getByRole('region', { name: 'Recovery area' })
    await area.getByText('Revoked.docx', { exact: true }).scrollIntoViewIfNeeded()
    await page.screenshot({ path: `${screenshots}/strapi-recovery.png` })
    await area.getByRole('button', { name: 'Try again' }).click()
    await area.getByText('Nothing here').waitFor()
    expect(await stage.untilStored(uploaded, 'and after')).toContain('Before and after')
    await context.close()
  })

  it('ends the sessions in a WOPI editor of somebody who is blocked, also for when the account is good again', async () => {
    const wopi = await startDocumentServer({ wopi: { flavour: 'collabora' } })
    try {
      await stage.app.api('PUT', '/onlyoffice/settings', {
        values: { 'wopi.discoveryUrl': wopi.url, 'wopi.proof': 'off' },
      })
      const { id: document } = await stage.app.upload(await sample('Blocked.docx', ['While the account is good']))
      const account = await addUser('blocked', [read, update, { action: 'plugin::upload.assets.download' }])
      const token = await stage.app.login(account.email, password)
      const { id } = await as<{ data: { id: number } }>(token, 'GET', '/admin/users/me').then(({ data }) => data)
      const address = async (login: string): Promise<string> => {
        const route = `/onlyoffice/documents/${document}/open`
        const opened = await as<{ wopiSrc: string; accessToken: string }>(login, 'POST', route, { editor: 'wopi' })
        return `${opened.wopiSrc}?access_token=${opened.accessToken}`
      }
      const before = await address(token)
      expect((await fetch(before)).status).toBe(200)
      for (const isActive of [false, true]) {
        await stage.app.api('PUT', `/admin/users/${id}`, { isActive })
        await expect.poll(async () => (await fetch(before)).status).toBe(401)
      }
      expect((await fetch(await address(await stage.app.login(account.email, password)))).status).toBe(200)
    } finally {
      await stage.app.api('PUT', '/onlyoffice/settings', { values: { 'wopi.discoveryUrl': '' } })
      await wopi.close()
    }
  })

  it('lets a role with the condition "is creator" edit its own files and only view those of others', async () => {
    const role = await addRole('own-files', [
      read,
      { ...update, conditions: ['admin::is-creator'] },
      { action: 'plugin::upload.assets.create' },
    ])
    const account = await addUserOf('own-files', role)
    const token = await stage.app.login(account.email, password)
    const theirs = await stage.app.upload(await sample('Somebody else.docx', ['Not mine']))
    const own = await stage.app.upload(await sample('My own.docx', ['Mine']), token)
    const actions = async (id: number) =>
      (
        await as<{ document: { actions: { view: boolean; edit: boolean } } }>(
          token,
          'GET',
          `/onlyoffice/documents/${id}`,
        )
      ).document.actions
    expect(await actions(theirs.id)).toMatchObject({ view: true, edit: false })
    expect(await actions(own.id)).toMatchObject({ view: true, edit: true })

    const opened = await stage.server.driver.open(await configFor(account, own.id))
    opened.type(' and changed')
    opened.close({ now: true })
    await stage.server.driver.finishSaves()
    await stage.untilStored(own, 'Mine and changed')
    const { id } = await as<{ data: { id: number } }>(token, 'GET', '/admin/users/me').then(({ data }) => data)
    expect((await stage.file(own.id)).updatedBy?.id ?? id).toBe(id)
  })
})

const password = 'Openwith-test-1'

async function as<T>(token: string, method: string, route: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${stage.app.url}${route}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${method} ${route} answered ${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as T
}

/** What the editor's page of this account would be given. */
async function configFor(
  account: { email: string },
  id: number,
): Promise<Parameters<Stage['server']['driver']['open']>[0]> {
  const token = await stage.app.login(account.email, password)
  const { config } = await as<{ config: Parameters<Stage['server']['driver']['open']>[0] }>(
    token,
    'POST',
    `/onlyoffice/documents/${id}/open`,
    {},
  )
  return config
}

async function addRole(name: string, rights: Right[]): Promise<number> {
  const { data } = await stage.app.api<{ data: { id: number } }>('POST', '/admin/roles', { name, description: name })
  await setRights(data.id, rights)
  return data.id
}

async function setRights(role: number, rights: Right[]): Promise<void> {
  const permissions = rights.map(({ action, conditions }) => ({
    action,
    subject: null,
    properties: {},
    conditions: conditions ?? [],
  }))
  await stage.app.api('PUT', `/admin/roles/${role}/permissions`, { permissions })
}

async function addUserOf(name: string, role: number): Promise<{ email: string; password: string }> {
  const email = `${name}@example.com`
  const { data } = await stage.app.api<{ data: { registrationToken: string } }>('POST', '/admin/users', {
    email,
    firstname: name,
    lastname: 'Test',
    roles: [role],
  })
  await stage.app.api('POST', '/admin/register', {
    registrationToken: data.registrationToken,
    userInfo: { firstname: name, lastname: 'Test', password },
  })
  return { email, password }
}

const addUser = async (name: string, rights: Right[]) => await addUserOf(name, await addRole(name, rights))
