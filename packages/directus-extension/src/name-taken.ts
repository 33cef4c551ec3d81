import { createHash, randomBytes } from 'node:crypto'
import { HostError } from '@openwith/connector-core'
import type { StateStore } from '@openwith/connector-core/host'
import { type DirectusContext, isUuid } from './directus.ts'
import { fullName } from './names.ts'

/** Names in folders. Directus lets two files of a folder have one name; the connector does not add a second one. */
export interface Names {
  /** The folder that is meant; null: the root. Throws `not_found`. */
  place(where: { beside: string | null; folder?: string | null }): Promise<string | null>
  folderName(folder: string): Promise<string | null>
  /** Id of the file of this name, or null. */
  find(name: string, folder: string | null): Promise<string | null>
  /** Takes the name while `work` uses it. Throws `name_taken` when another file than `except` has it. */
  reserve<T>(name: string, folder: string | null, except: string | null, work: () => Promise<T>): Promise<T>
}

const reservationSeconds = 60
/** A slow storage takes longer than a reservation lasts. */
const renewMilliseconds = 20_000

export function createNames({ database }: DirectusContext, state: StateStore): Names {
  async function filesNamed(name: string, folder: string | null): Promise<string[]> {
    const stem = name.replace(/\.[^.]*$/, '')
    const query = database('directus_files').whereIn('filename_download', [name, stem])
    const rows = (await (folder === null ? query.whereNull('folder') : query.where({ folder })).select(
      'id',
      'filename_download',
      'filename_disk',
    )) as { id: string; filename_download: string; filename_disk: string }[]
    return rows.filter((row) => fullName(row) === name).map(({ id }) => id)
  }

  return {
    async place({ beside, folder }) {
      if (folder != null && folder !== '') {
        const found = isUuid(folder) ? await database('directus_folders').where({ id: folder }).first('id') : undefined
        if (found === undefined) throw new HostError('not_found', 'The folder is no longer in the library of Directus.')
        return folder
      }
      if (beside !== null && isUuid(beside)) {
        const row = (await database('directus_files').where({ id: beside }).first('folder')) as
          | { folder: string | null }
          | undefined
        if (row !== undefined) return row.folder
      }
      const settings = (await database('directus_settings').first('storage_default_folder')) as
        | { storage_default_folder: string | null }
        | undefined
      return settings?.storage_default_folder ?? null
    },

    async folderName(folder) {
      const row = (await database('directus_folders').where({ id: folder }).first('name')) as
        | { name: string }
        | undefined
      return row?.name ?? null
    },

    async find(name, folder) {
      return (await filesNamed(name, folder))[0] ?? null
    },

    async reserve(name, folder, except, work) {
      const taken = () => new HostError('name_taken', `There is a file named ${name} in this folder already.`)
      const key = `directus/name/${folder ?? 'root'}/${createHash('sha256').update(name).digest('hex')}`
      const mine = randomBytes(9).toString('base64url')
      if (!(await state.swap(key, null, mine, reservationSeconds))) throw taken()
      const renewal = setInterval(() => {
        state.swap(key, mine, mine, reservationSeconds).catch(() => {})
      }, renewMilliseconds)
      try {
        if ((await filesNamed(name, folder)).some((id) => id !== except)) throw taken()
        return await work()
      } finally {
        clearInterval(renewal)
        // One that ran out may be another's by now; one that cannot be given back ends by itself.
        await state.swap(key, mine, null, null).catch(() => {})
      }
    },
  }
}
