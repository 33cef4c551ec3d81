import { chmod, chown, cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { inUse } from '@openwith/connector-core'
import { dataDirectoryOf, removeDataDirectory } from '../data-directory.ts'
import { createHost } from '../host.ts'
import { ghostConfig } from '../sidecar/ghost-config.ts'
import { type OpenDatabase, openDatabase } from '../sidecar/open-database.ts'
import { siteScriptMarker, withLine } from '../site-script.ts'
import { supportedGhost } from '../supported-ghost.ts'
import { dropTables } from '../tables.ts'
import { exists, findGhost, type GhostFolder } from './ghost-folder.ts'
import { openGhost } from './open-ghost.ts'

export interface InstallOptions {
  /** Folder of the built package: `sso`, `storage` and `browser` lie in it. */
  dist: string
  env: string
  /** Places files only, and shows the configuration instead of writing it. */
  print?: boolean
  say(line: string): void
}

const ssoName = 'OpenWith'
const storageName = 'OpenWithFiles'
const noteFile = 'installed.json'

/** What the configuration had before us. Absent values are absent. */
interface Note {
  ssoActive?: unknown
  storageFiles?: unknown
  wrote: { sso: boolean; storage: boolean }
}

type Section = Record<string, unknown>

/** Places the adapters into Ghost's content folder and switches them on in its configuration file. May be repeated: a newer version replaces an older one. */
export async function install(folder: string, options: InstallOptions): Promise<void> {
  const { say, dist } = options
  const ghost = await findGhost(folder, options.env)
  say(`Ghost ${ghost.version} in ${ghost.folder}`)
  if (!ghost.version.startsWith('6.'))
    throw new Error(
      `Ghost ${ghost.version} is not supported: this adapter is for Ghost 6 (tested: ${supportedGhost.join(', ')}).`,
    )
  if (!supportedGhost.some((minor) => ghost.version.startsWith(`${minor}.`)))
    say(
      `Warning: this adapter is tested with Ghost ${supportedGhost.join(', ')}. It says so in Ghost's log if it cannot work with ${ghost.version}.`,
    )
  if (!(await exists(ghost.contentPath))) throw new Error(`There is no content folder at ${ghost.contentPath}.`)

  const { sso, storage } = placesOf(ghost)
  const config = structuredClone(ghost.config ?? {})
  const note = change(config, await readNote(sso), say)
  await place(path.join(dist, 'sso'), sso, ssoName, async (making) => {
    await cp(path.join(dist, 'browser'), path.join(making, 'browser'), { recursive: true })
    await writeFile(path.join(making, noteFile), `${JSON.stringify(note, null, 2)}\n`)
  })
  await place(path.join(dist, 'storage'), storage, storageName)
  await ownLike(ghost.contentPath, path.join(ghost.contentPath, 'adapters'))
  say(`Placed ${sso}`)
  say(`Placed ${storage}`)

  if (ghost.config === null || options.print === true) {
    say(
      `Not written: ${ghost.config === null ? `there is no ${ghost.configFile}` : 'you asked to see it only'}. Set these in Ghost's environment:`,
    )
    for (const line of asEnvironment(config, note)) say(`  ${line}`)
  } else {
    await writeConfig(ghost, config)
    say(`Wrote ${ghost.configFile}:`)
    for (const line of asEnvironment(config, note)) say(`  ${line.replaceAll('__', '.').replace('=', ' = ')}`)
  }
  say('Restart Ghost (ghost restart), then open its admin: the settings are under /ghost/openwith/settings.')
}

export interface UninstallOptions extends Pick<InstallOptions, 'env' | 'say'> {
  /** Takes our tables and what we keep beside them away, too: settings, recovery area, names of files. Refused while an edit would be lost by it. */
  purge?: boolean
  /** Purges although edits are lost. */
  force?: boolean
}

/** Undoes {@link install}: the configuration gets back what it had, the adapters and the script for readers are removed. Documents stay. */
export async function uninstall(
  folder: string,
  { env, say, purge = false, force = false }: UninstallOptions,
): Promise<void> {
  const ghost = await findGhost(folder, env)
  const dataDirectory = dataDirectoryOf(
    ghost.contentPath,
    (ghostConfig(ghost).get('openwith') ?? {}) as Record<string, unknown>,
  )
  if (purge && !force) {
    const lost = await wouldBeLost(folder, { env, dataDirectory })
    if (lost !== '')
      throw new Error(
        `${lost}Nothing was removed. Store or download these edits in the settings (/ghost/openwith/settings), or run this again with --force to lose them.`,
      )
  }
  await cleanDatabase(ghost, { say, purge })
  const { sso, storage } = placesOf(ghost)
  const note = await readNote(sso)
  if (ghost.config !== null) {
    const config = structuredClone(ghost.config)
    if (restore(config, note)) {
      await writeConfig(ghost, config)
      say(`Wrote ${ghost.configFile}: the adapters are no longer named in it.`)
    } else say(`Left ${ghost.configFile} as it is: it does not name the adapters.`)
  } else say('There is no configuration file: take the adapters out of the environment of Ghost yourself.')
  for (const place of [sso, storage]) {
    if (!(await exists(place))) continue
    await rm(place, { recursive: true })
    say(`Removed ${place}`)
  }
  if (purge) {
    const isGone = await removeDataDirectory(dataDirectory)
    say(`Removed our tables and ${isGone ? 'the folder' : 'what was ours in'} ${dataDirectory}.`)
  } else say(`Our tables (openwith_*) and the folder ${dataDirectory} stay; --purge removes them, too.`)
  say('Your documents stay where they are. Restart Ghost (ghost restart).')
}

/** What people have written and Ghost has not stored, in lines for people; empty: nothing. */
async function wouldBeLost(
  folder: string,
  { env, dataDirectory }: { env: string; dataDirectory: string },
): Promise<string> {
  const { ghost, close } = await openGhost(folder, { env, log: () => {} })
  try {
    const { edited, locked, kept } = await inUse(createHost(ghost, { dataDirectory }))
    const lines: [string, string[]][] = [
      ['Being edited', edited],
      ['Locked by WOPI editors', locked],
      [`In the recovery area (${dataDirectory})`, kept],
    ]
    return lines.flatMap(([what, names]) => (names.length === 0 ? [] : [`${what}: ${names.join(', ')}\n`])).join('')
  } finally {
    await close()
  }
}

/** What of ours Ghost's database holds. Ghost reads its settings anew when it is restarted. */
async function cleanDatabase(
  ghost: GhostFolder,
  { say, purge }: { say(line: string): void; purge: boolean },
): Promise<void> {
  let database: OpenDatabase | undefined
  try {
    database = await openDatabase(ghostConfig(ghost), ghost.folder)
    const where = "where `key` = 'codeinjection_foot'"
    const [row] = await database.all<{ value: string | null }>(`select value from settings ${where}`)
    const present = row?.value ?? ''
    const without = withLine(present, null, siteScriptMarker)
    if (without !== present) {
      await database.run(`update settings set value = ? ${where}`, [without])
      say("Took the script for readers out of the site's code injection.")
    }
    if (purge) await dropTables(database)
  } catch (error) {
    say(`Ghost's database could not be cleaned (${error instanceof Error ? error.message : error}).`)
    if (purge) throw error
  } finally {
    await database?.close()
  }
}

function placesOf({ contentPath }: GhostFolder): { sso: string; storage: string } {
  const adapters = path.join(contentPath, 'adapters')
  return { sso: path.join(adapters, 'sso', ssoName), storage: path.join(adapters, 'storage', storageName) }
}

async function readNote(sso: string): Promise<Note | null> {
  const text = await readFile(path.join(sso, noteFile), 'utf8').catch(() => null)
  return text === null ? null : (JSON.parse(text) as Note)
}

/** A whole new folder beside the old one, then in its place: Ghost may start at any moment. */
async function place(from: string, to: string, name: string, more?: (making: string) => Promise<void>): Promise<void> {
  const making = `${to}.new`
  await rm(making, { recursive: true, force: true })
  await mkdir(path.dirname(to), { recursive: true })
  await cp(from, making, { recursive: true })
  const manifest = {
    name: `openwith-ghost-${name.toLowerCase()}`,
    private: true,
    type: 'commonjs',
    main: './index.cjs',
  }
  await writeFile(path.join(making, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  await more?.(making)
  await rm(to, { recursive: true, force: true })
  await rename(making, to)
}

/** Names the adapters in a configuration and keeps what was there. Another sso adapter goes on logging people in; another storage stays. */
function change(config: Section, earlier: Note | null, say: (line: string) => void): Note {
  const sso = sectionOf(sectionOf(config, 'adapters'), 'sso')
  const note: Note = { wrote: { sso: true, storage: false } }
  const ssoBefore = sso.active === ssoName ? earlier?.ssoActive : sso.active
  if (ssoBefore !== undefined) note.ssoActive = ssoBefore
  if (ssoBefore !== undefined && ssoBefore !== 'DefaultSSOAdapter') {
    sectionOf(sso, ssoName).delegate = ssoBefore
    say(`The sso adapter ${String(ssoBefore)} goes on logging people in, behind ours.`)
  }
  sso.active = ssoName

  const storage = (config.storage ?? {}) as Section
  const filesBefore = adapterOf(storage.files) === storageName ? earlier?.storageFiles : storage.files
  const other = adapterOf(filesBefore)
  if (other !== undefined && other !== 'LocalFilesStorage') {
    say(
      `Files stay in ${other}. After a save, a cache in front of it may show the old file for as long as it keeps it.`,
    )
    return note
  }
  if (filesBefore !== undefined) note.storageFiles = filesBefore
  note.wrote.storage = true
  config.storage = { ...storage, files: { adapter: storageName } }
  return note
}

/** Ghost takes the name of an adapter, or a section with it. */
function adapterOf(files: unknown): string | undefined {
  const adapter = typeof files === 'object' && files !== null ? (files as Section).adapter : files
  return typeof adapter === 'string' ? adapter : undefined
}

/** False: nothing of ours was named. */
function restore(config: Section, note: Note | null): boolean {
  const adapters = (config.adapters ?? {}) as Section
  const sso = (adapters.sso ?? {}) as Section
  const storage = (config.storage ?? {}) as Section
  let changed = false
  if (sso.active === ssoName) {
    if (note?.ssoActive === undefined) delete sso.active
    else sso.active = note.ssoActive
    delete sso[ssoName]
    changed = true
  }
  if (adapterOf(storage.files) === storageName) {
    if (note?.storageFiles === undefined) delete storage.files
    else storage.files = note.storageFiles
    changed = true
  }
  // Sections that only we needed.
  for (const [holder, name] of [
    [adapters, 'sso'],
    [config, 'adapters'],
    [config, 'storage'],
  ] as const)
    if (holder[name] !== undefined && Object.keys(holder[name] as Section).length === 0) delete holder[name]
  return changed
}

function asEnvironment(config: Section, note: Note): string[] {
  const { delegate } = (((config.adapters as Section).sso as Section)[ssoName] ?? {}) as { delegate?: unknown }
  return [
    `adapters__sso__active=${ssoName}`,
    ...(delegate === undefined ? [] : [`adapters__sso__${ssoName}__delegate=${String(delegate)}`]),
    ...(note.wrote.storage ? [`storage__files__adapter=${storageName}`] : []),
  ]
}

function sectionOf(holder: Section, name: string): Section {
  const present = holder[name]
  if (typeof present === 'object' && present !== null) return present as Section
  const made: Section = {}
  holder[name] = made
  return made
}

async function writeConfig({ configFile }: GhostFolder, config: Section): Promise<void> {
  const { mode, uid, gid } = await stat(configFile)
  const making = `${configFile}.openwith`
  await writeFile(making, `${JSON.stringify(config, null, 2)}\n`, { mode: mode & 0o777 })
  await chmod(making, mode & 0o777)
  if (process.getuid?.() === 0) await chown(making, uid, gid)
  await rename(making, configFile)
}

/** What root places must stay readable, and removable, for the user that Ghost runs as. */
async function ownLike(model: string, target: string): Promise<void> {
  if (process.getuid?.() !== 0) return
  const { uid, gid } = await stat(model)
  const found = await stat(target)
  await chown(target, uid, gid)
  if (!found.isDirectory()) return
  for (const entry of await readdir(target, { recursive: true, withFileTypes: true }))
    if (!entry.isSymbolicLink()) await chown(path.join(entry.parentPath, entry.name), uid, gid)
}
