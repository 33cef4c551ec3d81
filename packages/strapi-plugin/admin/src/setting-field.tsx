import {
  Field,
  Flex,
  MultiSelect,
  MultiSelectOption,
  NumberInput,
  SingleSelect,
  SingleSelectOption,
  Textarea,
  TextInput,
  Toggle,
  Typography,
} from '@strapi/design-system'
import { useState } from 'react'
import { useText } from './use-text.ts'

export type SettingValue = string | number | boolean | readonly string[]

/** One field of the form that the server describes. */
export interface SettingsField {
  name: string
  type: 'url' | 'text' | 'secret' | 'certificates' | 'boolean' | 'number' | 'choice' | 'choices' | 'extensions'
  group: string
  label: string
  help: string
  value?: SettingValue
  secretSet?: boolean
  fixedBy: 'environment' | 'configuration' | null
  variable?: string
  options?: readonly { value: string; label: string }[]
  min?: number
  max?: number
  danger?: { value: boolean; message: string }
}

interface SettingFieldProps {
  field: SettingsField
  /** As changed and not saved yet, or as in force. */
  value: SettingValue | null | undefined
  error: string | undefined
  onChange(value: SettingValue | null): void
}

/** A setting as one of Strapi's own form fields. What files or the environment fix is shown, with the reason, and cannot be changed. */
export function SettingField({ field, value, error, onChange }: SettingFieldProps) {
  const text = useText()
  const fixed =
    field.fixedBy === 'environment'
      ? text('fixedByEnvironment', { variable: field.variable ?? '' })
      : field.fixedBy === 'configuration'
        ? text('fixedByConfiguration')
        : null
  const hint = fixed ?? field.help
  const danger = field.danger !== undefined && value === field.danger.value ? field.danger.message : null
  return (
    <Field.Root name={field.name} hint={hint} error={error ?? false}>
      <Field.Label>{field.label}</Field.Label>
      <Input field={field} value={value} disabled={fixed !== null} onChange={onChange} />
      {danger !== null && (
        <Typography variant="pi" fontWeight="bold" textColor="danger600">
          {danger}
        </Typography>
      )}
      <Field.Hint />
      <Field.Error />
    </Field.Root>
  )
}

function Input({
  field,
  value,
  disabled,
  onChange,
}: Pick<SettingFieldProps, 'field' | 'value' | 'onChange'> & { disabled: boolean }) {
  const text = useText()
  const common = { name: field.name, disabled }
  switch (field.type) {
    case 'boolean':
      return (
        <Toggle
          {...common}
          onLabel={text('on')}
          offLabel={text('off')}
          checked={value === true}
          onChange={(event: React.ChangeEvent<HTMLInputElement>) => onChange(event.target.checked)}
        />
      )
    case 'number':
      return (
        <NumberInput
          {...common}
          value={typeof value === 'number' ? value : undefined}
          onValueChange={(next) => onChange(next ?? null)}
        />
      )
    case 'secret':
      return (
        <TextInput
          {...common}
          type="password"
          autoComplete="new-password"
          value={typeof value === 'string' ? value : ''}
          placeholder={text(field.secretSet ? 'secretSet' : 'secretNotSet')}
          onChange={(event) => onChange(event.target.value)}
        />
      )
    case 'certificates':
      return <Textarea {...common} value={String(value ?? '')} onChange={(event) => onChange(event.target.value)} />
    case 'choice':
      return (
        <SingleSelect {...common} value={String(value ?? '')} onChange={(next) => onChange(String(next))}>
          {(field.options ?? []).map((option) => (
            <SingleSelectOption key={option.value} value={option.value}>
              {option.label}
            </SingleSelectOption>
          ))}
        </SingleSelect>
      )
    case 'choices':
      return (
        <MultiSelect
          {...common}
          withTags
          value={[...((value as string[] | null | undefined) ?? [])]}
          onChange={(next) => onChange(next)}
        >
          {(field.options ?? []).map((option) => (
            <MultiSelectOption key={option.value} value={option.value}>
              {option.label}
            </MultiSelectOption>
          ))}
        </MultiSelect>
      )
    case 'extensions':
      return <ExtensionsInput {...common} value={value as readonly string[] | null | undefined} onChange={onChange} />
    default:
      return (
        <TextInput
          {...common}
          type={field.type === 'url' ? 'url' : 'text'}
          value={String(value ?? '')}
          placeholder={field.type === 'url' ? 'https://' : undefined}
          onChange={(event) => onChange(event.target.value)}
        />
      )
  }
}

/** Extensions as people write them, `odt, rtf`. What is typed stays as it is while it is typed. */
function ExtensionsInput({
  name,
  disabled,
  value,
  onChange,
}: {
  name: string
  disabled: boolean
  value: readonly string[] | null | undefined
  onChange(value: string[]): void
}) {
  const [typed, setTyped] = useState<string | null>(null)
  return (
    <Flex direction="column" alignItems="stretch">
      <TextInput
        name={name}
        disabled={disabled}
        value={typed ?? (value ?? []).join(', ')}
        placeholder="odt, rtf"
        onBlur={() => setTyped(null)}
        onChange={(event) => {
          setTyped(event.target.value)
          onChange(
            event.target.value
              .split(/[\s,;]+/)
              .map((extension) => extension.replace(/^\./, '').toLowerCase())
              .filter((extension) => extension !== ''),
          )
        }}
      />
    </Flex>
  )
}
