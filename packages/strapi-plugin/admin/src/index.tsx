import { File } from '@strapi/icons'
import { EntryPanel } from './entry-panel.tsx'
import { withMediaLibrary } from './media-library-route.tsx'
import type { StrapiApp } from './strapi-app.ts'

const settingsPermissions = [{ action: 'plugin::onlyoffice.settings', subject: null }]
const readPermissions = [{ action: 'plugin::upload.read', subject: null }]

/** The admin half. Everything that is not needed to draw Strapi's menu is loaded when it is first shown. */
const plugin = {
  register(app: StrapiApp) {
    app.registerPlugin({ id: 'onlyoffice', name: 'ONLYOFFICE' })
    app.addMenuLink({
      to: 'plugins/onlyoffice',
      icon: File,
      intlLabel: { id: 'onlyoffice.menu', defaultMessage: 'Documents' },
      permissions: readPermissions,
      Component: () => import('./documents-app.tsx').then((module) => ({ default: module.DocumentsApp })),
      position: 5,
    })
    app.addSettingsLink('global', {
      id: 'onlyoffice',
      to: 'onlyoffice',
      intlLabel: { id: 'onlyoffice.settings', defaultMessage: 'ONLYOFFICE' },
      permissions: settingsPermissions,
      Component: () => import('./settings-page.tsx').then((module) => ({ default: module.SettingsPage })),
    })
    withMediaLibrary(app)
  },

  bootstrap(app: StrapiApp) {
    app.getPlugin('content-manager')?.apis.addEditViewSidePanel?.([EntryPanel])
  },

  async registerTrads({ locales }: { locales: string[] }) {
    return await Promise.all(
      locales.map(async (locale) => {
        const texts = await loadTexts(locale)
        const data = Object.fromEntries(Object.entries(texts).map(([key, text]) => [`onlyoffice.${key}`, text]))
        return { locale, data }
      }),
    )
  },
}

async function loadTexts(locale: string): Promise<Record<string, string>> {
  switch (locale.split('-')[0]) {
    case 'en':
      return (await import('./translations/en.ts')).en
    case 'de':
      return (await import('./translations/de.ts')).de
    case 'es':
      return (await import('./translations/es.ts')).es
    case 'fr':
      return (await import('./translations/fr.ts')).fr
    default:
      return {}
  }
}

export default plugin
