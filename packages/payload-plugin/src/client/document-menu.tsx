import type { DocumentAnswer, FormatsAnswer } from '@openwith/connector-core/browser'
import { PopupList, useModal } from '@payloadcms/ui'
import { useId } from 'react'
import { FormatDialog } from './format-dialog.tsx'
import { offersOf } from './offers.ts'
import { useDocuments } from './use-documents.ts'
import type { RowId } from './use-door.ts'
import { useText } from './use-text.ts'

interface DocumentMenuProps {
  row: RowId
  document: DocumentAnswer
  formats: FormatsAnswer
  place: FormatsAnswer['openIn']
}

/** What else can be done with a document, as entries of one of Payload's menus: open with another editor, convert, download as. */
export function DocumentMenu({ row, document, formats, place }: DocumentMenuProps) {
  const { text } = useText()
  const documents = useDocuments()
  const { openModal } = useModal()
  const slug = `openwith-format-${useId()}`
  // The first one has a button of its own.
  const others = offersOf(document.extension, document.actions, formats).slice(1)
  const { converts, downloads } = conversionsOf(document, formats)
  return (
    <PopupList.ButtonGroup>
      {others.map(({ id, name, verb }) => (
        <PopupList.Button key={id} onClick={() => documents.open(row, place, id)}>
          {text(verb, { editor: name })}
        </PopupList.Button>
      ))}
      {converts.length > 0 && (
        <PopupList.Button onClick={() => openModal(`${slug}-convert`)}>{text('convert')}</PopupList.Button>
      )}
      {downloads.length > 0 && (
        <PopupList.Button onClick={() => openModal(`${slug}-download`)}>{text('downloadOther')}</PopupList.Button>
      )}
      <FormatDialog
        modalSlug={`${slug}-convert`}
        kind="convert"
        name={document.name}
        formats={converts}
        onChosen={(format) => void documents.convert(row, format)}
      />
      <FormatDialog
        modalSlug={`${slug}-download`}
        kind="download"
        name={document.name}
        formats={downloads}
        onChosen={(format) => void documents.downloadAs(row, format)}
      />
    </PopupList.ButtonGroup>
  )
}

/** Only ONLYOFFICE Docs converts. What people ask for most comes first. */
export function conversionsOf({ actions }: DocumentAnswer, { documentServerUrl }: FormatsAnswer) {
  if (documentServerUrl === '') return { converts: [], downloads: [] }
  const { convertToOoxml, convertTo, downloadAs } = actions
  const withFirst = (first: readonly (string | null)[], all: readonly string[]): string[] => {
    const wanted = first.filter((format) => format !== null && (all.includes(format) || format === convertToOoxml))
    return [...new Set([...(wanted as string[]), ...all])]
  }
  return { converts: withFirst([convertToOoxml, 'pdf'], convertTo), downloads: withFirst(['pdf'], downloadAs) }
}
