import type { DocumentList, Host } from '@openwith/connector-core/host'
import { describe, expect, it } from 'vitest'
import type { HostFeatures, WithHost } from './host-suite.ts'

const optional = ['create', 'rename', 'list', 'nameTaken'] as const

/** The optional methods: creating, renaming and listing documents. */
export function describeFolder<H extends Host>(trial: WithHost<H>, features: HostFeatures<H>): void {
  const has = (method: (typeof optional)[number]) => !features.without?.includes(method)

  describe('documents of a folder', () => {
    it(
      'has the optional methods that it does not declare missing',
      trial(async ({ host }) => {
        expect(optional.filter((method) => host.documents[method] !== undefined)).toEqual(optional.filter(has))
      }),
    )

    if (has('create')) {
      it(
        'adds a document beside another',
        trial(async ({ host, seed, raw, spool, user }) => {
          const beside = await seed('Plan.docx', 'the plan')
          const body = await spool('a copy')
          const created = await host.documents.create!({ name: 'Kopie ü.docx', beside, body, by: user })
          expect(created.id).not.toBe(beside)
          expect(created).toMatchObject({ name: 'Kopie ü.docx', size: 6 })
          expect(await host.documents.find(created.id)).toMatchObject({ id: created.id, version: created.version })
          expect(await raw(created.id)).toBe('a copy')
          expect(await raw(beside)).toBe('the plan')
        }),
      )

      it(
        'adds a document in nobody’s name, to the root',
        trial(async ({ host, raw, spool }) => {
          const body = await spool('kept')
          const created = await host.documents.create!({ name: 'Kept.docx', beside: null, body, by: null })
          expect(await raw(created.id)).toBe('kept')
        }),
      )

      it(
        'refuses a name that is taken and leaves its owner alone',
        trial(async ({ host, raw, spool, user }) => {
          const create = async (text: string) =>
            host.documents.create!({ name: 'Plan.docx', beside: null, body: await spool(text), by: user })
          const first = await create('first')
          await expect(create('second')).rejects.toMatchObject({ code: 'name_taken' })
          expect(await raw(first.id)).toBe('first')
          if (has('nameTaken')) {
            expect(await host.documents.nameTaken!('Plan.docx', { beside: null })).toBe(true)
            expect(await host.documents.nameTaken!('Other.docx', { beside: null })).toBe(false)
          }
        }),
      )

      it(
        'lets one of two win who create the same name at once',
        trial(async ({ host, raw, spool, user }) => {
          const texts = ['first', 'second']
          const bodies = await Promise.all(texts.map((text) => spool(text)))
          const ends = await Promise.allSettled(
            bodies.map((body) => host.documents.create!({ name: 'Plan.docx', beside: null, body, by: user })),
          )
          const winners = ends.flatMap((end, i) => (end.status === 'fulfilled' ? [[end.value.id, texts[i]]] : []))
          expect(winners).toHaveLength(1)
          expect(await raw(winners[0]![0]!)).toBe(winners[0]![1])
        }),
      )

      it(
        'adds nothing when the spooled file is gone',
        trial(async ({ host, spool, user }) => {
          const body = await spool('x')
          const lost = {
            ...body,
            path: `${body.path}.lost`,
            stream: () =>
              new ReadableStream<Uint8Array>({
                start(controller) {
                  controller.error(new Error('The file is gone.'))
                },
              }),
          }
          await expect(
            host.documents.create!({ name: 'New.docx', beside: null, body: lost, by: user }),
          ).rejects.toThrow()
          // The name is free again.
          await host.documents.create!({ name: 'New.docx', beside: null, body, by: user })
        }),
      )
    }

    if (has('rename')) {
      it(
        'renames a document, which keeps its id, version and bytes',
        trial(async ({ host, seed, raw, user, clock }) => {
          const id = await seed('Plan.docx', 'the plan')
          const before = (await host.documents.find(id))!
          clock.pass(60)
          const renamed = await host.documents.rename!(id, 'Neuer Plan ü.docx', { by: user })
          expect(renamed).toMatchObject({ id, version: before.version, name: 'Neuer Plan ü.docx' })
          expect(await host.documents.find(id)).toMatchObject({ id, version: before.version, name: renamed.name })
          expect(await raw(id)).toBe('the plan')
        }),
      )

      it(
        'writes to a document that was renamed since',
        trial(async ({ host, seed, raw, spool, user }) => {
          const id = await seed('Plan.docx', 'the plan')
          const { version } = (await host.documents.find(id))!
          await host.documents.rename!(id, 'Renamed.docx', { by: user })
          const body = await spool('written later')
          const written = await host.documents.write(id, body, { ifVersion: version, by: user, reason: 'save' })
          expect(written).toMatchObject({ id, name: 'Renamed.docx' })
          expect(await raw(id)).toBe('written later')
        }),
      )

      it(
        'keeps the bytes under exactly the name that it answers when it is asked for an odd one, or refuses that',
        trial(async ({ host, seed, raw, user }) => {
          for (const wanted of ['Dot..docx', 'Space .docx', 'Dot and space. .docx', ' Before it.docx']) {
            const id = await seed(`Plan ${[...wanted].length}.docx`, wanted)
            const { name } = (await host.documents.find(id))!
            const renamed = await host.documents.rename!(id, wanted, { by: user }).catch((error: unknown) => {
              expect(error).toMatchObject({ code: 'name_invalid' })
              return null
            })
            expect((await host.documents.find(id))?.name).toBe(renamed?.name ?? name)
            expect(await raw(id)).toBe(wanted)
          }
        }),
      )

      it(
        'refuses names that are none, and unknown documents',
        trial(async ({ host, seed, user }) => {
          const id = await seed('Plan.docx', 'the plan')
          const { name } = (await host.documents.find(id))!
          for (const wrong of ['', '../up.docx', 'a/b.docx', 'a\u0000.docx'])
            await expect(host.documents.rename!(id, wrong, { by: user })).rejects.toMatchObject({
              code: 'name_invalid',
            })
          expect((await host.documents.find(id))?.name).toBe(name)
          const unknown = host.documents.rename!('no-such-document', 'a.docx', { by: user })
          await expect(unknown).rejects.toMatchObject({ code: 'not_found' })
        }),
      )
    }

    if (has('list'))
      it(
        'lists each document of the asked extensions once, page by page, and finds by name',
        trial(async ({ host, seed, user }) => {
          const ids = await Promise.all(['One.docx', 'Two.docx', 'Three.docx'].map((name) => seed(name, name)))
          const sheet = await seed('Four.xlsx', 'four')
          const everything = async (extensions: string[], search?: string) => {
            const seen: string[] = []
            let page: DocumentList = { documents: [] }
            do {
              page = await host.documents.list!({ user, extensions, search, limit: 2, cursor: page.cursor })
              expect(page.documents.length).toBeLessThanOrEqual(2)
              seen.push(...page.documents.map(({ id }) => id))
            } while (page.cursor !== undefined && seen.length < 100)
            return seen.sort()
          }
          expect(await everything(['docx'])).toEqual([...ids].sort())
          expect(await everything(['docx', 'xlsx'])).toEqual([...ids, sheet].sort())
          expect(await everything(['pptx'])).toEqual([])
          expect(await everything(['docx'], 'three')).toEqual([ids[2]])
        }),
      )
  })
}
