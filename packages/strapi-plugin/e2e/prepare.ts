import type { TestProject } from 'vitest/node'
import { prepareStrapi } from '../../../examples/strapi/app.mts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The built Strapi application with the packed plugin. */
    strapiDirectory: string
  }
}

/** Installs and builds Strapi with the packed plugin once before all tests, and says what it does. */
export default async function prepare(project: TestProject): Promise<void> {
  const { directory } = await prepareStrapi({ log: (line) => process.stderr.write(`openwith: ${line}\n`) })
  project.provide('strapiDirectory', directory)
}
