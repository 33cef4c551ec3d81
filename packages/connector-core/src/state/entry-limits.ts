import { ConnectorError } from '../errors.ts'

/** Longest key, in characters; keys are ASCII. */
const longestKey = 200
/** Longest value in bytes of UTF-8. */
const longestValue = 4096

/** Holds callers to the limits that every database here can keep. Throws `internal`: a breach is a mistake of the core. */
export function checkEntry(key: string, value: string | null): void {
  if (key.length > longestKey || !/^[0-9A-Za-z._:/=-]+$/.test(key))
    throw new ConnectorError('internal', 'A key of the connector state is empty, too long or holds other characters.')
  if (value !== null && Buffer.byteLength(value) > longestValue)
    throw new ConnectorError('internal', 'A value of the connector state is longer than 4 KiB.')
}
