import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PartResult } from './parts.ts'
import { run } from './run.ts'

/** The fields of vitest's JSON report that the totals need. */
export interface VitestReport {
  testResults: {
    name: string
    status: string
    message?: string
    assertionResults: { status: string; fullName: string }[]
  }[]
}

/** Runs vitest with one configuration; the person sees its usual report, the totals come from its JSON one. */
export async function runVitest(config: string, environment: NodeJS.ProcessEnv): Promise<PartResult> {
  const folder = await mkdtemp(join(tmpdir(), 'openwith-test-'))
  try {
    const output = join(folder, 'report.json')
    const code = await run(
      'vitest',
      ['run', '--config', config, '--reporter=default', '--reporter=json', `--outputFile.json=${output}`],
      environment,
    )
    const report: VitestReport | null = await readFile(output, 'utf8').then(JSON.parse, () => null)
    if (report === null) return { passed: 0, failed: 1, notes: [`vitest ended with ${code} and left no report`] }
    return summarize(report, code)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Totals of a report. A file that could not be loaded is one failure; so is a vitest that fails although all tests passed. */
export function summarize(report: VitestReport, code: number): PartResult {
  const tests = report.testResults.flatMap((file) => file.assertionResults)
  const passed = tests.filter((test) => test.status === 'passed').length
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  )
  const notes = [
    ...tests.filter((test) => test.status === 'failed').map((test) => `failed: ${test.fullName}`),
    ...broken.map((file) => `failed: ${file.name}: ${file.message?.split('\n')[0] ?? 'could not be run'}`),
  ]
  let failed = notes.length
  if (code !== 0 && failed === 0) {
    failed = 1
    notes.push(`vitest ended with ${code}: an error outside the tests, see above`)
  }
  const skipped = tests.filter((test) => test.status !== 'passed' && test.status !== 'failed')
  return { passed, failed, notes: [...notes, ...skipped.map((test) => `skipped: ${test.fullName}`)] }
}
