import type { TestProject } from 'vitest/node'
import { preparePayload } from '../../../examples/payload/app.mts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The built Payload application with the packed plugin. */
    payloadDirectory: string
  }
}

/** Installs and builds Payload with the packed plugin once before all tests, and says what it does. */
export default async function prepare(project: TestProject): Promise<void> {
  const { directory } = await preparePayload({ log: (line) => process.stderr.write(`openwith: ${line}\n`) })
  project.provide('payloadDirectory', directory)
}
