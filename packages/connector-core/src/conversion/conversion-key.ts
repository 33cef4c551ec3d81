import { createHmac } from 'node:crypto'

/** What a conversion's result depends on. */
export interface ConversionInput {
  /** Address of the document as Document Server reaches it. */
  url: string
  /** Extension of the document, lower case. */
  from: string
  /** Extension of the result, or `ooxml`, `odf`, `pdfa`, an image type. */
  to: string
  /** Names the document and its content among all documents: its id and version, or its document key. */
  revision: string
  /** Its base name becomes that of the result. */
  title?: string
  /** Opens a protected document; the result is not protected. */
  password?: string
  /** BCP 47 region for numbers and dates, such as `de-DE`. */
  region?: string
  /** Other parameters of the conversion service, such as `thumbnail`, `pdf`, `codePage`, sent as they are. */
  options?: Readonly<Record<string, unknown>>
  /** Another number asks anew where Document Server would repeat a failed result (error -3) for 24 hours. Default: 0. */
  attempt?: number
}

/**
 * The `key` of a conversion: 45 characters of the allowed set. Document Server caches results by key and output type alone, so the key changes with each
 * input. Of `url` only what stands before the query counts: link tokens differ at each call, and a repeated request has to keep its key. Keyed with
 * `secret`, for the key appears in logs and must not help to guess a password. Source: ONLYOFFICE docs, "Conversion API".
 */
export function conversionKey(input: ConversionInput, secret: string): string {
  const { from, to, revision, title, password, region, options, attempt } = input
  const address = input.url.split('?', 1)[0]
  const parts = [address, from, to, revision, title, password, region, options && sorted(options), attempt ?? 0]
  const hash = createHmac('sha256', secret).update(JSON.stringify(parts.map((part) => part ?? null)))
  return `c-${hash.digest('base64url')}`
}

/** The same entries in one order at every depth, so that equal options give equal keys. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, entry]) => [name, sorted(entry)])
}
