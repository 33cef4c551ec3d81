// `npm run dev -- <name>`: runs one plugin in its CMS, or one server example that restarts at each change of a source.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './test/run.ts'

const examples = join(import.meta.dirname, '..', 'examples')
const has = (name: string, file: string): boolean => existsSync(join(examples, name, file))

const [name = ''] = process.argv.slice(2)
if (has(name, 'server.ts')) {
  process.exitCode = await run(process.execPath, ['--watch', join(examples, name, 'server.ts')], process.env)
} else if (has(name, 'app.mts')) {
  process.exitCode = await run(process.execPath, [join(import.meta.dirname, 'demo.ts'), name], process.env)
} else {
  const names = readdirSync(examples).filter((known) => has(known, 'server.ts') || has(known, 'app.mts'))
  console.error(`${name === '' ? 'Name what to run' : `There is no "${name}" to run`}: ${names.join(', ')}.`)
  process.exitCode = 2
}
