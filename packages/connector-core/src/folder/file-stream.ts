import type { FileHandle } from 'node:fs/promises'
import { HostError } from '../errors.ts'

const chunkBytes = 256 * 1024

/**
 * The bytes from `start`, `size` of them. Reads as fast as they are taken, closes the file at the end and when it is cancelled, and ends in an error
 * when the file was shorter or `isUnchanged` says that it was written to meanwhile.
 */
export function fileStream(
  handle: FileHandle,
  { start, size, isUnchanged }: { start: number; size: number; isUnchanged(): Promise<boolean> },
): ReadableStream<Uint8Array> {
  let done = 0
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const wanted = Math.min(chunkBytes, size - done)
          const chunk = new Uint8Array(wanted)
          const { bytesRead } = wanted === 0 ? { bytesRead: 0 } : await handle.read(chunk, 0, wanted, start + done)
          done += bytesRead
          const isShort = wanted > 0 && bytesRead === 0
          if (isShort || (done === size && !(await isUnchanged())))
            throw new HostError('unavailable', 'The file was changed while it was being read. Try again.')
          if (bytesRead > 0) controller.enqueue(chunk.subarray(0, bytesRead))
          if (done < size) return
          await handle.close()
          controller.close()
        } catch (error) {
          await handle.close().catch(() => {})
          controller.error(error)
        }
      },
      async cancel() {
        await handle.close()
      },
    },
    { highWaterMark: 0 },
  )
}
