import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { run } from './run.ts'
import { say } from './say.ts'

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome.exe', 'msedge.exe']
const places = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

/** A Chromium for the browser tests: `CHROMIUM_PATH`, else one on this machine; as root on Debian it is installed. `advice` says what to do without. */
export async function findChromium(): Promise<{ path: string } | { path: null; advice: string }> {
  const named = process.env.CHROMIUM_PATH
  if (named !== undefined)
    return existsSync(named)
      ? { path: named }
      : { path: null, advice: `CHROMIUM_PATH names ${named}, and there is no such file.` }
  const present = look()
  if (present !== null) return { path: present }
  const debian = await isDebian()
  if (debian && process.getuid?.() === 0) {
    say('no Chromium found: installing the package "chromium" with apt-get (once, some minutes)')
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    await run('apt-get', ['update', '-q'], environment)
    await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], environment)
    const installed = look()
    if (installed !== null) return { path: installed }
  }
  const how = debian
    ? 'sudo apt-get update && sudo apt-get install -y chromium'
    : process.platform === 'darwin'
      ? 'brew install --cask chromium'
      : process.platform === 'win32'
        ? 'winget install Google.Chrome'
        : 'install the package "chromium" with the package manager of this system'
  return {
    path: null,
    advice: `The browser tests need Chromium or Chrome, and none was found. Do: ${how}; or name one in CHROMIUM_PATH.`,
  }
}

function look(): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  const found = folders.flatMap((folder) => names.map((name) => join(folder, name))).concat(places)
  return found.find((path) => existsSync(path)) ?? null
}

async function isDebian(): Promise<boolean> {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '')
  return /^ID="?debian"?$/m.test(release)
}
