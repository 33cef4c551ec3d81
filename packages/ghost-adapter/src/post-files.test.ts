import { describe, expect, it } from 'vitest'
import type { Ghost } from './ghost.ts'
import { createPostFiles } from './post-files.ts'

interface Post {
  id: string
  updated_at: string
  lexical: string | null
  mobiledoc?: string | null
}

/** A Ghost with these posts and nothing else; counts how often a post's content is read. */
function ghostWith(posts: Post[]) {
  const read = { contents: 0 }
  const ghost = {
    siteUrl: () => 'https://blog.example.com/news',
    files: {
      pathOf: (url: string) => /^(?:https:\/\/blog\.example\.com)?\/news\/content\/files\/(.+)$/.exec(url)?.[1] ?? null,
    },
    database: {
      async all(sql: string, values: string[] = []) {
        if (!sql.includes('lexical')) return posts.map(({ id, updated_at }) => ({ id, updated_at }))
        read.contents += values.length
        return posts
          .filter(({ id }) => values.includes(id))
          .map((post) => ({ title: `Post ${post.id}`, type: 'post', status: 'draft', mobiledoc: null, ...post }))
      },
    },
  }
  return { ghost: ghost as unknown as Ghost, read }
}

const card = (src: string, fileName: string) => ({ type: 'file', src, fileName })
const lexical = (...children: object[]) => JSON.stringify({ root: { children } })
const longAgo = '2020-01-01 10:00:00'

describe('files in posts', () => {
  it('finds file cards and links, however the address is written', async () => {
    const { ghost } = ghostWith([
      {
        id: 'a',
        updated_at: longAgo,
        lexical: lexical(
          card('__GHOST_URL__/content/files/2026/11/a.docx', 'Ä.docx'),
          {
            type: 'paragraph',
            children: [{ type: 'link', url: 'https://blog.example.com/news/content/files/b.xlsx?v=2#x' }],
          },
          { type: 'link', url: 'https://elsewhere.example/news/content/files/c.docx' },
          { type: 'text', text: 'content/files/d.docx' },
        ),
      },
      {
        id: 'b',
        updated_at: longAgo,
        lexical: null,
        mobiledoc: JSON.stringify({ cards: [['file', card('/news/content/files/e.odt', 'E.odt')]] }),
      },
      { id: 'c', updated_at: longAgo, lexical: 'not json /' },
    ])
    const all = await createPostFiles(ghost).all()
    expect([...all.keys()].sort()).toEqual(['2026/11/a.docx', 'b.xlsx', 'e.odt'])
    expect(all.get('2026/11/a.docx')).toMatchObject([{ postId: 'a', title: 'Post a', fileName: 'Ä.docx' }])
    expect(all.get('b.xlsx')).toMatchObject([{ postId: 'a', fileName: null }])
  })

  it('reads again only what has changed, and forgets what is gone', async () => {
    const posts: Post[] = [
      { id: 'a', updated_at: longAgo, lexical: lexical(card('/news/content/files/a.docx', 'a.docx')) },
      { id: 'b', updated_at: longAgo, lexical: lexical(card('/news/content/files/a.docx', 'a.docx')) },
    ]
    const { ghost, read } = ghostWith(posts)
    const files = createPostFiles(ghost)
    expect(await files.of('a.docx')).toHaveLength(2)
    expect(await files.of('a.docx')).toHaveLength(2)
    expect(read.contents).toBe(2)
    posts[0] = { id: 'a', updated_at: '2020-01-02 10:00:00', lexical: lexical() }
    expect((await files.of('a.docx')).map(({ postId }) => postId)).toEqual(['b'])
    posts.pop()
    expect(await files.of('a.docx')).toEqual([])
    expect(read.contents).toBe(3)
  })

  it('does not trust a time of change as long as another change may have the same', async () => {
    const now = new Date().toISOString().slice(0, 19).replace('T', ' ')
    const posts: Post[] = [{ id: 'a', updated_at: now, lexical: lexical() }]
    const files = createPostFiles(ghostWith(posts).ghost)
    expect(await files.of('a.docx')).toEqual([])
    posts[0] = { id: 'a', updated_at: now, lexical: lexical(card('/news/content/files/a.docx', 'a.docx')) }
    expect(await files.of('a.docx')).toHaveLength(1)
  })
})
