import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { startDocumentServer } from '@openwith/dev-document-server'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { adapterCommand, type GhostApp, startGhost } from '../../../examples/ghost/app.mts'
import { appEnvironment } from '../../../toolchain/apps/running-app.ts'
import { byHeader } from './by-header.ts'

const run = promisify(execFile)

describe('the command', () => {
  let folder: string
  let app: GhostApp | undefined
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'openwith-ghost-'))
  })
  afterEach(async () => {
    await app?.stop()
    app = undefined
    await rm(folder, { recursive: true, force: true })
  })

  const directory = () => inject('ghostDirectory')
  const start = async (more: Partial<Parameters<typeof startGhost>[0]> = {}) => {
    app = await startGhost({ directory: directory(), dataDirectory: folder, ...more })
    return app
  }
  const configFile = () => path.join(folder, 'config.production.json')
  const config = async () => JSON.parse(await readFile(configFile(), 'utf8'))
  const exists = async (place: string) => (await stat(path.join(folder, place)).catch(() => null)) !== null
  const scriptsOf = async (url: string) =>
    (await (await fetch(`${url}/ghost/`)).text()).match(/openwith\/admin\.js/g)?.length ?? 0

  it('switches OpenWith on and off again, and leaves the configuration as it was', async () => {
    const before = await start({ adapters: false })
    await before.stop()
    const untouched = await config()
    expect(await exists('content/adapters/sso')).toBe(false)

    const said = await adapterCommand(directory(), ['install', folder])
    expect(said).toContain('Ghost 6.65')
    expect(said).toContain('adapters.sso.active = OpenWith')
    expect(await config()).toEqual({
      ...untouched,
      adapters: { sso: { active: 'OpenWith' } },
      storage: { files: { adapter: 'OpenWithFiles' } },
    })
    expect((await stat(configFile())).mode & 0o777).toBe(0o600)
    const env = { ...process.env, NODE_ENV: 'production' }
    const validated = await run(
      process.execPath,
      [path.join(folder, 'current/bin/validate-adapters.js'), 'sso:OpenWith', 'storage:OpenWithFiles'],
      { cwd: folder, env },
    )
    expect(validated.stdout).toContain('Validated 2 adapter(s)')
    const running = await start()
    expect(await scriptsOf(running.url)).toBe(1)
    await running.api('PUT', '/ghost/openwith/api/options', { siteScript: true })
    expect(await (await fetch(running.url)).text()).toContain('openwith/site.js')
    await running.stop()

    const lost = path.join(folder, 'content/openwith/recovery')
    await mkdir(lost, { recursive: true })
    const id = 'c0ffee'.repeat(4)
    const entry = { id, name: 'Unsaved.docx', documentId: null, size: 4, sha256: '0'.repeat(64) }
    const more = { at: '2026-11-21T10:00:00.000Z', user: null, key: null, baseVersion: null }
    const reason = { code: 'unavailable', message: 'The storage was full.' }
    await writeFile(path.join(lost, `${id}.json`), JSON.stringify({ ...entry, ...more, reason }))
    await writeFile(path.join(lost, `${id}.bin`), 'edit')
    await expect(adapterCommand(directory(), ['uninstall', folder, '--purge'])).rejects.toThrow(
      /Unsaved\.docx.*--force/s,
    )
    expect(await exists(`content/openwith/recovery/${id}.json`)).toBe(true)
    expect((await config()).adapters.sso.active).toBe('OpenWith')
    expect(await adapterCommand(directory(), ['uninstall', folder, '--purge', '--force'])).toContain(
      `Removed our tables and the folder ${path.join(folder, 'content/openwith')}.`,
    )
    expect(await running.sql("select name from sqlite_master where name like 'openwith%'")).toEqual([])
    expect(await exists('content/openwith')).toBe(false)
    expect(await config()).toMatchObject({ url: running.url })
    expect(Object.keys(await config()).sort()).toEqual(Object.keys(untouched).sort())
    expect(await exists('content/adapters/sso/OpenWith')).toBe(false)
    expect(await exists('content/adapters/storage/OpenWithFiles')).toBe(false)
    const after = await start({ adapters: false })
    expect(await scriptsOf(after.url)).toBe(0)
    expect(await (await fetch(after.url)).text()).not.toContain('openwith')
  })

  it('lets another sso adapter go on logging people in, and gives it its place back', async () => {
    const adapter = path.join(folder, 'content/adapters/sso/ByHeader')
    await mkdir(adapter, { recursive: true })
    await writeFile(path.join(adapter, 'index.js'), byHeader)
    const running = await start({
      config: { adapters: { sso: { active: 'ByHeader', ByHeader: { header: 'x-remote-user' } } } },
    })
    expect((await config()).adapters.sso).toEqual({
      active: 'OpenWith',
      OpenWith: { delegate: 'ByHeader' },
      ByHeader: { header: 'x-remote-user' },
    })
    const entered = await fetch(`${running.url}/ghost/`, { headers: { 'x-remote-user': running.admin.email } })
    await entered.text()
    const cookie = entered.headers.getSetCookie().join('; ').replace(/;.*/, '')
    const me = await fetch(`${running.url}/ghost/openwith/api/me`, { headers: { cookie } })
    expect([me.status, ((await me.json()) as { user: { name: string } }).user.name]).toEqual([200, running.admin.name])
    expect((await fetch(`${running.url}/ghost/openwith/api/me`)).status).toBe(401)
    // A second install must not take our own adapter for the other one.
    await adapterCommand(directory(), ['install', folder])
    await adapterCommand(directory(), ['uninstall', folder])
    expect((await config()).adapters.sso).toEqual({ active: 'ByHeader', ByHeader: { header: 'x-remote-user' } })
  })

  it('keeps another storage, and shows the configuration instead of writing it when asked', async () => {
    await pretendGhost('6.65.0', { storage: { active: 'S3', files: 'S3', S3: { bucket: 'b' } } })
    const shown = await adapterCommand(directory(), ['install', folder, '--print'])
    expect(shown).toContain('Files stay in S3')
    expect(shown).toContain('adapters__sso__active=OpenWith')
    expect(shown).not.toContain('storage__files__adapter')
    expect(await config()).toEqual({ storage: { active: 'S3', files: 'S3', S3: { bucket: 'b' } } })
  })

  it('purges the folder that the configuration names, and nothing else in it', async () => {
    const elsewhere = await mkdtemp(path.join(tmpdir(), 'openwith-data-'))
    const running = await start({ config: { openwith: { dataDirectory: elsewhere } } })
    await running.stop()
    await mkdir(path.join(elsewhere, 'spool'), { recursive: true })
    await writeFile(path.join(elsewhere, 'notes.txt'), 'of somebody else')
    const said = await adapterCommand(directory(), ['uninstall', folder, '--purge'])
    expect(said).toContain(`Removed our tables and what was ours in ${elsewhere}.`)
    expect(await readdir(elsewhere)).toEqual(['notes.txt'])
    await rm(elsewhere, { recursive: true })
  })

  it('refuses a Ghost that it cannot work with, warns of one that it was not tested with, and a folder without Ghost', async () => {
    await pretendGhost('5.130.0', {})
    await expect(adapterCommand(directory(), ['install', folder])).rejects.toThrow('Ghost 5.130.0 is not supported')
    expect(await exists('content/adapters')).toBe(false)
    await pretendGhost('6.999.0', {})
    expect(await adapterCommand(directory(), ['install', folder])).toContain(
      'Warning: this adapter is tested with Ghost 6.65',
    )
    await rm(path.join(folder, 'current'), { recursive: true })
    await expect(adapterCommand(directory(), ['install', folder])).rejects.toThrow('There is no Ghost in')
  })

  it('checks the connection and names the hop that fails', async () => {
    const server = await startDocumentServer()
    try {
      const running = await start()
      const values = { documentServerUrl: server.url, secret: server.secret }
      await running.api('PUT', '/ghost/openwith/api/settings', { values })
      const said = await adapterCommand(directory(), ['check', folder])
      expect(said).toContain('All is well.')
      expect(said).toContain('nothing of ours is set')
      const keyed = appEnvironment({ OPENWITH_ENCRYPTION_KEY: 'another key than the one of the service' })
      await expect(adapterCommand(directory(), ['check', folder], keyed)).rejects.toThrow(
        /OPENWITH_ENCRYPTION_KEY\. Where.*Stored with another key, so it counts as not set: secret\./s,
      )
      await running.api('PUT', '/ghost/openwith/api/settings', { values: { secret: 'not-the-secret-of-that-server' } })
      await expect(adapterCommand(directory(), ['check', folder])).rejects.toThrow('FAILS')
    } finally {
      await server.close()
    }
  })

  /** What the command looks at of a Ghost, where none has to run. */
  async function pretendGhost(version: string, configuration: object): Promise<void> {
    await mkdir(path.join(folder, 'current'), { recursive: true })
    await mkdir(path.join(folder, 'content'), { recursive: true })
    await writeFile(path.join(folder, 'current/package.json'), JSON.stringify({ name: 'ghost', version }))
    await writeFile(configFile(), JSON.stringify(configuration))
  }
})
