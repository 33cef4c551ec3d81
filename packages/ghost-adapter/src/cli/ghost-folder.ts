import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'

/** A Ghost on this disk, as ghost-cli, the Docker image or a packed release lays it out. */
export interface GhostFolder {
  /** Holds `config.<env>.json`, and `content` unless the configuration says otherwise. */
  folder: string
  /** Ghost's code: `current` in it, or the folder itself. */
  code: string
  version: string
  /** Value of `NODE_ENV` that the configuration file belongs to. */
  env: string
  /** Path of the configuration file; it may not exist, where everything is in the environment. */
  configFile: string
  /** The file's contents; null: there is none. */
  config: Record<string, unknown> | null
  contentPath: string
}

/** Finds a Ghost in `folder`. Throws one sentence for people. */
export async function findGhost(given: string, env: string): Promise<GhostFolder> {
  const folder = path.resolve(given)
  const found = (await codeIn(path.join(folder, 'current'))) ?? (await codeIn(folder))
  if (found === null)
    throw new Error(
      `There is no Ghost in ${folder}: neither it nor its folder "current" holds Ghost's package.json. Name the folder that has config.${env}.json in it.`,
    )
  const configFile = path.join(folder, `config.${env}.json`)
  const text = await readFile(configFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw new Error(`${configFile} cannot be read (${error.code}). Run this as the user that owns it.`)
  })
  const config = text === null ? null : parse(text, configFile)
  const contentPath =
    process.env.paths__contentPath ?? (config?.paths as { contentPath?: string } | undefined)?.contentPath ?? 'content'
  return { folder, ...found, env, configFile, config, contentPath: path.resolve(folder, contentPath) }
}

async function codeIn(folder: string): Promise<{ code: string; version: string } | null> {
  const text = await readFile(path.join(folder, 'package.json'), 'utf8').catch(() => null)
  if (text === null) return null
  const { name, version } = JSON.parse(text) as { name?: string; version?: string }
  return name === 'ghost' && version !== undefined ? { code: folder, version } : null
}

function parse(text: string, file: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch (cause) {
    throw new Error(`${file} is not valid JSON. Mend it, then run this again.`, { cause })
  }
}

/** Whether something is there. */
export async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => null)) !== null
}
