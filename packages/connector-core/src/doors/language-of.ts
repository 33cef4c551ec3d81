import type { User } from '../host.ts'

/**
 * In which language a person reads, as a BCP 47 tag or an Accept-Language: what the page asks for (`?locale=`, for a CMS whose admin has a language of its
 * own), else what the CMS knows of the person, else what the browser sends.
 */
export function languageOf(request: Request, user: User): string | undefined {
  const asked = new URL(request.url).searchParams.get('locale')
  return asked || user.locale || request.headers.get('accept-language') || undefined
}
