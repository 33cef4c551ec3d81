import { Button, MoreIcon, Popup, PopupList, useAuth } from '@payloadcms/ui'
import type { DefaultCellComponentProps } from 'payload'
import { useState } from 'react'
import { isGranted } from '../is-granted.ts'
import { DocumentMenu } from './document-menu.tsx'
import { rowOffers } from './offers.ts'
import { editorPath, type RowId, useDoor, writeRowId } from './use-door.ts'
import { extensionOf, useFormats } from './use-formats.ts'
import { useMayEdit } from './use-may-edit.ts'
import { useShared } from './use-shared.ts'
import { useText } from './use-text.ts'

/** The column of a list that opens its documents: a button, and a menu for the rest. Stays empty for other files. */
export function OpenCell({ rowData, collectionSlug, viewType }: DefaultCellComponentProps) {
  const row = { collection: collectionSlug, id: rowData.id as number | string }
  const formats = useFormats()
  const extension = extensionOf(rowData.filename)
  const able = formats?.ready ? formats.formats[extension] : undefined
  const mayUpdate = useMayUpdate(row, (able?.editors.edit.length ?? 0) > 0)
  if (formats === null || able === undefined || viewType === 'trash') return null
  const [usual] = rowOffers(extension, mayUpdate, formats)
  if (usual === undefined) return null
  return <RowActions row={row} name={String(rowData.filename)} verb={usual.verb} editor={usual.name} />
}

function RowActions(props: { row: RowId; name: string; verb: 'openWith' | 'fillWith' | 'viewWith'; editor: string }) {
  const { row, name, verb, editor } = props
  const { text } = useText()
  const door = useDoor()
  const formats = useFormats()
  const [asked, setAsked] = useState(false)
  const id = writeRowId(row)
  const document = useShared(asked ? `menu ${id}` : null, () => door.document(id))
  if (formats === null) return null
  const place = formats.openIn
  const label = text(verb, { editor })
  return (
    <div style={{ display: 'flex', gap: 'calc(var(--base) / 2)', alignItems: 'center' }}>
      <Button
        {...(place === 'tab'
          ? ({ el: 'anchor', newTab: true, url: door.adminUrl(editorPath(row, place)) } as const)
          : ({ el: 'link', to: door.adminPath(editorPath(row, place)) } as const))}
        buttonStyle="pill"
        size="small"
        margin={false}
        extraButtonProps={{ type: undefined, 'aria-label': `${label}: ${name}`, style: { whiteSpace: 'nowrap' } }}
      >
        {label}
      </Button>
      <Popup
        button={<MoreButton label={text('moreFor', { name })} />}
        buttonSize="small"
        horizontalAlign="right"
        size="large"
        onToggleOpen={() => setAsked(true)}
        render={() =>
          document ? (
            <DocumentMenu row={row} document={document} formats={formats} place={place} />
          ) : (
            <PopupList.GroupLabel label={text(document === null ? 'failed' : 'loading')} />
          )
        }
      />
    </div>
  )
}

/** Payload's trigger is a button that takes its name from what is in it. */
function MoreButton({ label }: { label: string }) {
  return (
    <span role="img" aria-label={label} title={label} style={{ display: 'flex' }}>
      <MoreIcon />
    </span>
  )
}

/** The collection's right at first; where that allows it, the connector is asked about this very row. */
function useMayUpdate({ collection, id }: RowId, matters: boolean): boolean {
  const ask = useMayEdit()
  const inGeneral = isGranted(useAuth().permissions?.collections?.[collection]?.update)
  const row = writeRowId({ collection, id })
  const here = useShared(inGeneral && matters ? `edit ${row}` : null, () => ask(row))
  return inGeneral && here !== false
}
