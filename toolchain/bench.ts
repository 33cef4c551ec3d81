// `npm run bench -- <name> [options]`: runs one benchmark; each prints a ratio against a baseline of the same run.
import { spawn } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const benches: Readonly<Record<string, { about: string; file: string }>> = {
  save: {
    about: 'a large save against a bare fetch to a file: memory and rate ([megabytes=500] [rounds=5])',
    file: 'packages/connector-core/bench/save-large.ts',
  },
  wopi: {
    about: 'CheckFileInfo and Lock through Express against a bare Express route ([seconds=1] [rounds=15])',
    file: 'packages/connector-core/bench/wopi-requests.ts',
  },
}

const [name = '', ...options] = process.argv.slice(2)
const bench = Object.hasOwn(benches, name) ? benches[name] : undefined
if (bench === undefined) {
  console.error(
    `Name a benchmark:\n${Object.entries(benches)
      .map(([known, { about }]) => `  ${known.padEnd(8)} ${about}`)
      .join('\n')}`,
  )
  process.exit(2)
}
spawn(process.execPath, [join(root, bench.file), ...options], { cwd: root, stdio: 'inherit' }).on('exit', (code) => {
  process.exitCode = code ?? 1
})
