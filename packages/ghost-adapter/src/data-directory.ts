import { rm, rmdir } from 'node:fs/promises'
import path from 'node:path'

/** What the core keeps in it. */
const folders = ['spool', 'recovery', 'history', 'wopi']

/** Where spooled saves and the recovery area are. `config`: the section `openwith` of Ghost's configuration. */
export function dataDirectoryOf(contentPath: string, config: Readonly<Record<string, unknown>>): string {
  const { dataDirectory } = config
  const configured = typeof dataDirectory === 'string' && dataDirectory !== '' ? dataDirectory : 'openwith'
  return path.resolve(contentPath, process.env.OPENWITH_DATA_DIRECTORY || configured)
}

/** Takes away what is ours in it, and the folder itself if nothing else is there. False: something else is. */
export async function removeDataDirectory(folder: string): Promise<boolean> {
  for (const name of folders) await rm(path.join(folder, name), { recursive: true, force: true })
  return await rmdir(folder).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
  )
}
