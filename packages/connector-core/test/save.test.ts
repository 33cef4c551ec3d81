import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ann, ben, docx, type Office, office } from './office.ts'

let office_: Office
beforeEach(async () => {
  office_ = await office()
})
afterEach(() => office_.close())

const stored = (id = 'report'): string => Buffer.from(office_.host.bytesOf(id) ?? []).toString('hex')
const hex = (text: string): string => Buffer.from(docx(text)).toString('hex')
const spooled = (): Promise<string[]> => readdir(join(office_.host.dataDirectory, 'spool')).catch(() => [])
const recovered = async (): Promise<string[]> =>
  (await readdir(join(office_.host.dataDirectory, 'recovery')).catch(() => [])).filter((name) => name.endsWith('.json'))

async function save(
  opened: { key: string; callbackUrl: string | undefined },
  text: string,
  event: Record<string, unknown> = {},
) {
  const path = `/cache/${text.replaceAll(' ', '-')}/output.docx`
  office_.results.set(path, docx(text))
  const response = await office_.callback(opened, { status: 2, url: path, filetype: 'docx', ...event })
  return { status: response.status, body: (await response.json()) as { error: number; message?: string } }
}

describe('document keys', () => {
  it('are the same for two openers and for a viewer, and contain the installation', async () => {
    const first = await office_.open(ann)
    const second = await office_.open(ben)
    const viewer = await office_.connector.open({ documentId: 'report', user: ben, mode: 'view' })
    expect(second.key).toBe(first.key)
    expect(viewer.config.document.key).toBe(first.key)
    expect(viewer.config.editorConfig.callbackUrl).toBeUndefined()
    expect(first.key).toMatch(/^[0-9a-f]{12}\.[\w-]{24}$/)
  })

  it('are the same for openers that race', async () => {
    const opened = await Promise.all(Array.from({ length: 20 }, () => office_.open()))
    expect(new Set(opened.map(({ key }) => key)).size).toBe(1)
  })

  it('survive a metadata edit, a rename and a forcesave', async () => {
    const first = await office_.open()
    office_.host.touch('report')
    expect((await office_.open()).key).toBe(first.key)
    await office_.host.documents.rename?.('report', 'Other.docx', { by: ann })
    expect((await office_.open()).key).toBe(first.key)
    expect((await save(first, 'second', { status: 6, forcesavetype: 1 })).body).toEqual({ error: 0 })
    expect((await office_.open()).key).toBe(first.key)
  })

  it('change after a final save and after an outside replacement', async () => {
    const first = await office_.open()
    await save(first, 'second')
    const second = await office_.open()
    expect(second.key).not.toBe(first.key)
    office_.host.replace('report', docx('outside'))
    expect((await office_.open()).key).not.toBe(second.key)
  })
})

describe('the save pipeline', () => {
  it('stores one version for the same final save twice and says so twice', async () => {
    const opened = await office_.open()
    expect((await save(opened, 'second')).body).toEqual({ error: 0 })
    expect((await save(opened, 'second')).body).toEqual({ error: 0 })
    expect(office_.host.writes).toHaveLength(1)
    expect(stored()).toBe(hex('second'))
    expect(await spooled()).toEqual([])
  })

  it('stores one version for the same final save at the same time', async () => {
    const opened = await office_.open()
    const answers = await Promise.all([save(opened, 'second'), save(opened, 'second'), save(opened, 'second')])
    expect(answers.map(({ body }) => body)).toEqual([{ error: 0 }, { error: 0 }, { error: 0 }])
    expect(office_.host.writes).toHaveLength(1)
    expect(office_.host.documentIds()).toEqual(['report'])
  })

  it('leaves the bytes of the last forcesave after 6, 6 and an unmodified 2', async () => {
    const opened = await office_.open()
    await save(opened, 'second', { status: 6, lastsave: '2026-01-01T00:00:01.000Z' })
    await save(opened, 'third', { status: 6, lastsave: '2026-01-01T00:00:02.000Z' })
    const path = '/cache/final/output.docx'
    office_.results.set(path, docx('third'))
    const final = await office_.callback(opened, {
      status: 2,
      url: path,
      filetype: 'docx',
      notmodified: true,
      lastsave: '2026-01-01T00:00:02.000Z',
    })
    expect(await final.json()).toEqual({ error: 0 })
    expect(office_.host.writes.map(({ reason }) => reason)).toEqual(['forcesave', 'forcesave'])
    expect(stored()).toBe(hex('third'))
    expect((await office_.open()).key).not.toBe(opened.key)
  })

  it('drops a forcesave that arrives after the final save', async () => {
    const opened = await office_.open()
    await save(opened, 'final')
    expect((await save(opened, 'late', { status: 6 })).body).toEqual({ error: 0 })
    expect(stored()).toBe(hex('final'))
  })

  it('drops a forcesave that is older than the one stored', async () => {
    const opened = await office_.open()
    await save(opened, 'newer', { status: 6, lastsave: '2026-01-01T00:00:09.000Z' })
    await save(opened, 'older', { status: 6, lastsave: '2026-01-01T00:00:03.000Z' })
    expect(stored()).toBe(hex('newer'))
  })

  it('answers 503 when the store fails, leaves nothing half done, and stores at the next try', async () => {
    const opened = await office_.open()
    office_.host.failNext('write', 'unavailable')
    const first = await save(opened, 'second')
    expect(first.status).toBe(503)
    expect(stored()).toBe(hex('first'))
    expect(await spooled()).toEqual([])
    expect((await save(opened, 'second')).body).toEqual({ error: 0 })
    expect(stored()).toBe(hex('second'))
  })

  it('is stored before a rename that comes in its middle: some CMSs move the file', async () => {
    const opened = await office_.open()
    const seen: string[] = []
    const renameOf = office_.host.documents.rename?.bind(office_.host.documents)
    office_.host.documents.rename = async (id, name, options) => {
      seen.push(stored())
      return (await renameOf?.(id, name, options)) ?? Promise.reject(new Error('no rename'))
    }
    let renamed: ReturnType<Office['ask']> | undefined
    office_.host.beforeNextWrite(async () => {
      renamed = office_.ask('POST', '/documents/report/rename', { name: 'Moved' })
      await new Promise((resolve) => setTimeout(resolve, 100))
    })
    expect((await save(opened, 'edited')).body).toEqual({ error: 0 })
    expect((await renamed)?.status).toBe(200)
    expect(seen).toEqual([hex('edited')])
  })

  it('keeps both when somebody replaced the document, and overwrites nothing', async () => {
    const opened = await office_.open()
    office_.host.replace('report', docx('outside'))
    expect((await save(opened, 'edited')).body).toEqual({ error: 0 })
    expect(stored()).toBe(hex('outside'))
    const [copy = ''] = office_.host.documentIds().filter((id) => id !== 'report')
    expect(stored(copy)).toBe(hex('edited'))
    expect((await office_.host.documents.find(copy))?.name).toMatch(/^Report \(edited by Ann .*\)\.docx$/)
    const { notices } = await office_.connector.open({ documentId: 'report', user: ben })
    expect(notices.join()).toContain('The edit is kept as')
    const { body } = await office_.ask<{ document: { notice: string } }>(
      'GET',
      '/documents/report?locale=fr',
      undefined,
      ben,
    )
    expect(body.document.notice).toMatch(/^Pendant que .* sous le nom Report/)
    const german = await office_.connector.open({ documentId: 'report', user: ben, locale: 'de-AT' })
    expect(german.notices.join()).toMatch(
      /^Während .* Die Bearbeitung liegt als Report \(edited by Ann .*\)\.docx daneben\.$/,
    )
  })

  it('keeps both when somebody replaces the document between check and write', async () => {
    const opened = await office_.open()
    office_.host.beforeNextWrite(() => {
      office_.host.replace('report', docx('outside'))
    })
    expect((await save(opened, 'edited')).body).toEqual({ error: 0 })
    expect(stored()).toBe(hex('outside'))
    expect(office_.host.documentIds()).toHaveLength(2)
  })

  it('puts the later saves of a conflicting session into its one copy', async () => {
    const opened = await office_.open()
    office_.host.replace('report', docx('outside'))
    await save(opened, 'edited once', { status: 6, lastsave: '2026-01-01T00:00:01.000Z' })
    await save(opened, 'edited twice', { status: 6, lastsave: '2026-01-01T00:00:02.000Z' })
    await save(opened, 'edited thrice', { lastsave: '2026-01-01T00:00:03.000Z' })
    const copies = office_.host.documentIds().filter((id) => id !== 'report')
    expect(copies).toHaveLength(1)
    expect(stored(copies[0])).toBe(hex('edited thrice'))
    expect(stored()).toBe(hex('outside'))
  })

  it('keeps the edit of a person whose right was taken meanwhile in the recovery area, and refuses', async () => {
    const opened = await office_.open()
    office_.host.permit('ann', { edit: false })
    const { status, body } = await save(opened, 'edited')
    expect([status, body.error]).toEqual([200, 1])
    expect(stored()).toBe(hex('first'))
    expect(await recovered()).toHaveLength(1)
    expect((await save(opened, 'edited')).body.error, 'again the same').toBe(1)
    expect(await recovered()).toHaveLength(1)
    expect((await office_.open(ben)).key, 'the next opener does not continue from the refused edit').not.toBe(
      opened.key,
    )
  })

  it('keeps the edit of a blocked account in the recovery area', async () => {
    const opened = await office_.open()
    office_.host.revoke('ann')
    expect((await save(opened, 'edited')).body.error).toBe(1)
    expect(await recovered()).toHaveLength(1)
  })

  it('keeps the edit of a deleted document', async () => {
    const opened = await office_.open()
    office_.host.remove('report')
    await save(opened, 'edited')
    expect(await recovered()).toHaveLength(1)
  })

  for (const [what, bytes] of [
    ['an HTML error page', new TextEncoder().encode('<html>login</html>')],
    ['a zip cut short', docx('edited').subarray(0, 60)],
    ['nothing', new Uint8Array()],
  ] as const) {
    it(`does not store ${what} over a document`, async () => {
      const opened = await office_.open()
      office_.results.set('/cache/bad/output.docx', bytes)
      const response = await office_.callback(opened, { status: 2, url: '/cache/bad/output.docx', filetype: 'docx' })
      expect(((await response.json()) as { error: number }).error).toBe(1)
      expect(stored()).toBe(hex('first'))
      expect(await spooled()).toEqual([])
    })
  }

  it('refuses a file over the limit, stores nothing, and leaves it to Document Server', async () => {
    await office_.close()
    office_ = await office({ settings: { maxDocumentBytes: 1000 } })
    const opened = await office_.open()
    office_.results.set('/cache/large/output.docx', new Uint8Array(2000))
    const response = await office_.callback(opened, { status: 2, url: '/cache/large/output.docx', filetype: 'docx' })
    expect(await response.json()).toMatchObject({ error: 1 })
    expect(response.status).toBe(200)
    expect(await spooled()).toEqual([])
  })

  it('fetches nothing from a foreign origin', async () => {
    const opened = await office_.open()
    const foreign = await office()
    try {
      const url = `${foreign.server.url}/cache/output.docx`
      const response = await office_.callback(opened, { status: 2, filetype: 'docx', url })
      expect(((await response.json()) as { error: number }).error).toBe(1)
      expect(foreign.server.requests).toEqual([])
    } finally {
      await foreign.close()
    }
  })

  it('knows no status beyond the documented ones', async () => {
    const opened = await office_.open()
    for (const status of [0, 8, -1, 99]) {
      expect(await (await office_.callback(opened, { status })).json()).toMatchObject({ error: 1 })
    }
  })
})

describe('forgotten files', () => {
  it('are stored once and then deleted from Document Server', async () => {
    const opened = await office_.open()
    const deleted: unknown[] = []
    office_.results.set('/cache/forgotten/output.docx', docx('forgotten'))
    office_.services.set('/command', ({ c, key }) => {
      if (c === 'getForgottenList')
        return { error: 0, keys: deleted.length === 0 ? [opened.key, 'another-installation.key'] : [] }
      if (c === 'getForgotten') return { error: 0, key, url: `${office_.server.url}/cache/forgotten/output.docx` }
      if (c === 'deleteForgotten') deleted.push(key)
      return { error: 0, key }
    })
    await office_.callback(opened, { status: 4 })
    const record = JSON.parse((await office_.host.state.get(`key/${opened.key}`)) ?? '{}') as object
    await office_.host.state.swap(
      `key/${opened.key}`,
      JSON.stringify(record),
      JSON.stringify({ ...record, author: 'ann' }),
      null,
    )
    expect(await office_.connector.reconcile()).toEqual({ stored: 1, failed: 0 })
    expect(stored()).toBe(hex('forgotten'))
    expect(deleted).toEqual([opened.key])
    expect(await office_.connector.reconcile()).toEqual({ stored: 0, failed: 0 })
  })
})
