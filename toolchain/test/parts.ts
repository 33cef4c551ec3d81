import { run } from './run.ts'
import { runVitest } from './run-vitest.ts'

/** How a part ended. `notes` name what failed and what was skipped. */
export interface PartResult {
  passed: number
  failed: number
  notes: string[]
}

/** One part of `npm test`. */
export interface Part {
  about: string
  needsBrowser?: boolean
  run(environment: NodeJS.ProcessEnv): Promise<PartResult>
}

/** The parts by name, in the order in which they run. */
export const parts: Readonly<Record<string, Part>> = {
  lint: {
    about: 'format and lint rules (biome)',
    run: (environment) => steps(environment, ['biome', 'check']),
  },
  types: {
    about: 'types of every package and of the toolchain (tsc)',
    run: (environment) =>
      steps(
        environment,
        ['turbo', 'run', 'types', '--continue', '--output-logs=errors-only'],
        ['tsc', '-p', 'toolchain/tsconfig.json'],
      ),
  },
  unit: {
    about: 'unit and contract tests of all packages (vitest)',
    needsBrowser: true,
    run: (environment) => runVitest('vitest.config.ts', environment),
  },
  package: {
    about: 'builds the packages and checks and loads what would be published (tsdown, publint)',
    run: (environment) =>
      steps(
        environment,
        ['turbo', 'run', 'build', 'package-lint', '--output-logs=errors-only'],
        ['node', 'toolchain/test/import-packages.ts'],
      ),
  },
  strapi: {
    about: 'the plugin in a real Strapi with real browsers (the first run installs Strapi: some minutes)',
    needsBrowser: true,
    run: (environment) => runVitest('packages/strapi-plugin/vitest.e2e.config.ts', environment),
  },
  payload: {
    about:
      'the plugin in a real Payload with real browsers, on SQLite and PostgreSQL (the first run installs Payload: some minutes)',
    needsBrowser: true,
    run: (environment) => runVitest('packages/payload-plugin/vitest.e2e.config.ts', environment),
  },
  directus: {
    about:
      'the extension in a real Directus with real browsers, on SQLite and PostgreSQL (the first run installs Directus: some minutes)',
    needsBrowser: true,
    run: (environment) => runVitest('packages/directus-extension/vitest.e2e.config.ts', environment),
  },
  ghost: {
    about:
      'the adapters in a real Ghost with real browsers, on SQLite and MariaDB (the first run installs Ghost: some minutes)',
    needsBrowser: true,
    run: (environment) => runVitest('packages/ghost-adapter/vitest.e2e.config.ts', environment),
  },
}

/** Runs commands one after the other until one fails; together they count as one test. */
async function steps(environment: NodeJS.ProcessEnv, ...commands: [string, ...string[]][]): Promise<PartResult> {
  for (const [program, ...args] of commands) {
    const code = await run(program, args, environment)
    if (code !== 0) return { passed: 0, failed: 1, notes: [`failed: ${program} ${args.join(' ')} (exit code ${code})`] }
  }
  return { passed: 1, failed: 0, notes: [] }
}
