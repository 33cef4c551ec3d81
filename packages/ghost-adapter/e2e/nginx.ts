import { execFile, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const template = path.resolve(import.meta.dirname, '../proxy/nginx.conf')
const places = ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/bin/nginx', '/opt/homebrew/bin/nginx']

export interface Nginx {
  url: string
  stop(): Promise<void>
}

/**
 * A real nginx with this package's own configuration; nothing but the addresses is changed in it. As root on Debian it is installed if it is missing;
 * elsewhere the error says what to install.
 */
export async function startNginx(ports: { listen: number; ghost: number; sidecar: number }): Promise<Nginx> {
  const program = await findNginx()
  const folder = await mkdtemp(path.join(tmpdir(), 'openwith-nginx-'))
  const site = (await readFile(template, 'utf8'))
    .replace('127.0.0.1:2368', `127.0.0.1:${ports.ghost}`)
    .replace('127.0.0.1:2371', `127.0.0.1:${ports.sidecar}`)
    .replace('listen 80;', `listen 127.0.0.1:${ports.listen};`)
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${folder}/${kind};`,
  )
  const config = path.join(folder, 'nginx.conf')
  await writeFile(
    config,
    `${process.getuid?.() === 0 ? 'user root;\n' : ''}daemon off;\nworker_processes 1;\npid ${folder}/pid;\nerror_log stderr warn;\n` +
      `events {}\nhttp {\naccess_log off;\n${temporary.join('\n')}\n${site}\n}\n`,
  )
  const child = spawn(program, ['-p', folder, '-c', config], { stdio: ['ignore', 'ignore', 'pipe'] })
  let output = ''
  child.stderr.on('data', (chunk) => {
    output = (output + chunk).slice(-4000)
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = `http://127.0.0.1:${ports.listen}`
  const deadline = Date.now() + 15_000
  while ((await fetch(url).catch(() => null)) === null) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`nginx did not start:\n${output}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return {
    url,
    async stop() {
      child.kill('SIGTERM')
      await exited
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function findNginx(): Promise<string> {
  const look = async () => {
    for (const place of places) if ((await stat(place).catch(() => null))?.isFile()) return place
    return null
  }
  const present = await look()
  if (present !== null) return present
  if (process.getuid?.() === 0) {
    process.stderr.write('openwith: no nginx found: installing the package "nginx" with apt-get (once)\n')
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    await run('apt-get', ['update', '-q'], { env }).catch(() => {})
    await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'nginx'], { env }).catch(() => {})
    const installed = await look()
    if (installed !== null) return installed
  }
  throw new Error('This test needs nginx, and none was found. Do: sudo apt-get install -y nginx')
}
