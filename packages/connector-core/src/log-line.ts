import type { LogEntry } from './host.ts'

/** A log entry as one text for hosts whose log takes texts: `[name] code: message (file id) [cause] [its cause]`, errors with their stacks. */
export function logLine(name: string, entry: LogEntry): string {
  const of = entry.documentId === undefined ? '' : ` (file ${entry.documentId})`
  return `[${name}] ${entry.code}: ${entry.message}${of}${describeCause(entry.cause)}`
}

function describeCause(cause: unknown): string {
  if (cause === undefined) return ''
  if (!(cause instanceof Error)) return ` [${String(cause)}]`
  return ` [${cause.stack ?? cause.message}]${describeCause(cause.cause)}`
}
