/** Pictures that every editor can put into a document, with their media types. Source: Docs API, `insertImage`; Collabora takes these as well. */
const mediaTypes: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  bmp: 'image/bmp',
}

/** Lower-case extensions without dot. */
export const pictureExtensions: readonly string[] = Object.keys(mediaTypes)

/** Media type of a picture by its extension; null for what is none that an editor takes. */
export function pictureMediaType(extension: string): string | null {
  return Object.hasOwn(mediaTypes, extension) ? (mediaTypes[extension] ?? null) : null
}
