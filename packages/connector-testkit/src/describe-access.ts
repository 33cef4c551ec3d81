import type { Host } from '@openwith/connector-core/host'
import { describe, expect, it } from 'vitest'
import type { HostFeatures, WithHost } from './host-suite.ts'

/** Who may do what. */
export function describeAccess<H extends Host>(trial: WithHost<H>, features: HostFeatures<H>): void {
  describe('access', () => {
    it(
      'knows the person by the id that a token keeps, and what they may do',
      trial(async ({ host, seed, user }) => {
        const known = (await host.access.user(user.id))!
        expect(known.id).toBe(user.id)
        expect(known.name.length).toBeGreaterThan(0)
        const id = await seed('Plan.docx', 'the plan')
        const document = (await host.documents.find(id))!
        const permissions = await host.access.permissions(known, document)
        expect(permissions).toMatchObject({ view: true, edit: true })
        for (const [right, granted] of Object.entries(permissions))
          expect([right, typeof granted]).toEqual([right, 'boolean'])
        expect(await host.access.mayCreate(known, { beside: id })).toBe(true)
        expect(await host.access.mayAdminister(known)).toBe(true)
      }),
    )

    const { revoke } = features
    if (!revoke) return
    it(
      'takes everything from a person who was blocked meanwhile',
      trial(async ({ host, seed, user }) => {
        const id = await seed('Plan.docx', 'the plan')
        const document = (await host.documents.find(id))!
        await revoke(host, user)
        const known = await host.access.user(user.id)
        // A host may know blocked people still, but then without any right.
        const asked = known ?? user
        expect(await host.access.permissions(asked, document)).toMatchObject({ view: false, edit: false })
        expect(await host.access.mayCreate(asked, { beside: id })).toBe(false)
        expect(await host.access.mayAdminister(asked)).toBe(false)
      }),
    )
  })
}
