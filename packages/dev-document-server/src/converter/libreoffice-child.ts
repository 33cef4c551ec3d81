/** What the child process is asked, and what it answers. Paths instead of bytes: the parent never holds a result. */
export interface ChildRequest {
  readonly id: number
  readonly input: string
  readonly output: string
  readonly from: string
  readonly to: string
  readonly password?: string
}

export type ChildAnswer =
  | { readonly ready: true }
  | { readonly id: number; readonly ok: true }
  | { readonly id: number; readonly ok: false; readonly code: string; readonly message: string }

/**
 * Script of the child process: LibreOffice in WebAssembly keeps about 1.2 GB and can only be ended by ending its process.
 * Plain text, so that it runs the same from sources, from a bundle and from a test.
 */
export function childScript(packageDirectory: string): string {
  return `
import { readFile, writeFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
const directory = ${JSON.stringify(packageDirectory)}
const { createWorkerConverter } = await import(pathToFileURL(directory + '/dist/server.js').href)
const converter = await createWorkerConverter({ wasmPath: directory + '/wasm' })
process.on('message', async ({ id, input, output, from, to, password }) => {
  try {
    const options = { outputFormat: to === 'pdfa' ? 'pdf' : to, inputFormat: from }
    if (to === 'pdfa') options.pdf = { pdfaLevel: 'PDF/A-2b' }
    if (password !== undefined) options.password = password
    const result = await converter.convert(await readFile(input), options, 'source.' + from)
    await writeFile(output, result.data)
    process.send({ id, ok: true })
  } catch (error) {
    process.send({ id, ok: false, code: String(error?.code ?? 'UNKNOWN'), message: String(error?.message ?? error) })
  }
})
process.once('disconnect', () => process.exit(0))
process.send({ ready: true })
`
}
