/** The editor that opens a format (the editor config's `documentType`). Null: no document, only an image or a conversion target. */
export type FormatType = 'word' | 'cell' | 'slide' | 'pdf' | 'diagram' | null

/** One row of ONLYOFFICE/document-formats. */
export interface Format {
  /** Extension, lower case, no dot. */
  name: string
  type: FormatType
  /**
   * `view`, `edit` (saved back without loss), `lossy-edit` (saved in its own format, formatting may be lost), `auto-convert` (convert to
   * OOXML before editing), `review`, `comment`, `fill`, `customfilter` (the filter permission has effect), `encrypt`.
   */
  actions: readonly string[]
  /** Extensions that the conversion service makes of it; the recommended one first. */
  convert: readonly string[]
  /** Media types, the usual one first. Not unique to a format: decide by extension first. */
  mime: readonly string[]
}
