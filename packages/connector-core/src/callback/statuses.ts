/** What one callback status means for us. Source: the Docs API's callback handler page, statuses 0 to 7. */
export interface StatusRow {
  status: number
  name: string
  /** What is done with it. */
  action: 'presence' | 'save' | 'forcesave' | 'save_failed' | 'forcesave_failed' | 'closed' | 'ignored' | 'refused'
}

/** Statuses by number; one that is not here is an error, never a silent success. */
const statuses: readonly StatusRow[] = [
  { status: 0, name: 'not found', action: 'refused' },
  { status: 1, name: 'being edited', action: 'presence' },
  { status: 2, name: 'ready for saving', action: 'save' },
  { status: 3, name: 'saving failed', action: 'save_failed' },
  { status: 4, name: 'closed without changes', action: 'closed' },
  { status: 5, name: 'mail merge', action: 'ignored' },
  { status: 6, name: 'forcesave', action: 'forcesave' },
  { status: 7, name: 'forcesave failed', action: 'forcesave_failed' },
]

export function findStatus(status: number): StatusRow | undefined {
  return statuses.find((row) => row.status === status)
}
