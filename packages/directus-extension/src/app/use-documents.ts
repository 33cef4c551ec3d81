import type { DocumentAnswer } from '@openwith/connector-core'
import type { FormatsAnswer } from '@openwith/connector-core/browser'
import { useRouter } from 'vue-router'
import { onSite } from './on-site.ts'
import { type Connector, useConnector } from './use-connector.ts'
import { useErrors } from './use-errors.ts'
import { useStudio } from './use-studio.ts'
import { useText } from './use-text.ts'

export type { DocumentAnswer, FormatsAnswer }

export interface NewDocument {
  kind: FormatsAnswer['create'][number]['kind']
  name: string
  folder: string | null
}

/** What people do with documents, with the outcome told as the Directus app's notifications. Nothing here throws. */
export interface Documents {
  connector: Connector
  /** Opens the editor with this id, else the administrator's choice: in a tab of its own, or inside the app. Must be called from a click, before anything is awaited. */
  open(id: string, openIn: FormatsAnswer['openIn'], editor?: string): Promise<void>
  create(wanted: NewDocument, openIn: FormatsAnswer['openIn']): Promise<DocumentAnswer | null>
  convert(id: string, to: string): Promise<DocumentAnswer | null>
  downloadAs(id: string, to: string): Promise<void>
  say(title: string, type?: 'success' | 'info'): void
  /** Shows what went wrong. */
  showError(error: unknown): void
}

/** Where the editor is inside the app. */
export function editorPath(id: string, editor?: string): string {
  const choice = editor === undefined ? '' : `?editor=${encodeURIComponent(editor)}`
  return `/openwith/${encodeURIComponent(id)}${choice}`
}

/** Must be called in a component's setup. */
export function useDocuments(): Documents {
  const connector = useConnector()
  const { notifications } = useStudio()
  const { text, locale } = useText()
  const describe = useErrors()
  const router = useRouter()

  const say = (title: string, type: 'success' | 'info' = 'success') => {
    notifications.add({ title, type, icon: type === 'success' ? 'check_circle' : 'info' })
  }
  const showError = (error: unknown) => {
    const { sentence, detail } = describe(error)
    notifications.add({ title: sentence, text: detail, type: 'error', icon: 'error', persist: true, closeable: true })
  }

  async function showInTab(tab: Window | null, id: string, editor?: string): Promise<void> {
    try {
      const url = onSite(await connector.pageUrl(id, { locale: locale.value, editor }))
      if (tab === null) window.location.assign(url)
      else {
        tab.opener = null
        tab.location.replace(url)
      }
    } catch (error) {
      tab?.close()
      showError(error)
    }
  }

  /** A conversion takes its time, and says so. */
  async function whileConverting<Done>(work: () => Promise<Done>): Promise<Done | null> {
    const shown = notifications.add({ title: text('converting'), type: 'info', persist: true, loading: true })
    try {
      return await work()
    } catch (error) {
      showError(error)
      return null
    } finally {
      notifications.remove(shown)
    }
  }

  return {
    connector,
    say,
    showError,

    async open(id, openIn, editor) {
      if (openIn === 'admin') await router.push(editorPath(id, editor))
      // After an await the browser would take it for a pop-up.
      else await showInTab(window.open('', '_blank'), id, editor)
    },

    async create({ kind, name, folder }, openIn) {
      const tab = openIn === 'tab' ? window.open('', '_blank') : null
      try {
        const wanted = { kind, name, locale: locale.value, ...(folder === null ? {} : { folder }) }
        const document = await connector.create(wanted)
        if (openIn === 'admin') await router.push(editorPath(document.id))
        else await showInTab(tab, document.id)
        return document
      } catch (error) {
        tab?.close()
        showError(error)
        return null
      }
    },

    async convert(id, to) {
      const document = await whileConverting(() => connector.convert(id, { to }))
      if (document !== null) say(text('converted', { name: document.name }))
      return document
    },

    async downloadAs(id, to) {
      const url = await whileConverting(() => connector.downloadAs(id, { to }))
      if (url !== null) window.location.assign(onSite(url))
    },
  }
}
