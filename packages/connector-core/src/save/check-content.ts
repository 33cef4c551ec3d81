import { open } from 'node:fs/promises'
import { ConnectorError } from '../errors.ts'
import { containerOf, containerProbeBytes, matchesContainer } from '../formats/index.ts'
import type { SpooledFile } from '../host.ts'

/** A zip archive ends in its directory's end record: 22 bytes and a comment of up to 65,535. */
const zipTailBytes = 22 + 65_535
const zipEnd = Buffer.from([0x50, 0x4b, 0x05, 0x06])

/**
 * Looks whether the bytes can be a file of that extension: not empty, the container's first bytes, and for a zip its end record, which a
 * truncated download lacks. Throws `content_mismatch`.
 */
export async function checkContent(file: SpooledFile, extension: string): Promise<void> {
  const container = containerOf(extension)
  if (file.size === 0) {
    if (container === 'text' || container === 'unknown') return
    throw new ConnectorError(
      'content_mismatch',
      `Document Server delivered an empty file where a .${extension} was expected.`,
    )
  }
  const handle = await open(file.path, 'r')
  try {
    const head = Buffer.alloc(Math.min(containerProbeBytes, file.size))
    await handle.read(head, 0, head.length, 0)
    if (!matchesContainer(head, extension)) {
      throw new ConnectorError('content_mismatch', `What Document Server delivered is not a .${extension} file.`)
    }
    if (container === 'zip' && head.subarray(0, 2).toString('latin1') === 'PK') {
      const tail = Buffer.alloc(Math.min(zipTailBytes, file.size))
      await handle.read(tail, 0, tail.length, file.size - tail.length)
      if (tail.lastIndexOf(zipEnd) < 0) {
        throw new ConnectorError(
          'content_mismatch',
          `The .${extension} file that Document Server delivered is cut short.`,
        )
      }
    }
  } finally {
    await handle.close()
  }
}
