import type { LogEntry } from '@openwith/connector-core/host'
import type { Payload } from 'payload'
import { describe, expect, it } from 'vitest'
import { warnOfAdministrators } from './administer.ts'

async function warnings(accounts: number, options: Parameters<typeof warnOfAdministrators>[1]): Promise<string[]> {
  const logged: LogEntry[] = []
  const counted: unknown[] = []
  const payload = {
    config: { admin: { user: 'staff' } },
    db: {
      async count({ collection }: { collection: string }) {
        counted.push(collection)
        return { totalDocs: accounts }
      },
    },
  } as unknown as Payload
  await warnOfAdministrators(payload, options, (entry) => logged.push(entry))
  expect(counted.every((collection) => collection === 'staff')).toBe(true)
  return logged.map(({ level, code }) => `${level} ${code}`)
}

describe('the warning that everybody of the admin panel administers the connector', () => {
  it('comes as soon as there is more than one account', async () => {
    expect(await warnings(2, {})).toEqual(['warn administer.everybody'])
    expect(await warnings(1, {})).toEqual([])
  })

  it('stays away where somebody has chosen who administers', async () => {
    expect(await warnings(2, { administer: () => true })).toEqual([])
  })
})
