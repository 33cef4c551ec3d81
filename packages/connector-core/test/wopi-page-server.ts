import type { CopyAnswer } from '../src/actions/find-copy.ts'
import { pageScript, renderWopiHostPage, type WopiOpenAnswer } from '../src/editor/index.ts'
import { type LocalServer, readBody, startLocalServer } from './local-server.ts'

/** Stands for a WOPI client's page: notes what was posted and what it is told, and says what a test wants. */
const clientPage = (fields: Record<string, string>) => `<!doctype html><title>Editor</title>
<style>body{margin:0;background:#fff;color:#222;font:16px sans-serif}header{height:48px;background:#2e5f8a}
p{margin:48px auto;width:60%}</style><header></header><p>The WOPI client’s frame</p>
<script>
window.client = {
  fields: ${JSON.stringify(fields).replaceAll('<', '\\u003c')},
  heard: [],
  say(MessageId, Values) { parent.postMessage(JSON.stringify({ MessageId, SendTime: Date.now(), Values }), '*') },
}
addEventListener('message', ({ origin, data }) => {
  const { MessageId, Values } = JSON.parse(data)
  client.heard.push({ origin, MessageId, Values })
})
</script>`

export interface WopiPageServer {
  /** The host page's origin. */
  origin: string
  client: LocalServer
  /** What the page asked its door. */
  requests: { line: string; body: unknown }[]
  /** What the door answers to "open". */
  answer: WopiOpenAnswer
  /** What it answers to the question for a copy; null: there is none. */
  copy: CopyAnswer | null
  /** How often it fails before that. */
  copyFailures: number
  close(): Promise<void>
}

/** A host page of ours with its door on one origin, a WOPI client on another. */
export async function startWopiPageServer(makeAnswer: (client: string) => WopiOpenAnswer): Promise<WopiPageServer> {
  const client = await startLocalServer(async (request, response) => {
    if (request.url === '/favicon.ico') {
      response.writeHead(204).end()
      return
    }
    const fields = Object.fromEntries(new URLSearchParams(await readBody(request)))
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(clientPage(fields))
  })
  const site = await startLocalServer(async (request, response) => {
    const path = request.url ?? ''
    if (/^\/page[^/]*$/.test(path)) {
      const { html, headers } = renderWopiHostPage({
        documentId: '7',
        title: 'Report.docx',
        base: '/api',
        editor: 'wopi',
        mode: 'edit',
        scriptUrl: '/assets/editor.js',
        actionUrl: own.client.url,
        closeUrl: '/library',
      })
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
      response.end(html)
    } else if (path.startsWith('/assets/')) {
      response.setHeader('content-type', 'text/javascript')
      response.end(pageScript)
    } else if (path.includes('/api/')) {
      const text = await readBody(request)
      own.requests.push({ line: `${request.method} ${path}`, body: text === '' ? undefined : JSON.parse(text) })
      response.setHeader('content-type', 'application/json')
      if (path.includes('/copy?') && own.copyFailures > 0) {
        own.copyFailures -= 1
        response.statusCode = 503
      } else if (path.includes('/copy?') && own.copy === null) response.statusCode = 404
      response.end(JSON.stringify(answerTo(request.method ?? '', path)))
    } else {
      response.setHeader('content-type', 'text/html')
      response.end('<!doctype html><title>Library</title>')
    }
  })
  function answerTo(method: string, path: string): object {
    if (path.endsWith('/open')) return own.answer
    if (path.includes('/copy?')) return own.copy ?? { error: { code: 'not_found', message: 'There is none.' } }
    if (!path.includes('/pick')) return { document: own.answer.document }
    if (method === 'POST') return { url: 'https://cms.test/harbour.png?token=1', name: 'Harbour.png' }
    return { documents: [{ id: '12', name: 'Harbour.png', size: 900, modifiedAt: '2026-03-05T10:00:00.000Z' }] }
  }

  const own: WopiPageServer = {
    origin: site.url,
    client,
    requests: [],
    answer: makeAnswer(client.url),
    copy: null,
    copyFailures: 0,
    close: async () => {
      await Promise.all([site.close(), client.close()])
    },
  }
  return own
}
