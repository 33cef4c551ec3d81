import type { CaseElement } from './case-element.ts'
import { type CaseTarget, sendCaseRequest } from './case-request.ts'
import { judgeAnswer, savedStates } from './judge-answer.ts'
import type { ValidatorCase, ValidatorCases } from './validator-case.ts'

/** What became of one case. */
export interface CaseResult {
  group: string
  name: string
  outcome: 'passed' | 'failed' | 'skipped'
  /** Why it failed or was skipped. */
  reason?: string
}

/**
 * Runs the cases one after the other against a host, as Microsoft's validator does: a case whose prerequisite does not hold is skipped. Needs a file whose name
 * ends in `.wopitest`, not locked.
 */
export async function runValidatorCases(
  { cases, prerequisites }: ValidatorCases,
  target: CaseTarget,
  options: { isWanted(found: ValidatorCase): boolean },
): Promise<CaseResult[]> {
  const known = new Map<string, string | null>()
  const results: CaseResult[] = []

  async function missing(name: string): Promise<string | null> {
    const before = known.get(name)
    if (before !== undefined) return before
    const problem = await run(prerequisites.get(name) ?? [], target)
    known.set(name, problem)
    return problem
  }

  for (const found of cases.filter(options.isWanted)) {
    const { group, name } = found
    let skipped: string | undefined
    for (const prerequisite of found.prerequisites) {
      const problem = await missing(prerequisite)
      if (problem !== null) skipped ??= `${prerequisite}: ${problem}`
    }
    if (skipped !== undefined) {
      results.push({ group, name, outcome: 'skipped', reason: skipped })
      continue
    }
    const state = new Map<string, unknown>([['OriginalWopiEndpoint', target.wopiSrc]])
    const problem = await run(found.requests, target, state)
    for (const request of found.cleanup) await sendCaseRequest(request, target, state).catch(() => {})
    results.push({
      group,
      name,
      ...(problem === null ? { outcome: 'passed' } : { outcome: 'failed', reason: problem }),
    })
  }
  return results
}

/** The first thing that is wrong, or null. */
async function run(
  requests: readonly CaseElement[],
  target: CaseTarget,
  state: Map<string, unknown> = new Map(),
): Promise<string | null> {
  for (const [index, request] of requests.entries()) {
    try {
      const answer = await sendCaseRequest(request, target, state)
      for (const [name, value] of savedStates(request, answer)) state.set(name, value)
      const problems = judgeAnswer(request, answer, state)
      if (problems.length > 0) return `${request.name} (request ${index + 1}): ${problems.join('; ')}`
    } catch (error) {
      return `${request.name} (request ${index + 1}): ${error instanceof Error ? error.message : String(error)}`
    }
  }
  return null
}
