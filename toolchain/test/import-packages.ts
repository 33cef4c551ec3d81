// Loads every built entry of every package that is published, as Node does it for a user: an entry that is missing or cannot start fails.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

interface Manifest {
  name: string
  publishConfig?: { exports?: Record<string, string | Record<string, string>> }
}

// they run in browsers, or where a CMS bundles its admin
const browserEntries = new Set(['./browser', './strapi-admin', './client', './rsc'])

const packages = join(import.meta.dirname, '..', '..', 'packages')
let failures = 0
for (const folder of readdirSync(packages)) {
  const path = join(packages, folder, 'package.json')
  if (!existsSync(path)) continue
  const { name, publishConfig }: Manifest = JSON.parse(readFileSync(path, 'utf8'))
  for (const [entry, targets] of Object.entries(publishConfig?.exports ?? {})) {
    for (const target of new Set(typeof targets === 'string' ? [targets] : Object.values(targets))) {
      const file = join(packages, folder, target)
      const loads = /\.[cm]?js$/.test(target) && !browserEntries.has(entry)
      const problem = !existsSync(file) ? 'is missing' : loads ? await importProblem(file) : null
      if (problem === null) continue
      failures++
      console.error(`${name}: ${entry} (${target}) ${problem}`)
    }
  }
}
process.exit(failures === 0 ? 0 : 1)

async function importProblem(file: string): Promise<string | null> {
  try {
    await import(pathToFileURL(file).href)
    return null
  } catch (error) {
    return `cannot be loaded: ${error instanceof Error ? error.message : String(error)}`
  }
}
