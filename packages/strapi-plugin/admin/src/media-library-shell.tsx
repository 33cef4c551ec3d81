import { Box, Flex, Link, Typography } from '@strapi/design-system'
import { useFetchClient, useQueryParams, useRBAC } from '@strapi/strapi/admin'
import { type ReactNode, useEffect, useState } from 'react'
import { createPortal } from 'react-dom'
import { NavLink } from 'react-router-dom'
import { CreateMenu } from './create-menu.tsx'
import { DocumentButtons } from './document-buttons.tsx'
import type { DocumentAnswer } from './use-documents.ts'
import { useFormats } from './use-formats.ts'
import { useText } from './use-text.ts'

const createPermissions = [{ action: 'plugin::upload.assets.create', subject: null }]

/** How long the drawer may take to appear before its button goes to the toolbar instead. */
const drawerPatienceMilliseconds = 2000

/** A slim toolbar above the Media Library, and the open button in the drawer of the asset whose id is in the address. */
export function MediaLibraryShell({ children, refresh }: { children: ReactNode; refresh(): void }) {
  const text = useText()
  const formats = useFormats()
  const [{ query }] = useQueryParams<{ folder: string; assetId: string }>()
  const { allowedActions } = useRBAC(createPermissions)
  const document = useOfficeDocument(query.assetId, formats?.formats)
  const drawer = useDrawer(document === null ? null : query.assetId)
  const folder = typeof query.folder === 'string' && /^\d+$/.test(query.folder) ? query.folder : null
  const buttons = formats !== null && document !== null && (
    <DocumentButtons document={document} formats={formats} fullWidth={drawer instanceof Element} onAdded={refresh} />
  )

  return (
    <>
      <Flex
        tag="section"
        aria-label="ONLYOFFICE"
        background="neutral0"
        borderColor="neutral150"
        borderWidth="0 0 1px"
        paddingLeft={6}
        paddingRight={6}
        paddingTop={2}
        paddingBottom={2}
        gap={3}
        shrink={0}
      >
        <Typography variant="omega" fontWeight="semiBold" textColor="neutral700">
          ONLYOFFICE
        </Typography>
        {formats?.ready && allowedActions.canCreate && formats.create.length > 0 && (
          <CreateMenu formats={formats} folder={folder} onCreated={refresh} />
        )}
        <Link tag={NavLink} to="/plugins/onlyoffice">
          {text('allDocuments')}
        </Link>
        {formats !== null && !formats.ready && (
          <Typography variant="pi" textColor="neutral600">
            {text('notReady')}
          </Typography>
        )}
        {drawer === 'absent' && buttons}
      </Flex>
      {/* As Strapi's layout has it: the library fills what the toolbar leaves. */}
      {children}
      {drawer instanceof Element &&
        createPortal(
          <Box paddingTop={3} paddingBottom={3} paddingLeft={4} paddingRight={4}>
            {buttons}
          </Box>,
          drawer,
        )}
    </>
  )
}

/** The asset as a document with this user's rights; null for pictures and the like. */
function useOfficeDocument(
  assetId: string | undefined,
  formats: Record<string, unknown> | undefined,
): DocumentAnswer | null {
  const { get } = useFetchClient()
  const [document, setDocument] = useState<DocumentAnswer | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the client is new with every rendering
  useEffect(() => {
    setDocument(null)
    if (assetId === undefined || !/^\d+$/.test(assetId) || formats === undefined) return
    let current = true
    ;(async () => {
      const { data: file } = await get<{ ext: string | null }>(`/upload/files/${assetId}`)
      if (formats[(file.ext ?? '').slice(1).toLowerCase()] === undefined) return
      const { data } = await get<{ document: DocumentAnswer }>(`/onlyoffice/documents/${assetId}`)
      if (current && data.document.actions.view) setDocument(data.document)
    })().catch(() => {})
    return () => {
      current = false
    }
  }, [assetId, formats])
  return document
}

/** A place of ours at the top of the open drawer. Its whereabouts are Strapi's affair: where it is not found, the toolbar serves. */
function useDrawer(assetId: string | null | undefined): Element | 'absent' | null {
  const [place, setPlace] = useState<Element | 'absent' | null>(null)
  useEffect(() => {
    setPlace(null)
    if (assetId == null) return
    const mine = window.document.createElement('div')
    const attach = () => {
      const form = window.document.querySelector('div[role=dialog] form')
      if (form === null || form.firstChild === mine) return form !== null
      form.prepend(mine)
      setPlace(mine)
      return true
    }
    const patience = setTimeout(() => !attach() && setPlace('absent'), drawerPatienceMilliseconds)
    // Saving or replacing redraws the form.
    const observer = new MutationObserver(attach)
    observer.observe(window.document.body, { childList: true, subtree: true })
    attach()
    return () => {
      clearTimeout(patience)
      observer.disconnect()
      mine.remove()
    }
  }, [assetId])
  return place
}
