import jwt from 'jsonwebtoken'

/** One request in a form in which two recordings can be compared: changing values are replaced, order is kept. */
export interface WireShape {
  kind: string
  method: string
  path: string
  headerNames: string[]
  constantHeaders: Record<string, unknown>
  body: unknown
  headerClaims: unknown
  bodyClaims: unknown
}

export interface RequestRecord {
  kind: string
  method: string
  url: string
  rawHeaders: string[]
  headers: Record<string, unknown>
  body?: unknown
}

/** `names` are the values that differ by design (keys, document names): they become placeholders. */
export function wireShape(record: RequestRecord, names: Readonly<Record<string, string>>): WireShape {
  const body = record.body as Record<string, unknown> | undefined
  const bearer = record.headers.authorization
  const { accept, 'content-type': contentType, 'user-agent': userAgent, connection } = record.headers
  return {
    kind: record.kind,
    method: record.method,
    path: replaceNames(record.url, names),
    headerNames: record.rawHeaders.filter((_, index) => index % 2 === 0),
    constantHeaders: { accept, contentType, userAgent, connection, encoding: record.headers['accept-encoding'] },
    body:
      body === undefined
        ? undefined
        : shape({ ...body, ...(body.token === undefined ? {} : { token: '<token>' }) }, names),
    headerClaims: typeof bearer === 'string' ? claims(bearer.replace('Bearer ', ''), names) : undefined,
    bodyClaims: typeof body?.token === 'string' ? claims(body.token, names) : undefined,
  }
}

function claims(token: string, names: Readonly<Record<string, string>>): unknown {
  const { header, payload } = jwt.decode(token, { complete: true }) as jwt.Jwt
  const { iat = 0, exp = 0, ...rest } = payload as jwt.JwtPayload
  // Ordered pairs: the order of claims is compared, too.
  return { header, lifetime: exp - iat, order: Object.keys(payload), rest: shape(rest, names) }
}

/** Objects become lists of pairs, so that the order of fields counts. */
function shape(value: unknown, names: Readonly<Record<string, string>>): unknown {
  if (Array.isArray(value)) return value.map((each) => shape(each, names))
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).map(([name, each]) => [name, shape(each, names)])
  }
  return typeof value === 'string' ? replaceNames(value, names) : value
}

function replaceNames(text: string, names: Readonly<Record<string, string>>): string {
  // Signatures first: a name may happen to occur in one.
  let result = text.replace(/md5=[\w-]{22}(?=&)/, 'md5=<md5>')
  for (const [from, to] of Object.entries(names)) result = result.replaceAll(from, to)
  return result
    .replace(/^http:\/\/127\.0\.0\.1:\d+/, '<origin>')
    .replace(/_\d+\/(?=output|changes)/g, '_<number>/')
    .replace(/expires=\d{10}(?=&)/, 'expires=<time>')
    .replace(/^[0-9a-f]{64}$/, '<sha256>')
    .replace(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/, '<YYYY-MM-DD HH:MM:SS>')
    .replace(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, '<ISO time>')
}
