import { useConfig } from '@payloadcms/ui'
import { useEffect, useState } from 'react'

// By the admin's configuration: a page has one, and gets a new one when somebody else logs in.
const pages = new WeakMap<object, Map<string, Promise<unknown>>>()

/**
 * What `load` answers, asked once for all components of a page that name the same `key`. Undefined while it is under way, null when it failed:
 * buttons then stay away, and the page that they would lead to says why. `key` null: not asked.
 */
export function useShared<Value>(key: string | null, load: () => Promise<Value>): Value | null | undefined {
  const { config } = useConfig()
  const [known, setKnown] = useState<{ key: string; value: Value | null } | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `load` belongs to `key`
  useEffect(() => {
    if (key === null) return
    let current = true
    ask(config, key, load).then(
      (value) => current && setKnown({ key, value }),
      () => current && setKnown({ key, value: null }),
    )
    return () => {
      current = false
    }
  }, [config, key])
  return known === null || known.key !== key ? undefined : known.value
}

function ask<Value>(page: object, key: string, load: () => Promise<Value>): Promise<Value> {
  const asked = pages.get(page) ?? new Map<string, Promise<unknown>>()
  pages.set(page, asked)
  const running = asked.get(key) as Promise<Value> | undefined
  if (running !== undefined) return running
  const started = load()
  asked.set(key, started)
  // A failure is asked again by the next one that needs it.
  started.catch(() => asked.delete(key))
  return started
}
