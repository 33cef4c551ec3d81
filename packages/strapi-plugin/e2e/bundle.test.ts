import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, inject, it } from 'vitest'

const firstLoadBytes = 5 * 1024

describe('what the plugin adds to the admin', () => {
  it('is at most 5 kB gzipped at the first load, the English texts included', async () => {
    const folder = path.join(inject('strapiDirectory'), 'node_modules/@openwith/strapi-plugin/dist/admin')
    const names = await readdir(folder)
    const eager = await eagerFiles(folder, 'index.mjs')
    const english = names.find((name) => /^en-.*\.mjs$/.test(name))
    expect(english).toBeDefined()
    const size = (
      await Promise.all(
        [...eager, english ?? ''].map(async (name) => gzipSync(await readFile(path.join(folder, name))).byteLength),
      )
    ).reduce((sum, one) => sum + one, 0)
    expect(size).toBeGreaterThan(500)
    expect(size).toBeLessThanOrEqual(firstLoadBytes)
    // The pages are there, as chunks of their own.
    for (const chunk of ['documents-app', 'settings-page', 'media-library-shell', 'entry-documents']) {
      expect(names.some((name) => name.startsWith(`${chunk}-`))).toBe(true)
      expect([...eager].some((name) => name.startsWith(`${chunk}-`))).toBe(false)
    }
  })

  it('has no build tool and no install script among what a user installs', async () => {
    const manifest = JSON.parse(
      await readFile(path.join(inject('strapiDirectory'), 'node_modules/@openwith/strapi-plugin/package.json'), 'utf8'),
    ) as { dependencies: Record<string, string>; scripts?: Record<string, string> }
    expect(Object.keys(manifest.dependencies).sort()).toEqual(['jsonwebtoken', 'undici'])
    expect(Object.keys(manifest.scripts ?? {}).filter((name) => /install|prepare/.test(name))).toEqual([])
  })
})

/** The files that come with `entry` before anything is asked for: static imports, and theirs. */
async function eagerFiles(folder: string, entry: string, found = new Set<string>()): Promise<Set<string>> {
  found.add(entry)
  const code = await readFile(path.join(folder, entry), 'utf8')
  for (const [, name] of code.matchAll(/(?:\bfrom|\bimport)\s*["']\.\/([^"']+)["']/g)) {
    if (name !== undefined && !found.has(name)) await eagerFiles(folder, name, found)
  }
  return found
}
