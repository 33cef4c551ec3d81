import type { GhostFolder } from '../cli/ghost-folder.ts'

/** Ghost's configuration as Ghost reads it: the environment (`a__b__c`) over the file. Source: Ghost 6.65, `shared/config/loader`. */
export interface GhostConfig {
  get(name: string): unknown
}

export function ghostConfig({ config }: GhostFolder, environment: NodeJS.ProcessEnv = process.env): GhostConfig {
  return {
    get(name) {
      const names = name.split('.')
      const given = environment[names.join('__')]
      if (given !== undefined) return parsed(given)
      const value = names.reduce<unknown>(
        (at, part) => (at as Record<string, unknown> | null | undefined)?.[part],
        config ?? {},
      )
      const below = Object.entries(environment).filter(([key]) => key.startsWith(`${names.join('__')}__`))
      if (below.length === 0) return value
      // A section of which the environment has some values.
      const section: Record<string, unknown> =
        typeof value === 'object' && value !== null ? structuredClone(value as Record<string, unknown>) : {}
      for (const [key, text] of below) {
        const path = key.split('__').slice(names.length)
        let at = section
        for (const part of path.slice(0, -1)) {
          if (typeof at[part] !== 'object' || at[part] === null) at[part] = {}
          at = at[part] as Record<string, unknown>
        }
        at[path.at(-1) ?? ''] = parsed(text ?? '')
      }
      return section
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
