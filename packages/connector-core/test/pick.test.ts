import jwt from 'jsonwebtoken'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PickableList } from '../src/actions/pick-document.ts'
import type { User } from '../src/host.ts'
import { ann, ben, docx, type Office, office, secret } from './office.ts'

let cms: Office
const png = Buffer.from('89504e470d0a1a0a0000', 'hex')

beforeEach(async () => {
  cms = await office({
    documents: [
      { id: 'report', name: 'Report.docx', bytes: docx('first') },
      { id: 'terms', name: 'Terms.docx', bytes: docx('terms') },
      { id: 'people', name: 'People.xlsx', bytes: docx('people') },
      { id: 'harbour', name: 'Harbour at night.png', bytes: png },
      { id: 'logo', name: 'Logo.PNG', bytes: png },
      { id: 'drawing', name: 'Drawing.svg', bytes: '<svg onload="alert(1)"/>' },
      { id: 'large', name: 'Large.jpg', bytes: new Uint8Array((8 << 20) + 1) },
    ],
    users: [
      { ...ann, permissions: {} },
      { ...ben, permissions: { edit: false, download: false } },
    ],
  })
})
afterEach(() => cms.close())

const ask: Office['ask'] = (...asked) => cms.ask(...asked)

const list = async (query: string) => (await ask<PickableList>('GET', `/documents/report/pick?${query}`)).body
const namesOf = async (query: string) => (await list(query)).documents.map(({ name }) => name).sort()

describe('picking inside the editor', () => {
  it('offers pictures, documents and spreadsheets by what the editor can take, and never the open document itself', async () => {
    expect(await namesOf('for=picture')).toEqual(['Harbour at night.png', 'Large.jpg', 'Logo.PNG'])
    expect(await namesOf('for=document')).toEqual(['Terms.docx'])
    expect(await namesOf('for=spreadsheet')).toEqual(['People.xlsx'])
    expect(await namesOf('for=picture&search=night')).toEqual(['Harbour at night.png'])
    expect(await ask('GET', '/documents/report/pick?for=anything')).toMatchObject({
      status: 400,
      body: { error: { code: 'bad_request' } },
    })
  })

  it('shows a picture by an address of its own, which is good for this picture and as long as its person may see it', async () => {
    const { documents } = await list('for=picture')
    const address = (id: string) => documents.find((one) => one.id === id)?.previewUrl ?? ''
    expect(address('large')).toBe('')
    const shown = await cms.connector.fetch(new Request(address('harbour')))
    expect([shown.status, shown.headers.get('content-type'), shown.headers.get('x-content-type-options')]).toEqual([
      200,
      'image/png',
      'nosniff',
    ])
    expect(Buffer.from(await shown.arrayBuffer())).toEqual(png)
    const token = new URL(address('harbour')).searchParams.get('token')
    for (const path of ['download/Report.docx', 'spool/Report.docx', 'result/Report.docx']) {
      const elsewhere = new URL(`../${path}?token=${token}`, address('harbour'))
      expect((await cms.connector.fetch(new Request(elsewhere))).status).toBe(403)
    }
    cms.host.permit('ann', { download: false })
    expect((await cms.connector.fetch(new Request(address('harbour')))).status).toBe(403)
    cms.host.revoke('ann')
    expect((await cms.connector.fetch(new Request(address('harbour')))).status).toBe(403)
    cms.host.remove('harbour')
    expect((await cms.connector.fetch(new Request(address('harbour')))).status).toBe(404)
  })

  it('hands the editor exactly what was signed, and Document Server fetches it', async () => {
    const picked = { document: 'harbour', for: 'picture', command: 'change' }
    const { body } = await ask<{ token: string }>('POST', '/documents/report/pick', picked)
    const { token, ...argument } = body
    expect(jwt.verify(token, secret)).toEqual({
      ...argument,
      iat: expect.any(Number),
      exp: expect.any(Number),
    })
    const url = expect.stringContaining('/download/Harbour%20at%20night.png?token=')
    expect(argument).toEqual({ c: 'change', images: [{ fileType: 'png', url }] })
    const [{ url: address } = { url: '' }] = (argument as unknown as { images: { url: string }[] }).images
    expect((await cms.connector.fetch(new Request(address))).status).toBe(403)
    const header = jwt.sign({ payload: { url: address } }, secret, { expiresIn: 300 })
    const fetched = await cms.connector.fetch(new Request(address, { headers: { authorization: `Bearer ${header}` } }))
    expect(Buffer.from(await fetched.arrayBuffer())).toEqual(png)

    const compared = { document: 'terms', for: 'document', command: 'compare' }
    expect((await ask('POST', '/documents/report/pick', compared)).body).toEqual({
      c: 'compare',
      fileType: 'docx',
      url: expect.stringContaining('/download/Terms.docx?token='),
      token: expect.any(String),
    })
  })

  it('refuses who may not change the document, what this person may not copy, and what does not fit', async () => {
    const pick = async (document: string, purpose: string, user?: User) =>
      (await ask('POST', '/documents/report/pick', { document, for: purpose }, user)).body.error?.code
    expect(await pick('harbour', 'picture', ben)).toBe('forbidden')
    expect((await ask('GET', '/documents/report/pick?for=picture', undefined, ben)).status).toBe(403)
    expect(await pick('drawing', 'picture')).toBe('format_unsupported')
    expect(await pick('people', 'document')).toBe('format_unsupported')
    expect(await pick('nothing', 'picture')).toBe('not_found')
    cms.host.permit('ann', { download: false })
    expect(await pick('harbour', 'picture')).toBe('forbidden')
    expect(await namesOf('for=picture')).toEqual([])
  })

  it('is offered with the document only where the CMS lists documents and this person may change it', async () => {
    const offered = async (user?: User) =>
      (await ask<{ document: { actions: { pick: boolean } } }>('GET', '/documents/report', undefined, user)).body
        .document.actions.pick
    expect(await offered()).toBe(true)
    expect(await offered(ben)).toBe(false)
    cms.host.documents.list = undefined
    expect(await offered()).toBe(false)
    expect((await ask('GET', '/documents/report/pick?for=picture')).status).toBe(501)
  })

  it('works from the editor page, whose cookie is for one document', async () => {
    const { url } = (await ask<{ url: string }>('POST', '/documents/report/page', {})).body
    const entered = await cms.connector.fetch(new Request(url))
    const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? ''
    const page = new URL(entered.headers.get('location') ?? '', url)
    const listed = await cms.connector.fetch(
      new Request(`${page}/api/documents/report/pick?for=picture`, { headers: { cookie } }),
    )
    expect(((await listed.json()) as PickableList).documents).toHaveLength(3)
    const other = await cms.connector.fetch(
      new Request(`${page}/api/documents/terms/pick?for=picture`, { headers: { cookie } }),
    )
    expect(other.status).toBe(403)
  })
})
