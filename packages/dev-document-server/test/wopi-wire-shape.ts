/** A recorded call. */
export interface CapturedCall {
  method: string
  url: string
  rawHeaders: string[]
  body?: unknown
  length?: number
}

/** One call in a form in which two recordings can be compared: changing values are replaced, names, casing and order are kept. */
export interface CallShape {
  method: string
  path: string
  query: string
  headers: [name: string, value: string][]
  hasBody: boolean
}

/** Values that differ in each recording. */
const changing: Readonly<Record<string, string>> = {
  'X-WOPI-Proof': '<proof>',
  'X-WOPI-ProofOld': '<proof>',
  'X-WOPI-TimeStamp': '<ticks>',
  'X-WOPI-CorrelationId': '<uuid>',
  'X-WOPI-SessionId': '<uuid>',
  Host: '<host>',
  'X-WOPI-Size': '<size>',
}

export function callShape(call: CapturedCall): CallShape {
  const pairs = call.rawHeaders.flatMap((name, index): [string, string][] =>
    index % 2 === 0 ? [[name, call.rawHeaders[index + 1] ?? '']] : [],
  )
  const length = Number(pairs.find(([name]) => name === 'Content-Length')?.[1] ?? 0)
  const [path = '', query = ''] = call.url.split('?')
  return {
    method: call.method,
    path: path.replace(/\/rel\d+/, '/<copy>'),
    query: query.replace(/(access_token_ttl=)\d+/, '$1<ms>').replace(/tok-rel\d+/, 'tok-<copy>'),
    headers: pairs.map(([name, value]) => [name, changing[name] ?? plain(name, value)]),
    hasBody: length > 0,
  }
}

function plain(name: string, value: string): string {
  if (name === 'Content-Length' && value !== '0') return '<length>'
  return value
    .replace(/^(lool-lock)[0-9a-f]{8}$/, '$1<hex>')
    .replace(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.(\d+)Z$/, (_time, digits: string) => `<time ${digits.length}>`)
    .replace(/tok-rel\d+/, 'tok-<copy>')
}
