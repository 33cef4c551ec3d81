import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { idOfPath } from './document-id.ts'
import { createFileRecords } from './file-records.ts'
import { type TestGhost, testGhost } from './ghost.testee.ts'
import { createHost } from './host.ts'
import { createTables } from './tables.ts'

describe('rights', () => {
  let test: TestGhost
  beforeEach(() => {
    test = testGhost()
    test.addAccount('bob', 'Author')
    test.addAccount('eve', 'Contributor')
    test.addAccount('ada', 'Editor')
  })
  afterEach(() => test.close())

  async function rightsOf(who: string, path: string): Promise<string> {
    const host = createHost(test.ghost)
    const document = { id: idOfPath(path) ?? '', name: path, version: '1', size: 1, modifiedAt: new Date() }
    const { view, edit } = await host.access.permissions({ id: who, name: who }, document)
    return edit ? 'edit' : view ? 'view' : 'none'
  }
  const made = (path: string, createdBy: string) =>
    createFileRecords(createTables(test.ghost.database).tables).put(path, { name: null, createdBy, createdAt: 1 })

  it('are not won by a link to the file of somebody else in a draft of one’s own', async () => {
    test.addPost({ id: 'b1', status: 'published', files: ['bobs.docx'], editors: ['bob'] })
    expect(await rightsOf('bob', 'bobs.docx')).toBe('edit')
    expect(await rightsOf('eve', 'bobs.docx')).toBe('view')
    test.addPost({ id: 'e1', status: 'draft', files: ['bobs.docx'], editors: ['eve'] })
    expect(await rightsOf('eve', 'bobs.docx')).toBe('view')
    expect(await rightsOf('ada', 'bobs.docx')).toBe('edit')
  })

  it('stay with who made the file whatever drafts of others name it, until a post of others is out', async () => {
    await made('bobs.docx', 'bob')
    expect(await rightsOf('bob', 'bobs.docx')).toBe('edit')
    test.addPost({ id: 'b1', status: 'draft', files: ['bobs.docx'], editors: ['bob'] })
    test.addPost({ id: 'e1', status: 'draft', files: ['bobs.docx'], editors: ['eve'] })
    expect(await rightsOf('bob', 'bobs.docx')).toBe('edit')
    test.addPost({ id: 'a1', status: 'scheduled', files: ['bobs.docx'], editors: [] })
    expect(await rightsOf('bob', 'bobs.docx')).toBe('view')
  })

  it('let nobody read a file that only drafts of others use, not in the list either', async () => {
    test.addPost({ id: 'b1', status: 'draft', files: ['secret.docx'], editors: ['bob'] })
    test.addPost({ id: 'b2', status: 'published', files: ['public.docx'], editors: ['bob'] })
    expect(await rightsOf('eve', 'secret.docx')).toBe('none')
    expect(await rightsOf('bob', 'secret.docx')).toBe('edit')
    const { documents } = createHost(test.ghost)
    const listed = async (id: string) =>
      (await documents.list?.({ user: { id, name: id }, extensions: ['docx'], limit: 10 }))?.documents
        .map(({ name }) => name)
        .sort()
    expect(await listed('eve')).toEqual(['public.docx'])
    expect(await listed('bob')).toEqual(['public.docx', 'secret.docx'])
    expect(await listed('nobody')).toEqual([])
  })
})
