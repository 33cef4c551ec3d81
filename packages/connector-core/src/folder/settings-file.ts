import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { HostError } from '../errors.ts'
import type { SettingsStore } from '../host.ts'
import { isErrno } from './document-path.ts'

/** Settings in one JSON file that only this server's user can read. A missing file holds none. Throws `unavailable`. */
export function settingsFile(options: {
  path: string
  fixed?: () => Record<string, unknown>
  environment?: SettingsStore['environment']
}): SettingsStore {
  const { path, fixed, environment } = options
  return {
    async load() {
      try {
        const values: unknown = JSON.parse(await readFile(path, 'utf8'))
        if (typeof values === 'object' && values !== null && !Array.isArray(values))
          return values as Record<string, unknown>
        throw new SyntaxError('not an object')
      } catch (cause) {
        if (isErrno(cause, 'ENOENT')) return {}
        throw new HostError('unavailable', 'The settings file cannot be read. Check its rights and that it is JSON.', {
          cause,
        })
      }
    },
    async save(values) {
      const staged = `${path}.${randomBytes(6).toString('hex')}.tmp`
      try {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 })
        const handle = await open(staged, 'wx', 0o600)
        try {
          await handle.writeFile(`${JSON.stringify(values, null, 2)}\n`)
          await handle.sync()
        } finally {
          await handle.close()
        }
        await rename(staged, path)
      } catch (cause) {
        await rm(staged, { force: true })
        throw new HostError('unavailable', 'The settings file cannot be written. Check the rights of its folder.', {
          cause,
        })
      }
    },
    fixed,
    environment,
  }
}
