/** What `GET /onlyoffice/formats` answers; see `docs/architecture.md`. */
export interface Formats {
  create: { kind: string; extension: string; label: string }[]
  formats: Record<
    string,
    { type: string | null; view: boolean; edit: boolean; convertToOoxml: string | null; convertTo: string[] }
  >
  /** For "Open with ...", by id. */
  editors: { id: string; name: string }[]
  openIn: 'tab' | 'admin'
  /** Empty: there is no ONLYOFFICE Docs, and so nothing that converts. */
  documentServerUrl: string
  ready: boolean
}
