import type { TestProject } from 'vitest/node'
import { prepareDirectus } from '../../../examples/directus/app.mts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The Directus application with the packed extension. */
    directusDirectory: string
  }
}

/** Installs Directus with the packed extension once before all tests, and says what it does. */
export default async function prepare(project: TestProject): Promise<void> {
  const { directory } = await prepareDirectus({ log: (line) => process.stderr.write(`openwith: ${line}\n`) })
  project.provide('directusDirectory', directory)
}
