/** What `GET /onlyoffice/formats` answers; see `docs/architecture.md`. */
export interface Formats {
  create: { kind: string; extension: string; label: string }[]
  formats: Record<
    string,
    { type: string | null; view: boolean; edit: boolean; convertToOoxml: string | null; convertTo: string[] }
  >
  openIn: 'tab' | 'admin'
  ready: boolean
}
