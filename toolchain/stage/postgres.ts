import { execFile, spawn } from 'node:child_process'
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '../apps/free-port.ts'

const run = promisify(execFile)
const debianFolder = '/usr/lib/postgresql'
const name = 'openwith'

export interface Postgres {
  host: string
  port: number
  database: string
  username: string
  /** The server asks for none; clients want one. */
  password: string
  /** All of it as one address. */
  url: string
  stop(): Promise<void>
}

/**
 * A PostgreSQL cluster of its own in a temporary folder, reachable from this machine only. As root on Debian it is installed if it is missing;
 * elsewhere the error says what to install.
 */
export async function startPostgres(): Promise<Postgres> {
  const binaries = await findBinaries()
  const folder = await mkdtemp(path.join(tmpdir(), 'openwith-postgres-'))
  // PostgreSQL refuses to run as root.
  const account = process.getuid?.() === 0 ? await idsOf('postgres') : {}
  if (account.uid !== undefined && account.gid !== undefined) await chown(folder, account.uid, account.gid)
  const data = path.join(folder, 'data')
  const options = { ...account, cwd: folder, env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', TMPDIR: folder } }
  await run(path.join(binaries, 'initdb'), ['-D', data, '-U', name, '-A', 'trust', '-E', 'UTF8', '--no-sync'], options)
  const port = await freePort()
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    `unix_socket_directories=${folder}`,
    'fsync=off',
    'max_connections=50',
  ]
  const server = spawn(
    path.join(binaries, 'postgres'),
    ['-D', data, ...settings.flatMap((setting) => ['-c', setting])],
    { ...options, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let output = ''
  server.stderr.on('data', (chunk) => {
    output = (output + chunk).slice(-4000)
  })
  const exited = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  const deadline = Date.now() + 30_000
  for (;;) {
    const ready = await run(path.join(binaries, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port)]).then(
      () => true,
      () => false,
    )
    if (ready) break
    if (server.exitCode !== null || Date.now() > deadline) throw new Error(`PostgreSQL did not start:\n${output}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  await run(path.join(binaries, 'createdb'), ['-h', '127.0.0.1', '-p', String(port), '-U', name, name])
  return {
    host: '127.0.0.1',
    port,
    database: name,
    username: name,
    password: 'unused',
    url: `postgres://${name}:unused@127.0.0.1:${port}/${name}`,
    async stop() {
      // SIGINT: fast shutdown, which does not wait for clients.
      server.kill('SIGINT')
      await exited
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function findBinaries(): Promise<string> {
  const look = async () => {
    const versions = (await readdir(debianFolder).catch(() => [])).sort((a, b) => Number(b) - Number(a))
    if (versions[0] !== undefined) return path.join(debianFolder, versions[0], 'bin')
    return await run('pg_config', ['--bindir']).then(
      ({ stdout }) => stdout.trim(),
      () => null,
    )
  }
  const present = await look()
  if (present !== null) return present
  if (process.getuid?.() === 0) {
    process.stderr.write('openwith: no PostgreSQL found: installing the package "postgresql" with apt-get (once)\n')
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    await run('apt-get', ['update', '-q'], { env }).catch(() => {})
    await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'postgresql'], { env }).catch(() => {})
    const installed = await look()
    if (installed !== null) return installed
  }
  throw new Error('These tests need PostgreSQL, and none was found. Do: sudo apt-get install -y postgresql')
}

async function idsOf(account: string): Promise<{ uid?: number; gid?: number }> {
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (flag) => Number((await run('id', [flag, account])).stdout)),
  )
  return { uid, gid }
}
