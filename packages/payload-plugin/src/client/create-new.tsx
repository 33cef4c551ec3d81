import {
  Button,
  ConfirmationModal,
  Link,
  TextInput,
  useAuth,
  useConfig,
  useListDrawerContext,
  useModal,
} from '@payloadcms/ui'
import type { BeforeListTableClientProps } from 'payload'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { isGranted } from '../is-granted.ts'
import { settingsSlug } from '../names.ts'
import { allowedKinds, type Kind, kindLabels } from './kinds.ts'
import { useDocuments } from './use-documents.ts'
import { useDoor } from './use-door.ts'
import { useFormats } from './use-formats.ts'
import { useText } from './use-text.ts'

/** "Create new" above the list of an upload collection: a kind, a name, and the new document opens. Whoever may not create sees nothing. */
export function CreateNew({ collectionSlug }: BeforeListTableClientProps) {
  const { text } = useText()
  const door = useDoor()
  const documents = useDocuments()
  const formats = useFormats()
  const { permissions } = useAuth()
  const upload = useConfig().getEntityConfig({ collectionSlug })?.upload
  const { isInDrawer, refresh } = useListDrawerContext()
  const { openModal } = useModal()
  const modalSlug = `openwith-create-${useId()}`
  const [kind, setKind] = useState<Kind | null>(null)
  const [name, setName] = useState('')

  if (formats === null || !isGranted(permissions?.collections?.[collectionSlug]?.create)) return null
  if (!formats.ready) {
    return isGranted(permissions?.globals?.[settingsSlug]?.update) ? (
      <div>
        {text('notReady')} <Link href={door.adminPath(`/globals/${settingsSlug}`)}>{text('openSettings')}</Link>
      </div>
    ) : null
  }
  const offered = allowedKinds(formats.create, typeof upload === 'object' ? upload.mimeTypes : undefined)
  if (offered.length === 0) return null

  async function create() {
    if (kind === null) return
    // In a drawer the list stays where it is, for something is being chosen there.
    const created = await documents.create(kind.kind, name, collectionSlug, isInDrawer ? 'tab' : place)
    if (created !== null && isInDrawer) await refresh()
  }
  const place = formats.openIn

  return (
    <section
      aria-label={text('createNew')}
      style={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 'calc(var(--base) / 2)' }}
    >
      <span style={{ color: 'var(--theme-elevation-600)' }}>{text('createNew')}</span>
      {offered.map((one) => (
        <Button
          key={one.kind}
          buttonStyle="pill"
          size="small"
          margin={false}
          icon="plus"
          iconPosition="left"
          onClick={() => {
            setName('')
            setKind(one)
            openModal(modalSlug)
          }}
        >
          {text(kindLabels[one.kind])}
        </Button>
      ))}
      <ConfirmationModal
        modalSlug={modalSlug}
        heading={`${text('createNew')}: ${kind === null ? '' : text(kindLabels[kind.kind])}`}
        body={<NameField label={text('name')} value={name} placeholder={kind?.label ?? ''} onChange={setName} />}
        cancelLabel={text('cancel')}
        confirmLabel={text('create')}
        confirmingLabel={text('creating')}
        onConfirm={create}
      />
    </section>
  )
}

function NameField(props: { label: string; value: string; placeholder: string; onChange(value: string): void }) {
  const { label, value, placeholder, onChange } = props
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current?.focus(), [])
  const confirm = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return
    event.preventDefault()
    input.current?.closest('dialog')?.querySelector<HTMLButtonElement>('#confirm-action')?.click()
  }
  return (
    <TextInput
      path="openwith-name"
      label={label}
      value={value}
      placeholder={placeholder}
      inputRef={input as React.RefObject<HTMLInputElement>}
      onChange={(event: React.ChangeEvent<HTMLInputElement>) => onChange(event.target.value)}
      onKeyDown={confirm}
    />
  )
}
