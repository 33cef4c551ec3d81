import { execFile, spawn } from 'node:child_process'
import { chown, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '../apps/running-app.ts'

const run = promisify(execFile)
const name = 'openwith'
const password = 'openwith-for-tests'
/** Where Debian and Ubuntu put servers, which is on no user's PATH. */
const serverFolders = ['/usr/sbin', '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin']

export interface MariaDb {
  host: string
  port: number
  database: string
  user: string
  password: string
  stop(): Promise<void>
}

/**
 * A MariaDB server of its own in a temporary folder, reachable from this machine only. As root on Debian it is installed if it is missing; elsewhere the
 * error says what to install.
 */
export async function startMariaDb(): Promise<MariaDb> {
  const server = await findServer()
  const folder = await mkdtemp(path.join(tmpdir(), 'openwith-mariadb-'))
  // MariaDB refuses to run as root.
  const account = process.getuid?.() === 0 ? await idsOf('mysql') : {}
  if (account.uid !== undefined && account.gid !== undefined) await chown(folder, account.uid, account.gid)
  const data = path.join(folder, 'data')
  const socket = path.join(folder, 'socket')
  const env = { PATH: process.env.PATH, TMPDIR: folder, LC_ALL: 'C.UTF-8' }
  await run(
    await findProgram('mariadb-install-db'),
    ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db'],
    { ...account, cwd: folder, env },
  )
  const port = await freePort()
  const options = [
    '--no-defaults',
    `--datadir=${data}`,
    '--bind-address=127.0.0.1',
    `--port=${port}`,
    `--socket=${socket}`,
    `--pid-file=${path.join(folder, 'pid')}`,
    '--innodb-flush-log-at-trx-commit=0',
    '--character-set-server=utf8mb4',
  ]
  const child = spawn(server, options, { ...account, cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] })
  let output = ''
  child.stderr.on('data', (chunk) => {
    output = (output + chunk).slice(-4000)
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async () => {
    child.kill('SIGTERM')
    await exited
    await rm(folder, { recursive: true, force: true })
  }
  const client = await findProgram('mariadb')
  const statements =
    `create database ${name} character set utf8mb4; create user '${name}'@'127.0.0.1' identified by '${password}'; ` +
    `grant all on ${name}.* to '${name}'@'127.0.0.1'`
  const deadline = Date.now() + 30_000
  for (;;) {
    const failure = await run(client, ['--no-defaults', '-u', 'root', `--socket=${socket}`, '-e', statements]).then(
      () => null,
      (error: unknown) => String(error),
    )
    if (failure === null) break
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop()
      throw new Error(`MariaDB did not start:\n${output}\n${failure}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return { host: '127.0.0.1', port, database: name, user: name, password, stop }
}

async function findServer(): Promise<string> {
  const present = await findProgram('mariadbd').catch(() => null)
  if (present !== null) return present
  if (process.getuid?.() === 0) {
    process.stderr.write('openwith: no MariaDB found: installing the package "mariadb-server" with apt-get (once)\n')
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    await run('apt-get', ['update', '-q'], { env }).catch(() => {})
    await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'mariadb-server'], { env }).catch(() => {})
  }
  return await findProgram('mariadbd')
}

async function findProgram(program: string): Promise<string> {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), ...serverFolders]
  for (const folder of folders) {
    const file = path.join(folder, program)
    if (folder !== '' && (await stat(file).catch(() => null))?.isFile()) return file
  }
  throw new Error(`These tests need MariaDB, and there is no ${program}. Do: sudo apt-get install -y mariadb-server`)
}

async function idsOf(account: string): Promise<{ uid?: number; gid?: number }> {
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (flag) => Number((await run('id', [flag, account])).stdout)),
  )
  return { uid, gid }
}
