import { Button, Dialog, Field, Flex, Menu, TextInput } from '@strapi/design-system'
import { Plus } from '@strapi/icons'
import { type FormEvent, useState } from 'react'
import type { Formats } from './formats.ts'
import { useDocuments } from './use-documents.ts'
import { type TextKey, useText } from './use-text.ts'

const labels: Record<string, TextKey> = { docx: 'kindDocx', xlsx: 'kindXlsx', pptx: 'kindPptx', pdf: 'kindPdf' }

/** "Create new": the kinds of blank documents, then a name. The new document opens at once. */
export function CreateMenu({
  formats,
  folder,
  onCreated,
}: {
  formats: Formats
  folder: string | null
  onCreated(): void
}) {
  const text = useText()
  const documents = useDocuments()
  const [kind, setKind] = useState<Formats['create'][number] | null>(null)
  const [name, setName] = useState('')
  const [busy, setBusy] = useState(false)

  async function create(event: FormEvent) {
    event.preventDefault()
    if (kind === null || busy) return
    setBusy(true)
    const created = await documents.create(kind.kind, name, folder, formats.openIn)
    setBusy(false)
    if (created === null) return
    setKind(null)
    onCreated()
  }

  return (
    <>
      <Menu.Root>
        <Menu.Trigger variant="secondary" size="S" startIcon={<Plus />}>
          {text('createNew')}
        </Menu.Trigger>
        <Menu.Content popoverPlacement="bottom-start">
          {formats.create.map((entry) => (
            <Menu.Item
              key={entry.kind}
              onSelect={() => {
                setName('')
                setKind(entry)
              }}
            >
              {labels[entry.kind] === undefined ? entry.label : text(labels[entry.kind] as TextKey)}
            </Menu.Item>
          ))}
        </Menu.Content>
      </Menu.Root>
      <Dialog.Root open={kind !== null} onOpenChange={(open: boolean) => !open && setKind(null)}>
        <Dialog.Content>
          <form onSubmit={create}>
            <Dialog.Header>{kind === null ? '' : text(labels[kind.kind] ?? 'createNew')}</Dialog.Header>
            <Dialog.Body>
              <Flex direction="column" alignItems="stretch" width="100%">
                <Field.Root name="onlyoffice-name">
                  <Field.Label>{text('name')}</Field.Label>
                  <TextInput
                    autoFocus
                    name="onlyoffice-name"
                    value={name}
                    placeholder={kind?.label}
                    onChange={(event) => setName(event.target.value)}
                  />
                  <Field.Hint />
                </Field.Root>
              </Flex>
            </Dialog.Body>
            <Dialog.Footer>
              <Dialog.Cancel>
                <Button variant="tertiary" fullWidth type="button">
                  {text('cancel')}
                </Button>
              </Dialog.Cancel>
              <Button fullWidth type="submit" loading={busy}>
                {text('create')}
              </Button>
            </Dialog.Footer>
          </form>
        </Dialog.Content>
      </Dialog.Root>
    </>
  )
}
