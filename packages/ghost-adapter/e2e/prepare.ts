import type { TestProject } from 'vitest/node'
import { prepareGhost } from '../../../examples/ghost/app.mts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Ghost's packed release, and our packed package beside it. */
    ghostDirectory: string
  }
}

/** Installs Ghost with the packed package once before all tests, and says what it does. */
export default async function prepare(project: TestProject): Promise<void> {
  const { directory } = await prepareGhost({ log: (line) => process.stderr.write(`openwith: ${line}\n`) })
  project.provide('ghostDirectory', directory)
}
