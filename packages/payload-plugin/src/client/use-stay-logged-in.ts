import { useAuth } from '@payloadcms/ui'
import { useEffect, useRef } from 'react'

const everyMilliseconds = 5000

/**
 * Keeps the login of whoever works in the editor. Payload's admin renews it when a form changes and else sends people to the login, editor and all; typing
 * happens in a frame that it does not see. What this answers takes note of work: a login during which there was some is renewed before it ends
 * (`@payloadcms/ui` 3.90: providers/Auth, whose `refreshCookie` does nothing before). A login without any ends as Payload says.
 */
export function useStayLoggedIn(): (dirty: boolean) => void {
  const auth = useAuth()
  const refresh = useRef(auth.refreshCookie)
  refresh.current = auth.refreshCookie
  const work = useRef({ seen: true, dirty: false })
  const { tokenExpirationMs } = auth
  // A new login begins: only what is unsaved now counts for it already. The first one was just used to open the document.
  const login = useRef(tokenExpirationMs)
  useEffect(() => {
    if (login.current !== undefined && login.current !== tokenExpirationMs) work.current.seen = work.current.dirty
    login.current = tokenExpirationMs
  }, [tokenExpirationMs])
  useEffect(() => {
    const timer = setInterval(() => {
      if (work.current.seen) refresh.current()
    }, everyMilliseconds)
    return () => clearInterval(timer)
  }, [])
  return (dirty) => {
    work.current = { seen: true, dirty }
  }
}
