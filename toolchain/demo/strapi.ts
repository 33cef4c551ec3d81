import { prepareStrapi, startStrapi } from '../../examples/strapi/app.mts'
import type { DemoCms } from './cms.ts'

export const cms: DemoCms = {
  title: 'Strapi',
  ports: { cms: 1337, login: 1336 },
  settingsPlace: 'Settings > ONLYOFFICE',
  prepare: async (log) => (await prepareStrapi({ log })).directory,
  async start(options) {
    const app = await startStrapi(options)
    return {
      ...app,
      loginUrl: `${app.url}/admin`,
      settings: () => app.api('GET', '/onlyoffice/settings'),
      async saveSettings(values) {
        await app.api('PUT', '/onlyoffice/settings', { values })
      },
      async hasDocuments() {
        const { pagination } = await app.api<{ pagination: { total: number } }>('GET', '/upload/files?pageSize=1')
        return pagination.total > 0
      },
      // Strapi's login page keeps the access token as the cookie `jwtToken`, beside Strapi's refresh cookie.
      // Source: `@strapi/admin: utils/getFetchClient`, `controllers/authentication` 5.54.
      async enter() {
        const answer = await fetch(`${app.url}/admin/login`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ ...app.admin, rememberMe: true }),
          signal: AbortSignal.timeout(20_000),
        })
        if (!answer.ok)
          throw new Error(
            `Strapi answered ${answer.status}. Its password may have been changed: log in at ${app.url}/admin`,
          )
        const { data } = (await answer.json()) as { data: { token: string } }
        return {
          cookies: [...answer.headers.getSetCookie(), `jwtToken=${data.token}; Path=/; SameSite=Lax`],
          location: `${app.url}/admin/plugins/upload`,
        }
      },
    }
  },
}
