import { Button } from '@payloadcms/ui'
import { offersOf } from './offers.ts'
import { editorPath, useDoor } from './use-door.ts'
import { useOpenDocument } from './use-open-document.ts'
import { useText } from './use-text.ts'

/** "Open with ONLYOFFICE" in the header of a document, or what this user may do instead. */
export function OpenButton() {
  const { text } = useText()
  const door = useDoor()
  const open = useOpenDocument()
  if (open === null) return null
  const { row, document, formats, place } = open
  const [usual] = offersOf(document.extension, document.actions, formats)
  if (usual === undefined) return null
  return (
    <Button
      {...(place === 'tab'
        ? ({ el: 'anchor', newTab: true, url: door.adminUrl(editorPath(row, place)) } as const)
        : ({ el: 'link', to: door.adminPath(editorPath(row, place)) } as const))}
      id="openwith-open"
      buttonStyle="primary"
      size="medium"
      margin={false}
      extraButtonProps={{ type: undefined, style: { whiteSpace: 'nowrap' } }}
    >
      {text(usual.verb, { editor: usual.name })}
    </Button>
  )
}
