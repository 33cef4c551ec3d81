// Loaded before Directus: ends its process, as a power cut would, at one step of Directus's replacing of a file. OPENWITH_DIE_AT names the step.
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import path from 'node:path'

const step = process.env.OPENWITH_DIE_AT
const { rename, unlink } = fs.promises
const isTemporary = (file) => path.basename(file).startsWith('temp_')
const isDocument = (file) => /^[0-9a-f-]{36}\.docx$/.test(path.basename(file))

/** The process ends before the call returns. */
function die() {
  process.kill(process.pid, 'SIGKILL')
  return new Promise(() => {})
}

fs.promises.unlink = async (file) => (step === 'before-delete' && isDocument(file) ? await die() : await unlink(file))
fs.promises.rename = async (from, to) => {
  if (!isTemporary(from)) return await rename(from, to)
  if (step === 'before-move') await die()
  await rename(from, to)
  if (step === 'after-move') await die()
}
syncBuiltinESMExports()
