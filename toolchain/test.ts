// `npm test [-- part...]`: runs the parts in the order a person would, says how long each took, and ends with one line of totals.
import { findChromium } from './test/chromium.ts'
import { type PartResult, parts } from './test/parts.ts'
import { say } from './test/say.ts'

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !(name in parts))
if (unknown.length > 0) {
  const known = Object.entries(parts).map(([name, part]) => `  ${name.padEnd(8)} ${part.about}`)
  console.error(
    `There is no part ${unknown.map((name) => `"${name}"`).join(', ')}. The parts are:\n${known.join('\n')}`,
  )
  process.exit(2)
}

const chosen = Object.entries(parts).filter(([name]) => asked.length === 0 || asked.includes(name))
const results: { name: string; seconds: number; result: PartResult }[] = []
const environment = { ...process.env }

if (chosen.some(([, part]) => part.needsBrowser)) {
  const chromium = await findChromium()
  // A missing browser fails the run, here and in CI: tests that were not run have not passed.
  if (chromium.path === null) results.push({ name: 'browser', seconds: 0, result: failure(chromium.advice) })
  else environment.CHROMIUM_PATH = chromium.path
}

for (const [name, part] of chosen) {
  say(`${name}: ${part.about}`)
  const started = Date.now()
  const result = await part.run(environment).catch((error: unknown) => failure(String(error)))
  const seconds = (Date.now() - started) / 1000
  say(`${name}: ${result.passed} passed, ${result.failed} failed in ${seconds.toFixed(1)} s`)
  results.push({ name, seconds, result })
}

const passed = results.reduce((sum, { result }) => sum + result.passed, 0)
const failed = results.reduce((sum, { result }) => sum + result.failed, 0)
console.log('')
for (const { name, seconds, result } of results) {
  console.log(
    `  ${result.failed === 0 ? 'ok    ' : 'FAILED'}  ${name.padEnd(8)} ${seconds.toFixed(1).padStart(6)} s  ${result.passed} passed, ${result.failed} failed`,
  )
  for (const note of result.notes) console.log(`          ${note}`)
}
console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 && passed > 0 ? 0 : 1

function failure(note: string): PartResult {
  return { passed: 0, failed: 1, notes: [note] }
}
