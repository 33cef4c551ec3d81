export type { CheckReport, CheckStep, CheckStepId } from './check-report.ts'
export { receiveEcho } from './echo.ts'
export { type ProbeDependencies, serveProbe } from './probe.ts'
export { type CheckInput, runCheck } from './run-check.ts'
