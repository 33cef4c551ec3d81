/** What a conversion request is answered with. */
export type ConversionReply =
  | { fileUrl: string; fileType: string; percent: 100; endConvert: true }
  | { percent: 0; endConvert: false }
  | { error: number }

/** XML when the `Accept` header asks for it; JSON otherwise, also without one. */
export function renderConversionReply(
  reply: ConversionReply,
  accept: string | undefined,
  xmlByDefault: boolean,
): { contentType: string; body: string } {
  const wantsJson = accept?.includes('json') === true
  const wantsXml =
    !wantsJson && (/(^|,|\s)(application|text)\/(xhtml\+)?xml|text\/html/.test(accept ?? '') || xmlByDefault)
  if (!wantsXml) return { contentType: 'application/json; charset=UTF-8', body: JSON.stringify(reply) }
  return {
    contentType: 'text/xml; charset=UTF-8',
    body: `<?xml version="1.0" encoding="utf-8"?><FileResult>${xmlFields(reply)}</FileResult>`,
  }
}

function xmlFields(reply: ConversionReply): string {
  if ('error' in reply) return `<Error>${reply.error}</Error>`
  if (!reply.endConvert) return '<FileUrl/><FileType/><Percent>0</Percent><EndConvert>False</EndConvert>'
  const url = reply.fileUrl.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<FileUrl>${url}</FileUrl><FileType>${reply.fileType}</FileType><Percent>100</Percent><EndConvert>True</EndConvert>`
}
