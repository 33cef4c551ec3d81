import { createHash } from 'node:crypto'
import { rm, truncate } from 'node:fs/promises'
import type { ByteRange, Host, SpooledFile } from '@openwith/connector-core/host'
import { describe, expect, it } from 'vitest'
import type { HostFeatures, HostTrial, WithHost } from './host-suite.ts'
import { watchMemory } from './watch-memory.ts'

const missing = ['no-such-document', '2147483647', '../../etc/passwd', '', "1' or '1'='1", 'x'.repeat(200), '\u0000']
const megabyte = 1024 * 1024
const bigMegabytes = 64

/** Finding, reading and writing bytes. */
export function describeContent<H extends Host>(trial: WithHost<H>, features: HostFeatures<H>): void {
  describe('documents', () => {
    it(
      'has nothing under an id that it did not give',
      trial(async ({ host, spool }) => {
        const body = await spool('x')
        for (const id of missing) {
          expect(await host.documents.find(id)).toBeNull()
          await expect(host.documents.read(id)).rejects.toMatchObject({ code: 'not_found' })
          const write = host.documents.write(id, body, { ifVersion: 'x', by: null, reason: 'save' })
          await expect(write).rejects.toMatchObject({ code: 'not_found' })
        }
      }),
    )

    it(
      'finds and reads what an author uploaded, with one version',
      trial(async ({ host, seed }) => {
        const id = await seed('Plan.docx', 'the plan')
        const found = (await host.documents.find(id))!
        expect(found).toMatchObject({ id, size: 8 })
        expect(found.name.toLowerCase()).toMatch(/\.docx$/)
        expect(found.version.length).toBeGreaterThan(0)
        expect(found.version.length).toBeLessThanOrEqual(128)
        expect(found.id.length).toBeLessThanOrEqual(200)
        expect(found.modifiedAt).toBeInstanceOf(Date)
        expect(found.modifiedAt.getTime()).toBeGreaterThan(0)
        expect(await readAll(host, id)).toEqual({ version: found.version, size: 8, text: 'the plan' })
        expect((await host.documents.find(id))?.version).toBe(found.version)
      }),
    )

    it(
      'keeps names in any script',
      trial(async ({ host, seed }) => {
        const name = 'Prüfung 日本語 Ωμέγα 😀 #1 50%.docx'
        const id = await seed(name, 'x')
        expect((await host.documents.find(id))?.name.normalize('NFC')).toBe(name)
      }),
    )

    it(
      'writes new bytes under the same id and name, and tells their version',
      trial(async ({ host, seed, raw, spool, user }) => {
        const id = await seed('Plan.docx', 'the plan')
        const before = (await host.documents.find(id))!
        const body = await spool('a longer new plan \u00ff')
        const written = await host.documents.write(id, body, { ifVersion: before.version, by: user, reason: 'save' })
        expect(written).toMatchObject({ id, name: before.name, size: body.size })
        expect(written.version).not.toBe(before.version)
        expect(await host.documents.find(id)).toMatchObject({ id, name: before.name, version: written.version })
        expect((await readAll(host, id)).version).toBe(written.version)
        expect(sha256(Buffer.from((await raw(id))!, 'latin1'))).toBe(body.sha256)
      }),
    )

    it(
      'writes in nobody’s name, again and again',
      trial(async ({ host, seed, raw, spool }) => {
        const id = await seed('Plan.docx', 'v0')
        const seen = new Set([(await host.documents.find(id))!.version])
        for (const reason of ['forcesave', 'save', 'recovery', 'restore'] as const) {
          const ifVersion = (await host.documents.find(id))!.version
          const written = await host.documents.write(id, await spool(`v ${reason}`), { ifVersion, by: null, reason })
          seen.add(written.version)
          expect(await raw(id)).toBe(`v ${reason}`)
        }
        expect(seen.size).toBe(5)
      }),
    )

    it(
      'keeps the version when the same bytes are written again',
      trial(async ({ host, seed, spool }) => {
        const id = await seed('Plan.docx', 'v0')
        const { version } = (await host.documents.find(id))!
        const body = await spool('v0')
        await host.documents.write(id, body, { ifVersion: version, by: null, reason: 'save' })
        expect((await host.documents.find(id))?.version).toBe(version)
      }),
    )

    it(
      'refuses to write over another version than the expected one',
      trial(async ({ host, seed, raw, spool }) => {
        const id = await seed('Plan.docx', 'v0')
        const { version } = (await host.documents.find(id))!
        await host.documents.write(id, await spool('v1'), { ifVersion: version, by: null, reason: 'save' })
        const late = host.documents.write(id, await spool('v2'), { ifVersion: version, by: null, reason: 'save' })
        await expect(late).rejects.toMatchObject({ code: 'version_conflict' })
        expect(await raw(id)).toBe('v1')
      }),
    )

    it(
      'lets one of two writers with the same version win',
      trial(async ({ host, seed, raw, spool }) => {
        const id = await seed('Plan.docx', 'v0')
        const { version } = (await host.documents.find(id))!
        const texts = ['first writer', 'second writer']
        const bodies = await Promise.all(texts.map((text) => spool(text)))
        const ends = await Promise.allSettled(
          bodies.map((body) => host.documents.write(id, body, { ifVersion: version, by: null, reason: 'save' })),
        )
        expect(ends.map((end) => (end.status === 'rejected' ? end.reason.code : 'won')).sort()).toEqual([
          'version_conflict',
          'won',
        ])
        expect(await raw(id)).toBe(texts[ends.findIndex((end) => end.status === 'fulfilled')])
      }),
    )

    const broken: [string, (body: SpooledFile) => Promise<SpooledFile>][] = [
      ['is gone', async (body) => rm(body.path).then(() => body)],
      ['is shorter than it says', async (body) => truncate(body.path, body.size / 2).then(() => body)],
      [
        'ends in an error halfway',
        async (body) => {
          await rm(body.path)
          return { ...body, stream: () => breakHalfway(body.size) }
        },
      ],
    ]
    for (const [what, spoil] of broken)
      it(
        `keeps the old bytes and version when the spooled file ${what}`,
        trial(async ({ host, seed, raw, spool }) => {
          const id = await seed('Plan.docx', 'the old plan')
          const before = (await host.documents.find(id))!
          const body = await spoil(await spool('n'.repeat(2 * megabyte)))
          const write = host.documents.write(id, body, { ifVersion: before.version, by: null, reason: 'save' })
          await expect(write).rejects.toThrow()
          expect(await raw(id)).toBe('the old plan')
          expect(await host.documents.find(id)).toMatchObject({ version: before.version, size: before.size })
          // And the way is free for the next attempt.
          const again = await spool('the new plan')
          await host.documents.write(id, again, { ifVersion: before.version, by: null, reason: 'save' })
          expect(await raw(id)).toBe('the new plan')
        }),
      )

    it(
      'reads ranges of the bytes',
      trial(async ({ host, seed }) => {
        const id = await seed('Plan.docx', '0123456789')
        const { version } = (await host.documents.find(id))!
        const ranges: [ByteRange, string][] = [
          [{ start: 0, end: 0 }, '0'],
          [{ start: 3, end: 6 }, '3456'],
          [{ start: 9, end: 9 }, '9'],
          [{ start: 0, end: 9 }, '0123456789'],
        ]
        for (const [range, text] of ranges)
          expect(await readAll(host, id, range)).toEqual({ version, size: text.length, text })
      }),
    )

    it(
      'survives a reader who leaves midway',
      trial(async ({ host, seed, raw, spool }) => {
        const id = await seed('Plan.docx', 'x'.repeat(3 * megabyte))
        const { body, version } = await host.documents.read(id)
        const reader = body.getReader()
        await reader.read()
        await reader.cancel()
        await host.documents.write(id, await spool('after'), { ifVersion: version, by: null, reason: 'save' })
        expect(await raw(id)).toBe('after')
      }),
    )

    if (features.emptyFiles !== false)
      it(
        'stores a file without bytes as a file',
        trial(async ({ host, seed, raw, spool }) => {
          const id = await seed('Empty.docx', '')
          const found = (await host.documents.find(id))!
          expect(found.size).toBe(0)
          expect(await readAll(host, id)).toEqual({ version: found.version, size: 0, text: '' })
          const full = { ifVersion: found.version, by: null, reason: 'save' } as const
          const { version } = await host.documents.write(id, await spool('bytes'), full)
          const empty = await host.documents.write(id, await spool(''), { ...full, ifVersion: version })
          expect(empty.size).toBe(0)
          expect(await raw(id)).toBe('')
        }),
      )

    if (features.streams !== false)
      it(
        `writes and reads ${bigMegabytes} MiB without holding them in memory`,
        { timeout: 120_000 },
        trial(async ({ host, seed, spool }) => {
          const id = await seed('Big.docx', 'small')
          const body = await spool(bigParts())
          const memory = watchMemory()
          try {
            const { version } = (await host.documents.find(id))!
            const options = { ifVersion: version, by: null, reason: 'save' } as const
            const written = await host.documents.write(id, body, options)
            expect(written.size).toBe(bigMegabytes * megabyte)
            const content = await host.documents.read(id)
            const hash = createHash('sha256')
            let taken = 0
            for await (const chunk of content.body) {
              hash.update(chunk)
              taken += chunk.byteLength
              if (taken % (4 * megabyte) < chunk.byteLength) memory.look()
            }
            expect(hash.digest('hex')).toBe(body.sha256)
            expect(content.version).toBe(written.version)
            memory.look()
            expect(memory.peakGrowth()).toBeLessThan((bigMegabytes / 2) * megabyte)
          } finally {
            memory.stop()
          }
        }),
      )

    const { replaceOutside, touchMetadata } = features
    if (replaceOutside)
      it(
        'gives another version when somebody replaces the file outside, and refuses a late write',
        trial(async ({ host, seed, raw, spool }) => {
          const id = await seed('Plan.docx', 'v0')
          const { version } = (await host.documents.find(id))!
          await replaceOutside(host, id, Buffer.from('v1'))
          const found = (await host.documents.find(id))!
          expect(found.version).not.toBe(version)
          expect(await readAll(host, id)).toEqual({ version: found.version, size: 2, text: 'v1' })
          const late = host.documents.write(id, await spool('v2'), { ifVersion: version, by: null, reason: 'save' })
          await expect(late).rejects.toMatchObject({ code: 'version_conflict' })
          expect(await raw(id)).toBe('v1')
        }),
      )

    if (touchMetadata)
      it(
        'keeps the version when somebody edits other fields',
        trial(async ({ host, seed, clock }) => {
          const id = await seed('Plan.docx', 'v0')
          const { version } = (await host.documents.find(id))!
          clock.pass(60)
          await touchMetadata(host, id)
          expect((await host.documents.find(id))?.version).toBe(version)
        }),
      )
  })
}

async function readAll(host: HostTrial['host'], id: string, range?: ByteRange) {
  const { version, size, body } = await host.documents.read(id, { range })
  return { version, size, text: await new Response(body).text() }
}

function breakHalfway(size: number): ReadableStream<Uint8Array> {
  let isFirst = true
  return new ReadableStream({
    pull(controller) {
      if (!isFirst) return controller.error(new Error('The disk failed.'))
      isFirst = false
      controller.enqueue(new Uint8Array(size / 2).fill(110))
    },
  })
}

function* bigParts(): Iterable<Uint8Array> {
  for (let i = 0; i < bigMegabytes; i++) {
    // Parts that differ and do not compress.
    const part = Buffer.alloc(megabyte)
    for (let at = 0, seed = i + 1; at < megabyte; at += 4) {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
      part.writeUInt32LE(seed, at)
    }
    yield part
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
