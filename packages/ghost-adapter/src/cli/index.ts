#!/usr/bin/env node
import path from 'node:path'
import { parseArgs } from 'node:util'
import { install, uninstall } from './install.ts'

const usage = `Usage: ghost-adapter <command> <ghost folder> [options]

  install     places the adapters in Ghost's content folder and switches them on in config.<env>.json
  uninstall   undoes that
  check       runs the connection check: Ghost, Document Server, and the way between them; with the environment of this command
  sidecar     serves OpenWith beside a Ghost that cannot load adapters

  --env <name>         environment of the configuration file (default: NODE_ENV, else production)
  --print              install: show the configuration instead of writing it
  --purge              uninstall: remove our tables and our folder, too: settings, recovery area
  --force              uninstall --purge: although people edit, or the recovery area holds edits, which are lost
  --port <number>      sidecar: where to listen (default 2371)
  --host <address>     sidecar: on which address (default 127.0.0.1)
  --ghost-url <url>    sidecar: where Ghost itself answers (default: server.host and server.port of its configuration)
`

const say = (line: string) => process.stdout.write(`${line}\n`)

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      env: { type: 'string' },
      print: { type: 'boolean', default: false },
      purge: { type: 'boolean', default: false },
      force: { type: 'boolean', default: false },
      port: { type: 'string' },
      host: { type: 'string' },
      'ghost-url': { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const [command, folder, ...more] = positionals
  if (values.help) {
    say(usage)
    return 0
  }
  if (command === undefined || folder === undefined || more.length > 0) {
    process.stderr.write(usage)
    return 2
  }
  const env = values.env ?? process.env.NODE_ENV ?? 'production'
  const dist = path.resolve(import.meta.dirname, '..')
  if (command === 'install') await install(folder, { dist, env, print: values.print, say })
  else if (command === 'uninstall') await uninstall(folder, { env, say, purge: values.purge, force: values.force })
  else if (command === 'check') return (await (await import('./check.ts')).check(folder, { env, say })) ? 0 : 1
  else if (command === 'sidecar') {
    const { runSidecar } = await import('./run-sidecar.ts')
    await runSidecar(folder, { env, port: values.port, host: values.host, ghostUrl: values['ghost-url'], say })
  } else {
    process.stderr.write(`There is no command "${command}".\n\n${usage}`)
    return 2
  }
  return 0
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  },
)
