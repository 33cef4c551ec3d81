// `npm run example -- express`: starts one of the server examples. Its environment variables are listed in `examples/README.md`.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const folder = join(import.meta.dirname, '..', 'examples')
const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'server.ts')))
const [name] = process.argv.slice(2)
if (name === undefined || !names.includes(name)) {
  console.error(`${name === undefined ? 'Name an example' : `There is no example "${name}"`}: ${names.join(', ')}.`)
  process.exit(2)
}
await import(pathToFileURL(join(folder, name, 'server.ts')).href)
