import { fillIn } from '../texts/index.ts'
import type { SettingField } from './schema.ts'

/** Finds the text for `key` in somebody's language; falls back to `english`. */
export type TranslateSetting = (key: string, english: string) => string

export const inEnglish: TranslateSetting = (_key, english) => english

/** What is said of wrong settings, in English; other languages replace it by the key `settings.message.<name>`. Never holds a value. */
export const settingMessages = {
  boolean: '{label} ({name}) must be true or false.',
  number: '{label} ({name}) must be a number.',
  wholeNumber: '{label} ({name}) must be a whole number.',
  between: '{label} ({name}) must be between {min} and {max}.',
  betweenOr: '{label} ({name}) must be between {min} and {max}, or one of {also}.',
  list: '{label} ({name}) must be a list, or words separated by commas.',
  empty: '{label} ({name}) must not be empty.',
  only: '{label} ({name}) may hold only {allowed}.',
  extensions: '{label} ({name}) must hold file extensions, such as docx or odt.',
  text: '{label} ({name}) must be text.',
  length: '{label} ({name}) must have at most {max} characters.',
  controlCharacters: '{label} ({name}) must not hold line breaks or control characters.',
  choice: '{label} ({name}) must be one of {allowed}.',
  header: '{label} ({name}) must be a free header name.',
  ascii: '{label} ({name}) must be plain ASCII text.',
  address: '{label} ({name}) must be an address that starts with https:// or http://.',
  credentials: '{label} ({name}) must not hold a user name or password.',
  query: '{label} ({name}) must be without a query and a fragment.',
  privateKey: '{label} ({name}) holds a private key. Remove it; only certificates belong here.',
  pem: '{label} ({name}) must be PEM text: -----BEGIN CERTIFICATE-----, the data, -----END CERTIFICATE-----.',
  certificate: '{label} ({name}) is not readable: certificate {number} is damaged or not a certificate.',
  file: '{label} ({name}): the file is not readable.',
  fixedByEnvironment: '{label} ({name}) is fixed by {variable} and cannot be changed here.',
  fixedByConfiguration: '{label} ({name}) is fixed by the configuration of the CMS and cannot be changed here.',
  unknown: 'There is no setting named {name}.',
  ignored: 'There is no setting named {name}; it is ignored.',
  storedIgnored: '{error} The stored value is ignored.',
  correctVariable: '{error} Correct the environment variable {variable}.',
  correctConfiguration: '{error} Correct the configuration of the CMS.',
} as const

export type SettingMessage = keyof typeof settingMessages

type Values = Readonly<Record<string, string | number>>

export function settingMessage(translate: TranslateSetting, message: SettingMessage, values: Values): string {
  return fillIn(translate(`settings.message.${message}`, settingMessages[message]), values)
}

/** A message about one setting: begins with its label. */
export function fieldMessage(
  translate: TranslateSetting,
  { name, label }: Pick<SettingField, 'name' | 'label'>,
  message: SettingMessage,
  values: Values = {},
): string {
  return settingMessage(translate, message, { ...values, name, label: translate(`settings.${name}.label`, label) })
}
