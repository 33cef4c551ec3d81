import { preparePayload, startPayload } from '../../examples/payload/app.mts'
import type { DemoCms } from './cms.ts'

export const cms: DemoCms = {
  title: 'Payload',
  ports: { cms: 3000, login: 2999 },
  settingsPlace: 'Globals > ONLYOFFICE',
  prepare: async (log) => (await preparePayload({ log })).directory,
  async start(options) {
    const app = await startPayload(options)
    return {
      ...app,
      loginUrl: `${app.url}/admin`,
      settings: () => app.api('GET', '/openwith/settings'),
      async saveSettings(values) {
        await app.api('PUT', '/openwith/settings', { values })
      },
      async hasDocuments() {
        return (await app.api<{ totalDocs: number }>('GET', '/media?limit=1')).totalDocs > 0
      },
      // Payload's login is a cookie of its own. Source: `payload: auth/endpoints/login` 3.90.
      async enter() {
        const answer = await fetch(`${app.url}/api/users/login`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(app.admin),
          signal: AbortSignal.timeout(20_000),
        })
        if (!answer.ok)
          throw new Error(
            `Payload answered ${answer.status}. Its password may have been changed: log in at ${app.url}/admin`,
          )
        return { cookies: answer.headers.getSetCookie(), location: `${app.url}/admin/collections/media` }
      },
    }
  },
}
