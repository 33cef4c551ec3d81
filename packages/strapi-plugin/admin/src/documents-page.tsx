import {
  Box,
  Button,
  EmptyStateLayout,
  Flex,
  Loader,
  Searchbar,
  SearchForm,
  Table,
  Tbody,
  Td,
  Th,
  Thead,
  Tr,
  Typography,
} from '@strapi/design-system'
import { EmptyDocuments } from '@strapi/icons/symbols'
import { Layouts, Page, useFetchClient, useRBAC } from '@strapi/strapi/admin'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useIntl } from 'react-intl'
import { CreateMenu } from './create-menu.tsx'
import { DocumentButtons } from './document-buttons.tsx'
import { type DocumentAnswer, useDocuments } from './use-documents.ts'
import { useFormats } from './use-formats.ts'
import { useText } from './use-text.ts'

interface DocumentList {
  documents: DocumentAnswer[]
  cursor?: string
}

const typingPauseMilliseconds = 300
const createPermissions = [{ action: 'plugin::upload.assets.create', subject: null }]

/** All office documents of the Media Library, newest first. */
export function DocumentsPage() {
  const text = useText()
  const { formatDate, formatNumber } = useIntl()
  const formats = useFormats()
  const documents = useDocuments()
  const { allowedActions } = useRBAC(createPermissions)
  const { get } = useFetchClient()
  const client = useRef(get)
  client.current = get
  const [search, setSearch] = useState('')
  const [list, setList] = useState<DocumentList | null>(null)
  const asked = useRef(0)

  const load = useCallback(
    async (wanted: string, after?: DocumentList) => {
      asked.current += 1
      const mine = asked.current
      try {
        const { data } = await client.current<DocumentList>('/onlyoffice/documents', {
          params: { search: wanted, limit: 25, ...(after?.cursor === undefined ? {} : { cursor: after.cursor }) },
        })
        if (mine === asked.current) setList({ ...data, documents: [...(after?.documents ?? []), ...data.documents] })
      } catch (error) {
        if (mine !== asked.current) return
        setList({ documents: [] })
        documents.showError(error)
      }
    },
    [documents],
  )

  useEffect(() => {
    const timer = setTimeout(() => load(search), search === '' ? 0 : typingPauseMilliseconds)
    return () => clearTimeout(timer)
  }, [search, load])

  return (
    <Page.Main>
      <Page.Title>{text('documents')}</Page.Title>
      <Layouts.Header
        title={text('documents')}
        subtitle={text('documentsHelp')}
        primaryAction={
          formats?.ready && allowedActions.canCreate ? (
            <CreateMenu formats={formats} folder={null} onCreated={() => load(search)} />
          ) : undefined
        }
      />
      <Layouts.Content>
        <Box paddingBottom={4} maxWidth="32rem">
          <SearchForm onSubmit={(event) => event.preventDefault()}>
            <Searchbar
              name="search"
              size="S"
              value={search}
              clearLabel={text('clear')}
              placeholder={text('search')}
              onClear={() => setSearch('')}
              onChange={(event) => setSearch(event.target.value)}
            >
              {text('search')}
            </Searchbar>
          </SearchForm>
        </Box>
        {list === null ? (
          <Flex justifyContent="center" padding={10}>
            <Loader>{text('loading')}</Loader>
          </Flex>
        ) : list.documents.length === 0 ? (
          <EmptyStateLayout
            icon={<EmptyDocuments width="16rem" />}
            content={text(search === '' ? 'noDocuments' : 'noMatches')}
          />
        ) : (
          <Table colCount={4} rowCount={list.documents.length + 1}>
            <Thead>
              <Tr>
                <Th>
                  <Typography variant="sigma">{text('name')}</Typography>
                </Th>
                <Th>
                  <Typography variant="sigma">{text('size')}</Typography>
                </Th>
                <Th>
                  <Typography variant="sigma">{text('modified')}</Typography>
                </Th>
                <Th>
                  <Typography variant="sigma">{text('actions')}</Typography>
                </Th>
              </Tr>
            </Thead>
            <Tbody>
              {list.documents.map((document) => (
                <Tr key={document.id}>
                  <Td style={{ maxWidth: '28rem' }}>
                    <Typography textColor="neutral800" ellipsis title={document.name} tag="div">
                      {document.name}
                    </Typography>
                    {document.notice !== undefined && (
                      <Typography variant="pi" textColor="warning700" tag="div" style={{ whiteSpace: 'normal' }}>
                        {document.notice}
                      </Typography>
                    )}
                  </Td>
                  <Td>
                    <Typography textColor="neutral600">
                      {formatNumber(Math.max(document.size / 1000, 0.1), {
                        style: 'unit',
                        unit: 'kilobyte',
                        maximumFractionDigits: document.size < 100_000 ? 1 : 0,
                      })}
                    </Typography>
                  </Td>
                  <Td>
                    <Typography textColor="neutral600">
                      {formatDate(document.modifiedAt, { dateStyle: 'medium', timeStyle: 'short' })}
                    </Typography>
                  </Td>
                  <Td>
                    {formats !== null && (
                      <DocumentButtons document={document} formats={formats} onAdded={() => load(search)} />
                    )}
                  </Td>
                </Tr>
              ))}
            </Tbody>
          </Table>
        )}
        {list?.cursor !== undefined && (
          <Flex justifyContent="center" paddingTop={4}>
            <Button variant="tertiary" onClick={() => load(search, list)}>
              {text('showMore')}
            </Button>
          </Flex>
        )}
      </Layouts.Content>
    </Page.Main>
  )
}
