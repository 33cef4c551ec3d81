const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/**
 * The conversion service's XML answer as its JSON one: some proxies drop `Accept`, and the service of old releases prefers XML.
 * Knows the four elements of `<FileResult>` only. Source: ONLYOFFICE docs, "Conversion API > XML".
 */
export function readXmlAnswer(xml: string): Record<string, unknown> {
  const text = (name: string): string | undefined => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1]?.trim()
  const error = text('Error')
  if (error !== undefined) return { error: Number(error) }
  const fileUrl = text('FileUrl')?.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => entities[name] ?? '')
  return {
    ...(fileUrl === undefined ? {} : { fileUrl }),
    fileType: text('FileType'),
    percent: Number(text('Percent') ?? 0),
    endConvert: text('EndConvert')?.toLowerCase() === 'true',
  }
}
