import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { SpooledFile } from '@openwith/connector-core/host'

/** Puts bytes (or parts that are written one after the other) into a new file in `directory`, as the core hands a save to a host. */
export async function spoolBytes(
  directory: string,
  parts: Uint8Array | string | Iterable<Uint8Array>,
): Promise<SpooledFile> {
  const path = join(directory, `${randomBytes(12).toString('hex')}.bin`)
  const hash = createHash('sha256')
  let size = 0
  const handle = await open(path, 'wx', 0o600)
  try {
    const list = typeof parts === 'string' ? [Buffer.from(parts)] : parts instanceof Uint8Array ? [parts] : parts
    for (const part of list) {
      hash.update(part)
      size += part.byteLength
      await handle.writeFile(part)
    }
    await handle.sync()
  } catch (error) {
    await rm(path, { force: true })
    throw error
  } finally {
    await handle.close()
  }
  const sha256 = hash.digest('hex')
  return {
    path,
    size,
    sha256,
    stream: () => Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>,
  }
}
