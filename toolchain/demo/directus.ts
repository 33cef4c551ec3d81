import { type DirectusApp, prepareDirectus, startDirectus } from '../../examples/directus/app.mts'
import { type ModuleBarEntry, withModule } from '../../packages/directus-extension/src/app/module-bar.ts'
import type { DemoCms } from './cms.ts'

export const cms: DemoCms = {
  title: 'Directus',
  ports: { cms: 8055, login: 8054 },
  settingsPlace: '/admin/openwith/settings',
  prepare: async (log) => (await prepareDirectus({ log })).directory,
  async start(options) {
    const app = await startDirectus(options)
    await showEverything(app)
    return {
      ...app,
      loginUrl: `${app.url}/admin`,
      settings: () => app.api('GET', '/openwith/settings'),
      async saveSettings(values) {
        await app.api('PUT', '/openwith/settings', { values })
      },
      async hasDocuments() {
        return (await app.api<{ data: unknown[] }>('GET', '/files?limit=1&fields=id')).data.length > 0
      },
      // The app of Directus is logged in by a session cookie. Source: `@directus/api: controllers/auth` 12.4.
      async enter() {
        const answer = await fetch(`${app.url}/auth/login`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ ...app.admin, mode: 'session' }),
          signal: AbortSignal.timeout(20_000),
        })
        if (!answer.ok)
          throw new Error(
            `Directus answered ${answer.status}. Its password may have been changed: log in at ${app.url}/admin`,
          )
        return { cookies: answer.headers.getSetCookie(), location: `${app.url}/admin/files` }
      },
    }
  },
}

/** What an administrator switches on in the extension's settings: our layout in the library, and our page in the module bar. */
async function showEverything(app: DirectusApp): Promise<void> {
  const preset = { collection: 'directus_files', layout: 'openwith-layout', user: null, role: null }
  const query = new URLSearchParams({ filter: JSON.stringify({ layout: { _eq: preset.layout } }), limit: '1' })
  if ((await app.api<{ data: unknown[] }>('GET', `/presets?${query}`)).data.length > 0) return
  await app.api('POST', '/presets', preset)
  const { data } = await app.api<{ data: { module_bar: ModuleBarEntry[] | null } }>('GET', '/settings')
  await app.api('PATCH', '/settings', { module_bar: withModule(data.module_bar) })
}
