import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createApp } from './app.ts'
import { type TestGhost, testGhost } from './ghost.testee.ts'

describe('the start', () => {
  let test: TestGhost
  beforeEach(() => {
    test = testGhost()
  })
  afterEach(() => test.close())

  it('is tried again until the database is there, and says that it failed', async () => {
    test.failures.left = 20
    const app = createApp(test.ghost, { browserDirectory: '/nowhere', againMilliseconds: 1 })
    await app.start()
    await app.close()
    expect(test.failures.left).toBeLessThan(0)
    expect(test.logged.filter((line) => line.includes('start.failed')).length).toBeGreaterThan(0)
    expect(await test.ghost.database.all("select name from sqlite_master where name = 'openwith_files'")).toHaveLength(
      1,
    )
  })

  it('places the script for readers that the configuration asks for, only where it can work', async () => {
    for (const [adminUrl, line] of [
      ['https://blog.example.com', expect.stringContaining('https://blog.example.com/ghost/openwith/site.js')],
      ['https://admin.example.com', null],
    ] as const) {
      const placed: unknown[] = []
      const ghost = {
        ...test.ghost,
        adminUrl: () => adminUrl,
        setSiteScript: async (_request: unknown, script: string | null) => void placed.push(script),
      }
      const app = createApp(ghost, { browserDirectory: '/nowhere' })
      await app.start()
      await app.close()
      expect(placed).toEqual([line])
    }
    expect(test.logged.filter((text) => text.includes('site_script.not_supported'))).toHaveLength(1)
  })
})
