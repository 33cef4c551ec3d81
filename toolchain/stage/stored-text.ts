import { readFile } from 'node:fs/promises'
import { strFromU8, unzipSync } from 'fflate'

/** All text of the parts of a stored document. */
export async function storedText(file: string): Promise<string> {
  return Object.entries(unzipSync(await readFile(file)))
    .filter(([name]) => name.endsWith('.xml'))
    .map(([, bytes]) => strFromU8(bytes).replace(/<[^>]*>/g, ''))
    .join('\n')
}
