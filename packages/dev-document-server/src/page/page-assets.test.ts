import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { bundlePage } from './bundle.ts'
import { editorPage, pageAsset } from './index.ts'

describe('the editor page', () => {
  it('is bundled from its sources as they are now; else run `pnpm run bundle` in this package', async () => {
    const committed = await readFile(new URL('./page-assets.generated.ts', import.meta.url), 'utf8')
    expect(committed === (await bundlePage())).toBe(true)
  })

  it('has assets under relative addresses and no inline script', () => {
    const html = editorPage({
      documentType: 'cell',
      language: 'de',
      type: 'desktop',
      frameEditorId: '"><script>alert(1)</script>',
      parentOrigin: 'https://cms.example',
      version: '9.3.1.0',
    })
    expect(html).not.toContain('<script>')
    for (const [, name] of html.matchAll(/"assets\/([^"]+)"/g))
      expect(pageAsset(name!)?.body.length).toBeGreaterThan(1000)
    expect(pageAsset('other.js')).toBeUndefined()
  })
})
