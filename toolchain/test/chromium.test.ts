import { afterEach, expect, it, vi } from 'vitest'
import { findChromium } from './chromium.ts'

afterEach(() => vi.unstubAllEnvs())

it('takes the browser that CHROMIUM_PATH names and no other', async () => {
  vi.stubEnv('CHROMIUM_PATH', process.execPath)
  expect(await findChromium()).toEqual({ path: process.execPath })
  vi.stubEnv('CHROMIUM_PATH', '/nowhere/chromium')
  expect(await findChromium()).toEqual({ path: null, advice: expect.stringContaining('/nowhere/chromium') })
})
