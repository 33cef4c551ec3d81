import { describe, expect, it } from 'vitest'
import type { Ghost } from './ghost.ts'
import { createPostFiles } from './post-files.ts'

interface Post {
  id: string
  updated_at: string
  lexical: string | null
  mobiledoc?: string | null
  status?: string
  title?: string
  caption?: string
  custom_excerpt?: string
  codeinjection_head?: string
  codeinjection_foot?: string
}

/** A Ghost with these posts and nothing else; counts how often all posts are looked at, and how often a post's content is read. */
function ghostWith(posts: Post[]) {
  const read = { looks: 0, contents: 0 }
  const ghost = {
    siteUrl: () => 'https://blog.example.com/news',
    adminUrl: () => 'https://admin.example.com/news',
    files: { urlOf: (path: string) => `https://blog.example.com/news/content/files/${path}` },
    database: {
      async all(sql: string, values: string[] = []) {
        await new Promise((resolve) => setImmediate(resolve))
        if (!sql.includes('lexical')) {
          read.looks += 1
          return posts.map(({ id, updated_at, status = 'draft', title = `Post ${id}`, caption = null }) => ({
            ...{ id, updated_at, status, title, type: 'post', caption },
          }))
        }
        read.contents += values.length
        return posts.filter(({ id }) => values.includes(id)).map((post) => ({ mobiledoc: null, ...post }))
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
          { type: 'link', url: 'https://elsewhere.example/news/content/images/c.docx' },
          { type: 'text', text: 'mycontent/files/d.docx' },
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

  const name = '2026/11/a.docx'
  const html = (attribute: string) => `<p>Read <a class="x" href=${attribute}>this</a> and <b>that</b></p>`
  it.each<[string, object]>([
    ['an HTML card', { type: 'html', html: html('"__GHOST_URL__/content/files/2026/11/a.docx"') }],
    ['an HTML card without quotes', { type: 'html', html: html('/news/content/files/2026/11/a.docx') }],
    [
      'an HTML card with JSON in it',
      { type: 'html', html: '{"u":"https:\\/\\/blog.example.com\\/news\\/content\\/files\\/2026\\/11\\/a.docx"}' },
    ],
    [
      'an HTML card with character references',
      { type: 'html', html: html('"&#47;news/content/files/2026&#x2F;11/a&period;docx"') },
    ],
    [
      'a Markdown card',
      { type: 'markdown', markdown: '# Read\n[this](__GHOST_URL__/content/files/2026/11/a.docx), **now**' },
    ],
    [
      'a Markdown card with a reference',
      { type: 'markdown', markdown: '[this]: <../content/files/2026/11/a\\.docx> "title"' },
    ],
    [
      'a callout',
      {
        type: 'callout',
        calloutText: `<p>${html("'https://blog.example.com/news/content/files/2026/11/a.docx#top'")}</p>`,
      },
    ],
    ['a toggle', { type: 'toggle', heading: 'More', content: html('"/news/content/files/2026/11/a.docx?v=2"') }],
    ["a picture's caption", { type: 'image', src: 'x.png', caption: html('"/news/content/files/2026/11/a.docx"') }],
    ['a button', { type: 'button', buttonUrl: '__GHOST_URL__/content/files/2026/11/a.docx' }],
    ['a bookmark', { type: 'bookmark', url: 'x', metadata: { title: 'See /content/files/2026/11/a.docx.' } }],
    [
      'the address of a viewer',
      {
        type: 'embed',
        html: '<iframe src="https://view.example/?u=https%3A%2F%2Fblog.example.com%2Fnews%2Fcontent%2Ffiles%2F2026%2F11%2Fa.docx&z=1">',
      },
    ],
    [
      "the admin's own host",
      { type: 'html', html: html('"https://admin.example.com/news/content/files/2026/11/a.docx"') },
    ],
    ['an older host', { type: 'html', html: html('"http://www.example.org/content/files/2026/11/a.docx"') }],
    ['a percent-encoded name', { type: 'html', html: html('"/news/content/files/2026/11/%61.docx"') }],
    [
      'plain text',
      {
        type: 'paragraph',
        children: [
          { type: 'text', text: 'It is at https://blog.example.com/news/content/files/2026/11/a.docx, go there.' },
        ],
      },
    ],
  ])('finds an address in %s', async (_where, block) => {
    const { ghost } = ghostWith([{ id: 'a', updated_at: longAgo, lexical: lexical(block) }])
    expect((await createPostFiles(ghost).of(name)).map(({ postId }) => postId)).toEqual(['a'])
  })

  it.each(['caption', 'custom_excerpt', 'codeinjection_head', 'codeinjection_foot'] as const)(
    "finds an address in a post's %s",
    async (field) => {
      const text = html('"__GHOST_URL__/content/files/2026/11/a.docx"')
      const { ghost } = ghostWith([{ id: 'a', updated_at: longAgo, lexical: null, [field]: text }])
      expect(await createPostFiles(ghost).of(name)).toHaveLength(1)
    },
  )

  it('tells addresses of this Ghost from those that only look alike on another host', async () => {
    const { ghost } = ghostWith([
      {
        id: 'a',
        updated_at: longAgo,
        lexical: lexical(card('https://elsewhere.example/content/files/b.docx', 'b.docx')),
      },
    ])
    const files = createPostFiles(ghost)
    expect(await files.of('b.docx')).toMatchObject([{ own: false }])
    expect(await files.of('a.docx')).toEqual([])
  })

  it('finds each of several, spaces in a whole address, and takes no longer name for a shorter one', async () => {
    const { ghost } = ghostWith([
      {
        id: 'a',
        updated_at: longAgo,
        lexical: lexical(
          { type: 'html', html: `${html('"/content/files/b.docx"')}${html('/content/files/c.xlsx')}` },
          card('/content/files/my own file.docx', 'mine.docx'),
          { type: 'link', url: '/content/files/d.docx.pdf' },
        ),
      },
    ])
    const all = await createPostFiles(ghost).all()
    expect([...all.keys()].sort()).toEqual(['b.docx', 'c.xlsx', 'd.docx.pdf', 'my own file.docx'])
  })

  it('is not held up by a text that was made to be slow', async () => {
    const text = '/content/files/a.docx'.repeat(20_000) + '//'.repeat(100_000)
    const { ghost } = ghostWith([{ id: 'a', updated_at: longAgo, lexical: lexical({ type: 'html', html: text }) }])
    expect(await createPostFiles(ghost).of('a.docx')).toHaveLength(1)
  })

  it('sees what Ghost changes in many posts at once without a new time of change', async () => {
    const posts: Post[] = [
      { id: 'a', updated_at: longAgo, status: 'published', lexical: lexical(card('/content/files/a.docx', 'a.docx')) },
    ]
    const files = createPostFiles(ghostWith(posts).ghost)
    expect(await files.of('a.docx')).toMatchObject([{ status: 'published', title: 'Post a' }])
    posts[0] = { ...(posts[0] as Post), status: 'draft', title: 'Renamed', caption: html('"/content/files/b.docx"') }
    expect(await files.of('a.docx')).toMatchObject([{ status: 'draft', title: 'Renamed' }])
    expect(await files.of('b.docx')).toHaveLength(1)
  })

  it('looks once for all that a short request asks, and again for the next', async () => {
    const { ghost, read } = ghostWith([{ id: 'a', updated_at: longAgo, lexical: lexical() }])
    const files = createPostFiles(ghost)
    const ask = async () => {
      await files.of('a.docx')
      await Promise.all([files.of('b.docx'), files.all()])
      await files.of('c.docx')
    }
    await files.within(ask)
    expect(read.looks).toBe(1)
    await files.within(ask)
    expect(read.looks).toBe(2)
    await files.all({ maxAgeMilliseconds: 60_000 })
    expect(read.looks).toBe(2)
    await ask()
    expect(read.looks).toBe(6)
  })
})
