import type { Ghost } from '../ghost.ts'
import { ghostBeside } from '../sidecar/ghost-beside.ts'
import { ghostConfig } from '../sidecar/ghost-config.ts'
import { openDatabase } from '../sidecar/open-database.ts'
import { findGhost } from './ghost-folder.ts'

/** A Ghost opened from beside it. */
export interface OpenGhost {
  ghost: Ghost
  close(): Promise<void>
}

export interface OpenGhostOptions {
  env: string
  /** Where Ghost itself answers. Default: `server.host` and `server.port` of its configuration. */
  ghostUrl?: string
  log: Ghost['log']
}

/** Opens the database and the content folder that a Ghost's configuration names. Throws one sentence for people. */
export async function openGhost(folder: string, { env, ghostUrl, log }: OpenGhostOptions): Promise<OpenGhost> {
  const found = await findGhost(folder, env)
  const config = ghostConfig(found)
  const database = await openDatabase(config, found.folder)
  const setting = async (key: string): Promise<string | null> => {
    const rows = await database.all<{ value: string | null }>('select value from settings where `key` = ?', [key])
    return rows[0]?.value ?? null
  }
  let secret: string | null
  let locale: string | null
  try {
    secret = await setting('admin_session_secret')
    locale = await setting('locale')
  } catch (cause) {
    await database.close()
    throw new Error(
      `Ghost's database cannot be read: ${cause instanceof Error ? cause.message : cause}. Start Ghost once, then try again.`,
      { cause },
    )
  }
  if (secret === null) throw new Error("Ghost's database has no settings yet. Start Ghost once, then try again.")
  const address =
    ghostUrl ??
    `http://${String(config.get('server.host') ?? '127.0.0.1')}:${String(config.get('server.port') ?? 2368)}`
  const ghost = ghostBeside({
    ghost: found,
    config,
    database,
    ghostUrl: address.replace(/\/+$/, ''),
    secret,
    locale: locale ?? 'en',
    log,
  })
  return { ghost, close: () => database.close() }
}
