import { canAccessAdmin, type PayloadRequest } from 'payload'
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
