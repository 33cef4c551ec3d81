import type { DocumentServerClient } from '../document-server/index.ts'
import { ConnectorError } from '../errors.ts'
import { type CommandOptions, nothingToSave, sendCommand, unknownKey } from './send-command.ts'

/**
 * Release of Document Server, such as `9.3.1.10`. Every command throws `command_failed` (with `detail.commandError`), `document_server_token`,
 * `document_server_*`, `not_configured`, `settings_invalid`. No command may be sent while a lock on its document is held: callbacks can arrive before
 * the command's own answer.
 */
export async function version(client: DocumentServerClient, options?: CommandOptions): Promise<string> {
  const { version } = await sendCommand(client, { c: 'version' }, options)
  return text(version, 'version')
}

/** Licence, build and quota, as Document Server gives them; the open-source edition leaves fields out. */
export async function license(
  client: DocumentServerClient,
  options?: CommandOptions,
): Promise<Record<'license' | 'server' | 'quota', Record<string, unknown>>> {
  const answer = await sendCommand(client, { c: 'license' }, options)
  return { license: object(answer.license), server: object(answer.server), quota: object(answer.quota) }
}

/**
 * Ids of the users who have the document open; empty before release 8.2. Null: the key is unknown to Document Server. A callback with status 1 or 4
 * arrives before this answers, with `userdata`.
 */
export async function info(
  client: DocumentServerClient,
  key: string,
  { userdata, ...options }: CommandOptions & { userdata?: string } = {},
): Promise<{ users: string[] } | null> {
  const command = { c: 'info', key, ...(userdata === undefined ? {} : { userdata }) }
  const answer = await sendCommand(client, command, { ...options, accept: [unknownKey] })
  return answer.error === unknownKey ? null : { users: texts(answer.users) }
}

/**
 * Asks for the current state of a running session. `started`: a callback with status 6 and `userdata` follows, or came already. `unchanged`: there is
 * nothing new to store. `unknown`: nobody has the document open.
 */
export async function forcesave(
  client: DocumentServerClient,
  key: string,
  { userdata, ...options }: CommandOptions & { userdata?: string } = {},
): Promise<'started' | 'unchanged' | 'unknown'> {
  const command = { c: 'forcesave', key, ...(userdata === undefined ? {} : { userdata }) }
  const { error } = await sendCommand(client, command, { ...options, accept: [unknownKey, nothingToSave] })
  if (error === unknownKey) return 'unknown'
  return error === nothingToSave ? 'unchanged' : 'started'
}

/** Makes these users viewers, or without `users` everyone (release 8.3 or later). What they changed before is kept. */
export async function drop(
  client: DocumentServerClient,
  key: string,
  { users, ...options }: CommandOptions & { users?: readonly string[] } = {},
): Promise<void> {
  const command = { c: 'drop', key, ...(users === undefined ? {} : { users }) }
  await sendCommand(client, command, { ...options, accept: [unknownKey] })
}

/** Shows a new title in every editor of this key. Nothing happens when nobody has it open. */
export async function meta(
  client: DocumentServerClient,
  key: string,
  title: string,
  options?: CommandOptions,
): Promise<void> {
  const command = { c: 'meta', key, meta: { title } }
  await sendCommand(client, command, { ...options, accept: [unknownKey] })
}

/** Keys of the documents whose last save nobody took. Throws `not_supported` before release 7.5, as the next two do. */
export async function getForgottenList(client: DocumentServerClient, options?: CommandOptions): Promise<string[]> {
  const { keys } = await sendCommand(client, { c: 'getForgottenList' }, options)
  return texts(keys)
}

/** Address of a forgotten file, good for 15 minutes; download it with `client.open`. Null: there is none with this key. */
export async function getForgotten(
  client: DocumentServerClient,
  key: string,
  options?: CommandOptions,
): Promise<string | null> {
  const answer = await sendCommand(client, { c: 'getForgotten', key }, { ...options, accept: [unknownKey] })
  return answer.error === unknownKey ? null : text(answer.url, 'getForgotten')
}

/** Deletes a forgotten file, for ever. False: there was none with this key. */
export async function deleteForgotten(
  client: DocumentServerClient,
  key: string,
  options?: CommandOptions,
): Promise<boolean> {
  const answer = await sendCommand(client, { c: 'deleteForgotten', key }, { ...options, accept: [unknownKey] })
  return answer.error !== unknownKey
}

function text(value: unknown, command: string): string {
  if (typeof value === 'string' && value !== '') return value
  throw new ConnectorError(
    'document_server_answer',
    `Document Server's answer to the command "${command}" is not complete. Its log may have the reason.`,
    { detail: { command } },
  )
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : []
}

function object(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
