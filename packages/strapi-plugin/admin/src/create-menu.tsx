import { Button, Field, Menu, Modal, TextInput } from '@strapi/design-system'
import { Plus } from '@strapi/icons'
import { type FormEvent, useRef, useState } from 'react'
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
  const chosen = useRef<Formats['create'][number] | null>(null)
  const field = useRef<HTMLInputElement>(null)

  const labelOf = (entry: Formats['create'][number]) => {
    const key = labels[entry.kind]
    return key === undefined ? entry.label : text(key)
  }

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
        <Menu.Content
          popoverPlacement="bottom-start"
          // An open menu holds the focus, and gives it back to its button: the dialog comes after both.
          onCloseAutoFocus={(event) => {
            if (chosen.current === null) return
            event.preventDefault()
            setName('')
            setKind(chosen.current)
            chosen.current = null
          }}
        >
          {formats.create.map((entry) => (
            <Menu.Item
              key={entry.kind}
              onSelect={() => {
                chosen.current = entry
              }}
            >
              {labelOf(entry)}
            </Menu.Item>
          ))}
        </Menu.Content>
      </Menu.Root>
      <Modal.Root open={kind !== null} onOpenChange={(open: boolean) => !open && setKind(null)}>
        <Modal.Content
          onOpenAutoFocus={(event) => {
            event.preventDefault()
            field.current?.focus()
          }}
        >
          <form onSubmit={create}>
            <Modal.Header closeLabel={text('close')}>
              <Modal.Title>
                {text('createNew')}: {kind === null ? '' : labelOf(kind)}
              </Modal.Title>
            </Modal.Header>
            <Modal.Body>
              <Field.Root name="onlyoffice-name">
                <Field.Label>{text('name')}</Field.Label>
                <TextInput
                  ref={field}
                  name="onlyoffice-name"
                  value={name}
                  placeholder={kind?.label}
                  onChange={(event) => setName(event.target.value)}
                />
              </Field.Root>
            </Modal.Body>
            <Modal.Footer>
              <Modal.Close>
                <Button variant="tertiary" type="button">
                  {text('cancel')}
                </Button>
              </Modal.Close>
              <Button type="submit" loading={busy}>
                {text('create')}
              </Button>
            </Modal.Footer>
          </form>
        </Modal.Content>
      </Modal.Root>
    </>
  )
}
