import { expect, it } from 'vitest'
import { logLine } from './log-line.ts'

it('says who, what, of which document, and why, down to the first cause', () => {
  const entry = { level: 'warn', code: 'sweep.failed', message: 'It failed.' } as const
  expect(logLine('openwith', entry)).toBe('[openwith] sweep.failed: It failed.')
  expect(logLine('openwith', { ...entry, documentId: '7', cause: 'full' })).toBe(
    '[openwith] sweep.failed: It failed. (file 7) [full]',
  )
  const cause = new Error('outer', { cause: new Error('inner') })
  expect(logLine('openwith', { ...entry, cause })).toMatch(/\[Error: outer\n.*log-line.*\] \[Error: inner\n/s)
})
