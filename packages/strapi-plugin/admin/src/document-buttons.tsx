import { Button, Flex, IconButton, Menu } from '@strapi/design-system'
import { Eye, More, Pencil } from '@strapi/icons'
import type { Formats } from './formats.ts'
import { type DocumentAnswer, useDocuments } from './use-documents.ts'
import { useText } from './use-text.ts'

interface DocumentButtonsProps {
  document: DocumentAnswer
  formats: Formats
  fullWidth?: boolean
  /** The place is narrow: the name takes no icon. */
  narrow?: boolean
  /** A document was added beside this one. */
  onAdded(): void
}

// An administrator may give an editor a name of 64 characters.
const oneLine = { display: 'block', overflow: 'hidden', textOverflow: 'ellipsis' } as const

/** "Open with ONLYOFFICE", or what this user may do instead; a menu for other editors, convert and download as. */
export function DocumentButtons({ document, formats, fullWidth, narrow, onAdded }: DocumentButtonsProps) {
  const text = useText()
  const documents = useDocuments()
  const { actions } = document
  const [usual, ...others] = offersOf(document, formats)
  const label = usual === undefined ? '' : text(usual.verb, { editor: usual.name })
  // Only ONLYOFFICE Docs converts.
  const mayConvert = formats.documentServerUrl !== ''
  const converts = mayConvert
    ? [...new Set([...(actions.convertToOoxml === null ? [] : [actions.convertToOoxml]), ...actions.convertTo])]
    : []
  const downloads = mayConvert ? actions.downloadAs : []

  async function convert(to: string) {
    if ((await documents.convert(document, to)) !== null) onAdded()
  }

  return (
    <Flex gap={2} width={fullWidth ? '100%' : undefined}>
      {usual !== undefined && (
        <Button
          variant="secondary"
          size="S"
          type="button"
          startIcon={narrow ? undefined : usual.verb === 'viewWith' ? <Eye /> : <Pencil />}
          style={{ flex: fullWidth ? 1 : undefined, whiteSpace: 'nowrap', paddingInline: narrow ? 0 : undefined }}
          title={label}
          onClick={() => documents.open(document, formats.openIn, usual.id)}
        >
          <span style={{ ...oneLine, maxWidth: narrow ? '14.6rem' : '28rem' }}>{label}</span>
        </Button>
      )}
      {others.length + converts.length + downloads.length > 0 && (
        <Menu.Root>
          <Menu.Trigger
            tag={IconButton}
            label={text('moreFor', { name: document.name })}
            icon={<More />}
            variant="tertiary"
            size="S"
            endIcon={null}
            type="button"
          >
            <More />
          </Menu.Trigger>
          <Menu.Content maxHeight="20rem" popoverPlacement="bottom-end">
            {others.map(({ id, name, verb }) => (
              <Menu.Item key={`open ${id}`} onSelect={() => documents.open(document, formats.openIn, id)}>
                {text(verb, { editor: name })}
              </Menu.Item>
            ))}
            {others.length > 0 && converts.length + downloads.length > 0 && <Menu.Separator />}
            {converts.map((extension) => (
              <Menu.Item key={`convert ${extension}`} onSelect={() => convert(extension)}>
                {text('convertTo', { format: extension.toUpperCase() })}
              </Menu.Item>
            ))}
            {converts.length > 0 && downloads.length > 0 && <Menu.Separator />}
            {downloads.map((extension) => (
              <Menu.Item key={`download ${extension}`} onSelect={() => documents.downloadAs(document, extension)}>
                {text('downloadAs', { format: extension.toUpperCase() })}
              </Menu.Item>
            ))}
          </Menu.Content>
        </Menu.Root>
      )}
    </Flex>
  )
}

interface Offer {
  id: string
  name: string
  verb: 'openWith' | 'fillWith' | 'viewWith'
}

/** The editors for this document, the administrator's choice first; those that can only show it come last. */
function offersOf({ actions, extension }: DocumentAnswer, { editors, formats }: Formats): Offer[] {
  const verbOf = (id: string): Offer['verb'] => {
    if (!actions.editors.edit.includes(id)) return 'viewWith'
    // Only ONLYOFFICE Docs fills in forms of a format that it does not edit.
    const fills = !actions.edit || (id === 'onlyoffice' && formats[extension]?.edit === false)
    return fills ? 'fillWith' : 'openWith'
  }
  return [...new Set([...actions.editors.edit, ...actions.editors.view])].flatMap((id) => {
    const editor = editors.find((one) => one.id === id)
    return editor === undefined ? [] : [{ ...editor, verb: verbOf(id) }]
  })
}
