import { ConfirmationModal, SelectInput } from '@payloadcms/ui'
import { useState } from 'react'
import { useText } from './use-text.ts'

interface FormatDialogProps {
  modalSlug: string
  kind: 'convert' | 'download'
  /** Of the document. */
  name: string
  /** Extensions; the first one is chosen at the start. */
  formats: readonly string[]
  onChosen(format: string): void
}

/** Asks for a format. The work goes on behind the dialog, which closes at once. */
export function FormatDialog({ modalSlug, kind, name, formats, onChosen }: FormatDialogProps) {
  const { text } = useText()
  const [chosen, setChosen] = useState(formats[0] ?? '')
  const field = `openwith-format-${kind}`
  return (
    <ConfirmationModal
      modalSlug={modalSlug}
      heading={text(kind === 'convert' ? 'convertTitle' : 'downloadTitle', { name })}
      body={
        <>
          {kind === 'convert' && <p>{text('convertHelp')}</p>}
          <SelectInput
            name={field}
            path={field}
            label={text('format')}
            isClearable={false}
            options={formats.map((value) => ({ value, label: value.toUpperCase() }))}
            value={chosen}
            onChange={(option) => {
              const value = Array.isArray(option) ? option[0]?.value : option?.value
              if (typeof value === 'string') setChosen(value)
            }}
          />
        </>
      }
      cancelLabel={text('cancel')}
      confirmLabel={text(kind === 'convert' ? 'convertNow' : 'download')}
      onConfirm={() => onChosen(chosen)}
    />
  )
}
