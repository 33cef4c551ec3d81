import type { Connector } from '@openwith/connector-core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type TestGhost, testGhost } from './ghost.testee.ts'
import type { GhostRequest } from './ghost.ts'
import { createHost } from './host.ts'
import { createReaderRoutes } from './reader-routes.ts'

describe('what readers may ask', () => {
  let test: TestGhost
  beforeEach(() => {
    test = testGhost()
  })
  afterEach(() => test.close())

  it('reads no file, and all posts once, before it knows a right', async () => {
    test.addPost({ id: 'p1', status: 'published', files: ['out.docx'], editors: [] })
    test.addPost({ id: 'p2', status: 'draft', files: ['in.docx'], editors: [] })
    let readings = 0
    const { all } = test.ghost.database
    const database = {
      ...test.ghost.database,
      all: <Row>(sql: string, values?: readonly unknown[]) => {
        if (/from posts\b/.test(sql) && !sql.includes('lexical')) readings += 1
        return all<Row>(sql, values)
      },
    }
    const ghost = { ...test.ghost, database }
    const routes = createReaderRoutes({ ghost, host: createHost(ghost), connector: {} as Connector })
    const urls = ['out.docx', 'in.docx', 'none.docx', '../x'].map((file) => ghost.files.urlOf(file))
    const request = new Request('https://blog.example.com/ghost/openwith/public/view', {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'https://blog.example.com' },
      body: JSON.stringify({ urls }),
    })
    const answer = await routes(request, '/view', {} as GhostRequest)
    const { files } = (await answer.json()) as { files: Record<string, { view: boolean }> }
    expect(urls.map((url) => files[url]?.view)).toEqual([true, false, false, false])
    expect(test.looked).toEqual([])
    expect(readings).toBe(1)
  })
})
