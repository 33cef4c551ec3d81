import { Flex, Typography } from '@strapi/design-system'
import { useFetchClient } from '@strapi/strapi/admin'
import { useEffect, useState } from 'react'
import { DocumentButtons } from './document-buttons.tsx'
import type { EntryFile } from './entry-panel.tsx'
import type { DocumentAnswer } from './use-documents.ts'
import { useFormats } from './use-formats.ts'

/** The office files of an entry, each with its buttons. */
export function EntryDocuments({ files }: { files: EntryFile[] }) {
  const { get } = useFetchClient()
  const formats = useFormats()
  const [documents, setDocuments] = useState<DocumentAnswer[]>([])
  const ids = files.map((file) => file.id).join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the client is new with every rendering
  useEffect(() => {
    let current = true
    Promise.all(
      ids.split(',').map((id) =>
        get<{ document: DocumentAnswer }>(`/onlyoffice/documents/${id}`).then(
          ({ data }) => data.document,
          () => null,
        ),
      ),
    ).then((found) => current && setDocuments(found.filter((document) => document?.actions.view) as DocumentAnswer[]))
    return () => {
      current = false
    }
  }, [ids])
  return (
    <Flex direction="column" alignItems="stretch" gap={3} width="100%">
      {formats !== null &&
        documents.map((document) => (
          <Flex key={document.id} direction="column" alignItems="stretch" gap={1}>
            <Typography variant="pi" ellipsis title={document.name}>
              {document.name}
            </Typography>
            <DocumentButtons document={document} formats={formats} fullWidth narrow onAdded={() => {}} />
          </Flex>
        ))}
    </Flex>
  )
}
