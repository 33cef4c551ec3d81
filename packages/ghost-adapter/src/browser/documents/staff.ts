import type { FormatsAnswer } from '@openwith/connector-core/browser'
import { type Text, textsFor } from '../translations/text.ts'
import { type GhostDoor, ghostDoor, type StaffAnswer } from './ghost-door.ts'

/** The person who is signed in to Ghost, and what they may do with documents. */
export interface Staff {
  door: GhostDoor
  /** Path of our routes, such as `/ghost/openwith/`. */
  mount: string
  me: StaffAnswer
  formats: FormatsAnswer
  text: Text
  errors: StaffAnswer['errors']
  /** For dates, numbers and new documents. */
  locale: string
}

/** Throws `RequestError`: `unauthenticated` without a verified session. */
export async function loadStaff(mount: string): Promise<Staff> {
  const first = ghostDoor(mount)
  const [me, formats] = await Promise.all([first.me(), first.formats()])
  const locale = validLocale(me.user.locale)
  return { door: ghostDoor(mount, { locale }), mount, me, formats, text: textsFor(locale), errors: me.errors, locale }
}

/** Ghost takes any text as a site's language. */
export function validLocale(locale: string | null | undefined): string {
  try {
    return Intl.getCanonicalLocales((locale ?? '').replace('_', '-'))[0] ?? 'en'
  } catch {
    return 'en'
  }
}
