/**
 * A connector over a folder and SQLite in a process of its own, which ends itself by SIGKILL when a save reaches the step named in STOP_AT.
 * Speaks HTTP on a port that it prints as its first line. For the kill test.
 */
import { createServer } from 'node:http'
import { join } from 'node:path'
import { createConnector } from '../src/connector.ts'
import { folderHost } from '../src/folder/index.ts'
import { sqliteState } from '../src/state/sqlite.ts'

const { ROOT = '', DOCUMENT_SERVER = '', STOP_AT = '', SECRET = '' } = process.env
let port = 0
const state = sqliteState({ path: join(ROOT, 'state.sqlite') })
const host = folderHost({
  directory: join(ROOT, 'documents'),
  dataDirectory: join(ROOT, 'data'),
  state,
  settings: {
    load: async () => ({ documentServerUrl: DOCUMENT_SERVER, secret: SECRET }),
    save: async () => {},
    environment: {},
  },
  mount: () => ({ publicUrl: `http://127.0.0.1:${port}`, serverPath: '/office', browserPath: '/browser' }),
  log: ({ level, code, message, cause }) => process.stderr.write(`${level} ${code} ${message} ${cause ?? ''}\n`),
})
const connector = createConnector(host, {
  reconcileEverySeconds: 0,
  onSaveStep(name) {
    process.stderr.write(`step ${name}\n`)
    if (name === STOP_AT) process.kill(process.pid, 'SIGKILL')
  },
})
const server = createServer((incoming, outgoing) => {
  void (async () => {
    const url = new URL(incoming.url ?? '/', `http://127.0.0.1:${port}`)
    if (url.pathname === '/open') {
      const user = { id: 'ann', name: 'Ann' }
      outgoing.end(JSON.stringify(await connector.open({ documentId: url.searchParams.get('id') ?? '', user })))
      return
    }
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const body = incoming.method === 'POST' ? Buffer.concat(chunks) : undefined
    const response = await connector.fetch(
      new Request(url, { method: incoming.method, headers: incoming.headers as Record<string, string>, body }),
    )
    outgoing.writeHead(response.status)
    outgoing.end(Buffer.from(await response.arrayBuffer()))
  })()
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  port = typeof address === 'object' && address !== null ? address.port : 0
  void connector.start().then(() => process.stdout.write(`${port}\n`))
})
