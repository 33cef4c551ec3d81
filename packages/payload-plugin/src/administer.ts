import type { LogEntry } from '@openwith/connector-core/host'
import { type CollectionSlug, canAccessAdmin, type Payload, type PayloadRequest } from 'payload'
import type { OpenWithOptions } from './options.ts'

/** Whether whoever makes this request may change the settings, run the check and use the recovery area. */
export async function mayAdminister(
  req: PayloadRequest,
  { administer }: Pick<OpenWithOptions, 'administer'>,
): Promise<boolean> {
  if (req.user === null) return false
  if (administer !== undefined) return await administer({ req })
  return await canAccessAdmin({ req }).then(
    () => true,
    () => false,
  )
}

/** Says once at the start that everybody who may enter the admin panel administers the connector, where that is more than one account and nobody has chosen it. */
export async function warnOfAdministrators(
  payload: Payload,
  { administer }: Pick<OpenWithOptions, 'administer'>,
  log: (entry: LogEntry) => void,
): Promise<void> {
  if (administer !== undefined) return
  const collection = payload.config.admin.user as CollectionSlug
  if ((await payload.db.count({ collection })).totalDocs < 2) return
  const message = `Whoever may enter the admin panel may change the editor's settings and read kept edits. Give openwith() an "administer" in payload.config.`
  log({ level: 'warn', code: 'administer.everybody', message })
}
