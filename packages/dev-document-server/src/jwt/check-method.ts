import { isDeepStrictEqual } from 'node:util'
import { type EditorError, editorErrors } from './check-opening.ts'
import { type Claims, verifyToken } from './verify.ts'

export type MethodCheck = { ok: true; claims: Claims } | { ok: false; error: EditorError }

/**
 * The signed argument of a DocsAPI method such as `insertImage`: flat claims that say all that the argument says. ONLYOFFICE Docs looks at the claims
 * alone; an argument that differs from them is a mistake of the host page, so it is refused here. ONLYOFFICE docs: "Browser", insertImage.
 */
export function checkMethod(argument: Record<string, unknown>, secret: string | null, now: Date): MethodCheck {
  const { token, ...plain } = argument
  if (secret === null) return { ok: true, claims: plain }
  const verified = verifyToken(token, secret, now)
  if (!verified.ok) {
    return { ok: false, error: verified.reason === 'expired' ? editorErrors.tokenExpired : editorErrors.tokenInvalid }
  }
  const { claims } = verified
  const isEqual = Object.entries(plain).every(([name, value]) => isDeepStrictEqual(value, claims[name]))
  return isEqual ? { ok: true, claims } : { ok: false, error: editorErrors.tokenInvalid }
}
