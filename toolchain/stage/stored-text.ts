import { readFile } from 'node:fs/promises'
import { strFromU8, unzipSync } from 'fflate'

/** All text of the parts of a stored document, and the names of its pictures, such as `word/media/image1.png`. */
export async function storedText(file: string): Promise<string> {
  return Object.entries(unzipSync(await readFile(file)))
    .filter(([name]) => name.endsWith('.xml') || name.includes('/media/'))
    .map(([name, bytes]) => (name.endsWith('.xml') ? strFromU8(bytes).replace(/<[^>]*>/g, '') : name))
    .join('\n')
}
