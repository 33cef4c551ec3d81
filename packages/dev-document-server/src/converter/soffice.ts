import { spawn } from 'node:child_process'
import { access, constants, mkdir, readdir } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ConversionInput } from '../rooms.ts'
import { ConversionError } from './conversion-error.ts'

const usualPlaces = [
  '/opt/libreoffice/program/soffice',
  '/Applications/LibreOffice.app/Contents/MacOS/soffice',
  'C:\\Program Files\\LibreOffice\\program\\soffice.exe',
]
const longestMs = 180_000

/** Path of an installed LibreOffice, or `null`. */
export async function findSoffice(environment: NodeJS.ProcessEnv): Promise<string | null> {
  const folders = (environment.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  const candidates = folders.flatMap((folder) => [join(folder, 'soffice'), join(folder, 'libreoffice')])
  for (const candidate of [...candidates, ...usualPlaces]) {
    try {
      await access(candidate, constants.X_OK)
      return candidate
    } catch {
      // Not here.
    }
  }
  return null
}

/** Converts with an installed LibreOffice, under a profile of its own. Throws `ConversionError`: timeout, failed, password. */
export async function convertWithSoffice(soffice: string, request: ConversionInput): Promise<string> {
  const { input, to, workDirectory, password, signal } = request
  if (password !== undefined) {
    throw new ConversionError('password', 'The installed LibreOffice cannot be given a password from here.')
  }
  const output = join(workDirectory, 'soffice-output')
  await mkdir(output, { recursive: true })
  const target =
    to === 'pdfa'
      ? 'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"}}'
      : to === 'txt'
        ? 'txt:Text (encoded):UTF8'
        : to
  const profile = pathToFileURL(join(workDirectory, 'soffice-profile')).href
  const child = spawn(
    soffice,
    [
      '--headless',
      '--norestore',
      '--nolockcheck',
      '--nodefault',
      `-env:UserInstallation=${profile}`,
      '--convert-to',
      target,
      '--outdir',
      output,
      input,
    ],
    { stdio: 'ignore', detached: process.platform !== 'win32' },
  )
  const stop = () => {
    // soffice starts a child of its own: end the group.
    if (child.pid !== undefined) process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL')
  }
  const isLate = await new Promise<boolean>((resolve, reject) => {
    let late = false
    const end = () => {
      late = true
      stop()
    }
    const timer = setTimeout(end, longestMs)
    signal.addEventListener('abort', end, { once: true })
    child.once('error', reject)
    child.once('close', () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve(late)
    })
  })
  if (isLate) throw new ConversionError('timeout', 'LibreOffice took too long for this file.')
  const [made] = await readdir(output)
  if (made === undefined) throw new ConversionError('failed', 'LibreOffice could not convert this file.')
  return join(output, made)
}
