import { type DocumentAnswer, type FormatsAnswer, RequestError } from '@openwith/connector-core/browser'
import { toast, useRouteCache } from '@payloadcms/ui'
import { useRouter } from 'next/navigation.js'
import { useMemo, useRef } from 'react'
import { readRow } from './read-row.ts'
import { editorPath, type RowId, useDoor, writeRowId } from './use-door.ts'
import { useText } from './use-text.ts'

/** What people do with documents; progress and outcome are told as Payload's toasts. Nothing here throws. */
export interface Documents {
  /** Opens the editor in a tab of its own, or as the editor tab of the document view. Must be called from a click. */
  open(row: RowId, place: FormatsAnswer['openIn'], editor?: string): void
  /** Creates a blank document in a collection and opens it. Must be called from a click, before anything is awaited. */
  create(
    kind: FormatsAnswer['create'][number]['kind'],
    name: string,
    collection: string,
    place: FormatsAnswer['openIn'],
  ): Promise<DocumentAnswer | null>
  convert(row: RowId, to: string): Promise<DocumentAnswer | null>
  downloadAs(row: RowId, to: string): Promise<void>
  /** Shows what went wrong, in the person's language. */
  showError(error: unknown): void
}

export function useDocuments(): Documents {
  const parts = { door: useDoor(), router: useRouter(), cache: useRouteCache(), ...useText() }
  const latest = useRef(parts)
  latest.current = parts

  return useMemo(() => {
    async function tellError(error: unknown, id?: string | number): Promise<void> {
      const { text, language } = latest.current
      if (!(error instanceof RequestError)) return void toast.error(text('failed'), { id })
      // In eleven languages: loaded by who needs them.
      const { errorWords } = await import('./error-words.ts')
      const { title, text: description } = errorWords(error, language)
      toast.error(title, { id, description })
    }

    /** One toast from the start to the end of some work. */
    async function tell<Value>(
      doing: 'creating' | 'converting',
      work: (progress: (percent: number) => void) => Promise<Value>,
      done?: (value: Value) => string,
    ): Promise<Value | null> {
      const { text } = latest.current
      const id = toast.loading(text(doing))
      try {
        const value = await work((percent) => toast.loading(text('convertingPercent', { percent }), { id }))
        if (done === undefined) toast.dismiss(id)
        else toast.success(done(value), { id })
        return value
      } catch (error) {
        await tellError(error, id)
        return null
      }
    }

    return {
      showError: (error) => void tellError(error),

      open(row, place, editor) {
        const { door, router } = latest.current
        const path = editorPath(row, place, editor)
        if (place === 'admin') router.push(door.adminPath(path))
        else window.open(door.adminUrl(path), '_blank', 'noopener')
      },

      async create(kind, name, collection, place) {
        const { door, router, cache, text, language } = latest.current
        // After an await the browser would take it for a pop-up.
        const tab = place === 'tab' ? window.open('about:blank', '_blank') : null
        const wanted = { kind, name: name.trim() || undefined, folder: collection, locale: language }
        const document = await tell(
          'creating',
          () => door.create(wanted),
          ({ name }) => text('created', { name }),
        )
        const row = document === null ? null : readRow(document.id)
        if (row === null) tab?.close()
        else if (tab === null) router.push(door.adminPath(editorPath(row, place)))
        else {
          tab.opener = null
          tab.location.replace(door.adminUrl(editorPath(row, 'tab')))
        }
        if (document !== null) cache.clearRouteCache()
        return document
      },

      async convert(row, to) {
        const { door, cache, text } = latest.current
        const converted = await tell(
          'converting',
          (onProgress) => door.convert(writeRowId(row), { to }, { onProgress }),
          ({ name }) => text('converted', { name }),
        )
        if (converted !== null) cache.clearRouteCache()
        return converted
      },

      async downloadAs(row, to) {
        const { door } = latest.current
        const url = await tell('converting', (onProgress) => door.downloadAs(writeRowId(row), { to }, { onProgress }))
        if (url !== null) window.location.assign(url)
      },
    }
  }, [])
}
