import { describe, expect, it } from 'vitest'
import { isInModuleBar, withModule } from './module-bar.ts'

describe('withModule', () => {
  it('comes after the files in a bar that nobody has changed, and takes nothing out', () => {
    const ids = withModule(null).map(({ id }) => id)
    expect(ids[ids.indexOf('files') + 1]).toBe('openwith')
    expect(ids).toHaveLength(10)
    expect(ids.at(-1)).toBe('settings')
  })

  it('leaves a changed bar as it is, and is there once', () => {
    const bar = [
      { type: 'module', id: 'openwith', enabled: false },
      { type: 'link', id: 'shop', enabled: true, url: 'https://example.com' },
      { type: 'module', id: 'settings', enabled: true },
    ] as const
    expect(isInModuleBar(bar)).toBe(false)
    const changed = withModule(bar)
    expect(changed.map(({ id }) => id)).toEqual(['shop', 'openwith', 'settings'])
    expect(changed[0]).toEqual(bar[1])
    expect(isInModuleBar(changed)).toBe(true)
    expect(bar[0].enabled).toBe(false)
  })
})
