/** A header that carries what looks like a JSON web token. */
export interface CarriedToken {
  /** Lower case. */
  name: string
  value: string
}

const looksLikeToken = /^(?:\S+[ =])?[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}$/
const longestValue = 1400
const most = 2

/** The request's headers that carry a token, whatever their name: the name in the settings may be the wrong one. Cookies are not looked at. */
export function carriedTokens(headers: Headers): CarriedToken[] {
  const found: CarriedToken[] = []
  headers.forEach((value, name) => {
    if (found.length < most && name !== 'cookie' && value.length <= longestValue && looksLikeToken.test(value))
      found.push({ name, value })
  })
  return found
}
