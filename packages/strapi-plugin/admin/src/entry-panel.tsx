import { unstable_useContentManagerContext, useFetchClient } from '@strapi/strapi/admin'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useIntl } from 'react-intl'
import type { Formats } from './formats.ts'

const EntryDocuments = lazy(() =>
  import('./entry-documents.tsx').then((module) => ({ default: module.EntryDocuments })),
)

/** A file attached to an entry, as the edit view's form holds it. */
export interface EntryFile {
  id: number
  name: string
  ext: string
}

/** The content manager's side panel: the office files of the entry. Strapi asks for a function that answers title and content, and may use hooks. */
export function EntryPanel() {
  const { form } = unstable_useContentManagerContext()
  const { formatMessage } = useIntl()
  const { get } = useFetchClient()
  const [formats, setFormats] = useState<Formats | null>(null)
  const files = collectFiles(form.values)
  const asked = files.length > 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the first file appears
  useEffect(() => {
    if (asked)
      get<Formats>('/onlyoffice/formats').then(
        ({ data }) => setFormats(data),
        () => {},
      )
  }, [asked])
  const documents = files.filter((file) => formats?.formats[file.ext.slice(1).toLowerCase()]?.view)
  if (documents.length === 0) return null
  return {
    title: formatMessage({ id: 'onlyoffice.panel', defaultMessage: 'ONLYOFFICE' }),
    content: (
      <Suspense fallback={null}>
        <EntryDocuments files={documents} />
      </Suspense>
    ),
  }
}

/** Media values anywhere in the form, components and dynamic zones included; a file in two fields once. */
function collectFiles(value: unknown, found = new Map<number, EntryFile>()): EntryFile[] {
  if (typeof value === 'object' && value !== null) {
    const { id, name, ext, mime } = value as Partial<EntryFile> & { mime?: unknown }
    if (typeof mime === 'string' && typeof ext === 'string' && typeof id === 'number') {
      found.set(id, { id, ext, name: String(name) })
    } else {
      for (const part of Object.values(value)) collectFiles(part, found)
    }
  }
  return [...found.values()]
}
