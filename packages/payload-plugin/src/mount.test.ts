import type { Endpoint, PayloadRequest } from 'payload'
import { describe, expect, it } from 'vitest'
import { endpoints } from './mount.ts'

const user = { id: 1, collection: 'users' }

/** What the connector's doors are asked through the endpoint that Payload would choose. */
async function through(
  request: Request,
  path: string[],
  { door = '/openwith/:path*', as = user as object | null } = {},
): Promise<{ asked: Request; cookieLogin?: boolean; status: number }> {
  let seen: { asked: Request; cookieLogin?: boolean } | undefined
  const running = {
    host: { access: { login: (account: object) => account } },
    connector: {
      fetch: async (asked: Request) => {
        seen = { asked }
        return new Response()
      },
      browser: async (asked: Request, _user: object, { cookieLogin }: { cookieLogin: boolean }) => {
        seen = { asked, cookieLogin }
        return new Response()
      },
    },
  }
  const payload = {
    config: { routes: { api: '/rest' } },
    [Symbol.for('@openwith/payload-plugin')]: running,
  }
  const extra = { payload, user: as, routeParams: { path }, i18n: { language: 'en' } }
  const found = endpoints({}).find(
    (endpoint) => endpoint.path === door && endpoint.method === request.method.toLowerCase(),
  ) as Endpoint
  const { status } = await found.handler(Object.assign(request, extra) as unknown as PayloadRequest)
  return { ...(seen as NonNullable<typeof seen>), status }
}

const post = (headers: Record<string, string>) =>
  new Request('https://cms.example.com/site/rest/openwith/documents/media%3A1/forcesave?x=1', {
    method: 'POST',
    headers,
  })

describe('the doors', () => {
  it('give the connector the request at its own path, whatever base path and API route are in front', async () => {
    const { asked } = await through(post({}), ['documents', 'media:1', 'forcesave'])
    const url = new URL(asked.url)
    expect(`${url.pathname}${url.search}`).toBe('/rest/openwith/documents/media%3A1/forcesave?x=1')
  })

  it('pass bodies on as streams', async () => {
    const request = new Request('https://cms.example.com/rest/openwith/server/callback', {
      method: 'POST',
      body: '{"key":1}',
    })
    const { asked } = await through(request, ['callback'], { door: '/openwith/server/:path*' })
    expect(await asked.text()).toBe('{"key":1}')
  })

  it('tell of many rows in one answer which of them the user may edit; a row that fails is none of them', async () => {
    const asked: string[] = []
    const mayEdit = async (_user: object, id: string) => {
      asked.push(id)
      if (id === 'media:3') throw new Error('The database is away.')
      return id !== 'media:2'
    }
    const running = { host: { access: { login: (account: object) => account, mayEdit } } }
    const payload = { config: { routes: { api: '/rest' } }, [Symbol.for('@openwith/payload-plugin')]: running }
    const ids = Array.from({ length: 80 }, (_, at) => `media:${at + 1}`)
    const request = new Request(`https://cms.example.com/rest/openwith/rows?${ids.map((id) => `id=${id}`).join('&')}`)
    const { handler } = endpoints({})[0] as Endpoint
    const answer = await handler(
      Object.assign(request, { payload, user, i18n: { language: 'en' } }) as unknown as PayloadRequest,
    )
    const { edit } = await answer.json()
    expect(edit).toEqual(['media:1', ...ids.slice(3, 50)])
    expect(asked).toEqual(ids.slice(0, 50))
  })

  it('let nobody in at the browser door who is not logged in', async () => {
    expect((await through(post({}), ['formats'], { as: null })).status).toBe(401)
  })

  it.each([
    [{}, true],
    [{ authorization: 'Basic c3RhZ2luZzpwYXNz' }, true],
    [{ authorization: 'JWT abc' }, false],
    [{ authorization: 'Bearer abc' }, false],
    [{ authorization: 'users API-Key abc' }, false],
  ])('take a login with the headers %o for one by cookie: %s', async (headers, expected) => {
    expect((await through(post(headers), ['formats'])).cookieLogin).toBe(expected)
  })
})
