import { describe, expect, it } from 'vitest'
import { summarize } from './run-vitest.ts'

const test = (status: string, fullName = status) => ({ status, fullName })

describe('summarize', () => {
  it('adds up tests of all files and names the failed and the skipped ones', () => {
    const report = {
      testResults: [
        { name: 'a', status: 'passed', assertionResults: [test('passed'), test('passed')] },
        {
          name: 'b',
          status: 'failed',
          assertionResults: [test('passed'), test('failed', 'one'), test('skipped', 'two')],
        },
      ],
    }
    expect(summarize(report, 1)).toEqual({ passed: 3, failed: 1, notes: ['failed: one', 'skipped: two'] })
  })

  it('counts a file that could not be loaded as a failure', () => {
    const report = {
      testResults: [{ name: 'a', status: 'failed', message: 'no such module\nat x', assertionResults: [] }],
    }
    expect(summarize(report, 1)).toEqual({ passed: 0, failed: 1, notes: ['failed: a: no such module'] })
  })

  it('fails when vitest fails although every test passed', () => {
    const report = { testResults: [{ name: 'a', status: 'passed', assertionResults: [test('passed')] }] }
    expect(summarize(report, 1)).toMatchObject({ passed: 1, failed: 1 })
    expect(summarize(report, 0)).toEqual({ passed: 1, failed: 0, notes: [] })
  })
})
