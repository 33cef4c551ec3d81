import { Button, Flex, IconButton, Menu } from '@strapi/design-system'
import { Eye, More, Pencil } from '@strapi/icons'
import type { Formats } from './formats.ts'
import { type DocumentAnswer, useDocuments } from './use-documents.ts'
import { useText } from './use-text.ts'

interface DocumentButtonsProps {
  document: DocumentAnswer
  openIn: Formats['openIn']
  fullWidth?: boolean
  /** The place is narrow: the name takes no icon. */
  narrow?: boolean
  /** A document was added beside this one. */
  onAdded(): void
}

/** "Open with ONLYOFFICE", or what this user may do instead, and a menu for convert and download as. */
export function DocumentButtons({ document, openIn, fullWidth, narrow, onAdded }: DocumentButtonsProps) {
  const text = useText()
  const documents = useDocuments()
  const { actions } = document
  const writes = actions.edit || actions.fill
  const converts = [
    ...new Set([...(actions.convertToOoxml === null ? [] : [actions.convertToOoxml]), ...actions.convertTo]),
  ]

  async function convert(to: string) {
    if ((await documents.convert(document, to)) !== null) onAdded()
  }

  return (
    <Flex gap={2} width={fullWidth ? '100%' : undefined}>
      {actions.view && (
        <Button
          variant="secondary"
          size="S"
          type="button"
          startIcon={narrow ? undefined : writes ? <Pencil /> : <Eye />}
          style={{ flex: fullWidth ? 1 : undefined, whiteSpace: 'nowrap', paddingInline: narrow ? 0 : undefined }}
          onClick={() => documents.open(document, openIn)}
        >
          {text(actions.edit ? 'openWith' : actions.fill ? 'fillWith' : 'viewWith')}
        </Button>
      )}
      {converts.length + actions.downloadAs.length > 0 && (
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
            {converts.map((extension) => (
              <Menu.Item key={`convert ${extension}`} onSelect={() => convert(extension)}>
                {text('convertTo', { format: extension.toUpperCase() })}
              </Menu.Item>
            ))}
            {converts.length > 0 && actions.downloadAs.length > 0 && <Menu.Separator />}
            {actions.downloadAs.map((extension) => (
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
