import { prepareGhost, startGhost } from '../../examples/ghost/app.mts'
import type { DemoCms } from './cms.ts'

export const cms: DemoCms = {
  title: 'Ghost',
  ports: { cms: 2368, login: 2367 },
  settingsPlace: '/ghost/openwith/settings',
  prepare: async (log) => (await prepareGhost({ log })).directory,
  async start(options) {
    const app = await startGhost(options)
    return {
      ...app,
      loginUrl: `${app.url}/ghost/`,
      settings: () => app.api('GET', '/ghost/openwith/api/settings'),
      async saveSettings(values) {
        await app.api('PUT', '/ghost/openwith/api/settings', { values })
      },
      async hasDocuments() {
        const { documents } = await app.api<{ documents: unknown[] }>('GET', '/ghost/openwith/api/documents')
        return documents.length > 0
      },
      // A file shows where a post uses it, so each sample comes with one.
      async upload(document) {
        const url = await app.upload(document)
        const title = document.name.replace(/\.\w+$/, '')
        await app.addPost({ title, status: 'published', files: [{ url, name: document.name }] })
      },
      async enter() {
        const cookie = await app.login()
        return { cookies: [`${cookie}; Path=/ghost; HttpOnly; SameSite=Lax`], location: `${app.url}/ghost/openwith/` }
      },
    }
  },
}
