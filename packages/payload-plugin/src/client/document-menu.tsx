import type { DocumentAnswer, FormatsAnswer } from '@openwith/connector-core/browser'
import { PopupList } from '@payloadcms/ui'
import { type Offer, offersOf } from './offers.ts'
import { useDocuments } from './use-documents.ts'
import type { RowId } from './use-door.ts'
import { useText } from './use-text.ts'

interface DocumentMenuProps {
  row: RowId
  document: DocumentAnswer
  formats: FormatsAnswer
  place: FormatsAnswer['openIn']
  /** Stands in a menu with the way to open it first; else that one has a button of its own. */
  withUsual: boolean
}

/** What else can be done with a document, as entries of one of Payload's menus: open with another editor, convert, download as. */
export function DocumentMenu({ row, document, formats, place, withUsual }: DocumentMenuProps) {
  const { text } = useText()
  const documents = useDocuments()
  const offers = offersOf(document.extension, document.actions, formats)
  const { converts, downloads } = conversionsOf(document, formats)
  return (
    <PopupList.ButtonGroup>
      {(withUsual ? offers : offers.slice(1)).map(({ id, name, verb }: Offer) => (
        <PopupList.Button key={`open ${id}`} onClick={() => documents.open(row, place, id)}>
          {text(verb, { editor: name })}
        </PopupList.Button>
      ))}
      {converts.map((format) => (
        <PopupList.Button key={`convert ${format}`} onClick={() => void documents.convert(row, format)}>
          {text('convertTo', { format: format.toUpperCase() })}
        </PopupList.Button>
      ))}
      {downloads.map((format) => (
        <PopupList.Button key={`download ${format}`} onClick={() => void documents.downloadAs(row, format)}>
          {text('downloadAs', { format: format.toUpperCase() })}
        </PopupList.Button>
      ))}
    </PopupList.ButtonGroup>
  )
}

/** Only ONLYOFFICE Docs converts. */
export function conversionsOf({ actions }: DocumentAnswer, { documentServerUrl }: FormatsAnswer) {
  if (documentServerUrl === '') return { converts: [], downloads: [] }
  const { convertToOoxml, convertTo, downloadAs } = actions
  return {
    converts: [...new Set([...(convertToOoxml === null ? [] : [convertToOoxml]), ...convertTo])],
    downloads: [...downloadAs],
  }
}
