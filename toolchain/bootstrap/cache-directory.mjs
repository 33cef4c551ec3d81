import { accessSync, constants, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { Explained } from './step.mjs'

/** Folder outside the checkout for what is fetched once: `OPENWITH_CACHE`, else the user's cache folder. Created if missing. */
export function cacheDirectory() {
  const directory = resolve(process.env.OPENWITH_CACHE || join(userCache(), 'openwith'))
  try {
    mkdirSync(directory, { recursive: true })
    accessSync(directory, constants.W_OK)
  } catch (error) {
    throw new Explained(
      `The cache folder ${directory} cannot be written (${error.code}). Set OPENWITH_CACHE to a folder that can.`,
    )
  }
  return directory
}

function userCache() {
  if (process.env.XDG_CACHE_HOME) return process.env.XDG_CACHE_HOME
  if (process.platform === 'win32' && process.env.LOCALAPPDATA) return process.env.LOCALAPPDATA
  return join(homedir(), '.cache')
}
