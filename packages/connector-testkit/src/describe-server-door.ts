import type { Host } from '@openwith/connector-core/host'
import { readSettings, saveSettings } from '@openwith/connector-core/settings'
import { describe, expect, it } from 'vitest'
import { documentServerToken } from './document-server-token.ts'
import type { HostFeatures, HostTrial, WithHost } from './host-suite.ts'

const oneMegabyte = 1024 * 1024

/** What Document Server's requests meet on their way through the CMS's own middleware. */
export function describeServerDoor<H extends Host>(trial: WithHost<H>, features: HostFeatures<H>): void {
  const { serverDoor } = features
  if (!serverDoor) return

  /** Opens a document at a mounted connector; gives its links as this process reaches them. */
  const opened = (act: (door: OpenedDoor) => Promise<void>) =>
    trial(async (context) => {
      const { host, seed, user, clock } = context
      const id = await seed('Plan.docx', 'the plan, byte for byte')
      await configure(context)
      const settings = await readSettings(host.settings)
      const { url, connector, close } = await serverDoor(host)
      try {
        const { config } = await connector.open({ documentId: id, user })
        const { document, editorConfig } = config as unknown as Links
        const here = (link: string) => {
          const { pathname, search } = new URL(link)
          const { serverPath } = host.mount()
          return url + pathname.slice(pathname.indexOf(serverPath) + serverPath.length) + search
        }
        await act({
          url,
          key: document.key,
          link: { download: document.url, callback: here(editorConfig.callbackUrl) },
          download: here(document.url),
          header: settings.jwtHeader,
          sign: (claims, secret = settings.secret) => documentServerToken(claims, secret, clock.now()),
        })
      } finally {
        await close()
      }
    })

  describe('server door', () => {
    it(
      'serves the bytes to Document Server, which has no session of the CMS',
      opened(async ({ download, link, header, sign }) => {
        const token = sign({ payload: { url: link.download } })
        const answer = await fetch(download, { headers: { [header]: `Bearer ${token}` }, redirect: 'manual' })
        expect(answer.status).toBe(200)
        expect(await answer.text()).toBe('the plan, byte for byte')
        const part = await fetch(download, { headers: { [header]: `Bearer ${token}`, range: 'bytes=4-7' } })
        expect([part.status, await part.text()]).toEqual([206, 'plan'])
      }),
    )

    it(
      'takes a callback of one megabyte, its token in the body and in the header',
      opened(async ({ link, key, header, sign }) => {
        const history = { serverVersion: '9.3.1', changes: [{ created: 'x'.repeat(oneMegabyte / 2) }] }
        const event = { key, status: 1, users: ['ada'], actions: [{ type: 1, userid: 'ada' }], history }
        const answer = await fetch(link.callback, {
          method: 'POST',
          headers: { 'content-type': 'application/json', [header]: `Bearer ${sign({ payload: { key, status: 1 } })}` },
          body: JSON.stringify({ ...event, token: sign(event) }),
          redirect: 'manual',
        })
        expect(answer.status).toBe(200)
        expect(await answer.json()).toMatchObject({ error: 0 })
      }),
    )

    it(
      'refuses a callback that somebody else signed',
      opened(async ({ link, key, sign }) => {
        const event = { key, status: 1, users: ['ada'] }
        const answer = await fetch(link.callback, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ ...event, token: sign(event, 'another secret') }),
        })
        expect(answer.status).toBe(403)
        expect(await answer.json()).toMatchObject({ error: 1 })
      }),
    )

    it(
      'refuses whoever has no link token, without sending them to a login page',
      opened(async ({ url, download, link }) => {
        const bare = (address: string) => address.replace(/\?.*$/, '')
        const requests: [string, RequestInit][] = [
          [bare(download), {}],
          [`${bare(download)}?token=x.y.z`, {}],
          [bare(link.callback), { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }],
          [`${url}/spool/a.docx?token=`, {}],
        ]
        for (const [address, init] of requests) {
          const answer = await fetch(address, { ...init, redirect: 'manual' })
          expect([401, 403]).toContain(answer.status)
          expect(answer.headers.get('set-cookie')).toBeNull()
          await answer.text()
        }
      }),
    )
  })
}

interface Links {
  document: { key: string; url: string }
  editorConfig: { callbackUrl: string }
}

interface OpenedDoor {
  url: string
  key: string
  /** As the config has it for the download, as this process reaches it for the callback. */
  link: { download: string; callback: string }
  download: string
  header: string
  sign(claims: object, secret?: string): string
}

async function configure({ host }: HostTrial): Promise<void> {
  const settings = await readSettings(host.settings)
  const values: Record<string, string> = {}
  if (settings.documentServerUrl === '') values.documentServerUrl = 'http://127.0.0.1:9'
  if (settings.secret === '') values.secret = 'describe-host-secret-5f0c7a9e41d2'
  if (Object.keys(values).length > 0) await saveSettings(host.settings, values)
}
