import { once } from 'node:events'
import { expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { startBoth } from '../../test/start-both.ts'
import type { PageMessage, ServerMessage } from '../rooms.ts'

/** A page without a browser: collects what the server says. */
async function connect(serverUrl: string, key: string) {
  const socket = new WebSocket(`${serverUrl.replace('http', 'ws')}/doc/${encodeURIComponent(key)}/c/`)
  const messages: ServerMessage[] = []
  socket.on('message', (data) => messages.push(JSON.parse(String(data))))
  await once(socket, 'open')
  return {
    socket,
    messages,
    send: (message: PageMessage) => socket.send(JSON.stringify(message)),
    has: (type: ServerMessage['type']) => expect.poll(() => messages.find((each) => each.type === type)).toBeDefined(),
  }
}

it('opens a document for a page, and ends the session when the page goes', async () => {
  await using both = await startBoth()
  const { host, server } = both
  const { token, ...config } = host.config('k1')
  const page = await connect(server.url, 'k1')
  page.send({ type: 'open', config, token })
  await page.has('opened')
  expect(page.messages.find((each) => each.type === 'opened')).toMatchObject({
    mode: 'edit',
    title: 'k1.docx',
    blocks: [{ id: 'all', text: 'hello' }],
  })
  page.socket.close()
  await host.arrived(3)
  expect(host.statuses()).toEqual([1, 4])
})

it('tells the page why it refuses', async () => {
  await using both = await startBoth()
  const page = await connect(both.server.url, 'k1')
  const { token: _token, ...config } = both.host.config('k1')
  page.send({ type: 'open', config })
  await page.has('error')
  expect(page.messages).toMatchObject([{ type: 'error', errorCode: -20 }])
})

it('survives frames that are no messages', async () => {
  await using both = await startBoth()
  const page = await connect(both.server.url, 'k1')
  for (const text of ['', 'null', '[]', '{"type":"open"}', '{"type":"open","config":{}}', '{"type":"save"}'])
    page.socket.send(text)
  const { token, ...config } = both.host.config('k1')
  page.send({ type: 'open', config, token })
  await page.has('opened')
})

it('closes pages with 4001 when it shuts down', async () => {
  await using both = await startBoth()
  const { token, ...config } = both.host.config('k1')
  const page = await connect(both.server.url, 'k1')
  page.send({ type: 'open', config, token })
  await page.has('opened')
  const closed = once(page.socket, 'close')
  await both.server.close()
  expect((await closed)[0]).toBe(4001)
})

it('refuses upgrades elsewhere', async () => {
  await using both = await startBoth()
  const socket = new WebSocket(`${both.server.url.replace('http', 'ws')}/elsewhere`)
  const [error] = await once(socket, 'error')
  expect(String(error)).toContain('socket hang up')
})
