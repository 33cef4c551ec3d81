import { readFile } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, inject, it } from 'vitest'

/** What the app of Directus shares with its extensions. Source: `@directus/extensions: APP_SHARED_DEPS`. */
const shared = ['@directus/extensions-sdk', 'vue', 'vue-router', 'vue-i18n', 'pinia']
const appKilobytes = 40

describe('the package that Directus gets', () => {
  const folder = path.join(inject('directusDirectory'), 'node_modules/@openwith/directus-extension')
  const read = (file: string) => readFile(path.join(folder, file), 'utf8')
  const importsOf = (code: string) =>
    [...code.matchAll(/(?:\bfrom|\bimport|\bimport\()\s*["']([@\w][\w@/:.-]*)["']/g)].map(([, name]) => String(name))

  it('needs nothing but Node on the server, and what the app shares in the browser', async () => {
    const api = importsOf(await read('dist/api.js'))
    expect(api.length).toBeGreaterThan(0)
    expect(api.filter((name) => !isBuiltin(name))).toEqual([])
    const app = importsOf(await read('dist/app.js'))
    expect(app).toContain('vue')
    expect(app.filter((name) => !shared.includes(name))).toEqual([])
  })

  it(`adds at most ${appKilobytes} kB gzipped to the app`, async () => {
    expect(gzipSync(await read('dist/app.js')).byteLength).toBeLessThanOrEqual(appKilobytes * 1024)
  })

  it('has licence and description, no dependency and no install script', async () => {
    expect(await read('LICENSE')).toContain('MIT')
    expect((await read('README.md')).length).toBeGreaterThan(1000)
    const manifest = JSON.parse(await read('package.json')) as Record<string, object | undefined>
    expect(manifest.dependencies).toBeUndefined()
    expect(Object.keys(manifest.scripts ?? {}).filter((name) => /install|prepare/.test(name))).toEqual([])
    expect(manifest['directus:extension']).toMatchObject({ type: 'bundle', host: '^12.4.0' })
  })
})
