import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import jwt from 'jsonwebtoken'
import type { Browser, FrameLocator, Page } from 'playwright-core'
import { launchChromium } from '../../../toolchain/stage/chromium.ts'
import { type DocumentServer, startDocumentServer } from '../src/document-server.ts'
import type { DocumentServerOptions } from '../src/options.ts'

const secret = 'editor-harness-secret-0123456789abcdef'

/** How a test opens a document. */
export interface OpenOptions {
  readonly key: string
  readonly fileType: string
  readonly documentType: 'word' | 'cell' | 'slide' | 'pdf'
  readonly user?: { readonly id: string; readonly name: string }
  readonly mode?: 'edit' | 'view'
  readonly customization?: Readonly<Record<string, unknown>>
  /** Event names that the host page listens to besides the usual ones. */
  readonly events?: readonly string[]
  readonly colorScheme?: 'light' | 'dark'
  /** Called with the new page before it loads anything. */
  readonly prepare?: (page: Page) => Promise<void>
}

/** One opened editor in a browser page of its own. */
export interface OpenedEditor {
  readonly page: Page
  readonly frame: FrameLocator
  /** Events that api.js gave to the host page, in order. */
  events(): Promise<{ name: string; data: unknown }[]>
  waitForEvent(name: string, data?: unknown): Promise<void>
  /** Calls a method of the DocsAPI editor. */
  call(method: string, ...parameters: unknown[]): Promise<void>
}

/** A Document Server, a host that keeps what is saved, and a browser. */
export interface EditorHarness extends AsyncDisposable {
  readonly server: DocumentServer
  /** `files` are served below `<hostUrl>/files/`. */
  readonly hostUrl: string
  readonly files: Map<string, Uint8Array>
  readonly callbacks: Record<string, unknown>[]
  /** Resolves with the bytes of the key's next callback that carries a file. */
  saved(key: string): Promise<Uint8Array>
  open(options: OpenOptions): Promise<OpenedEditor>
  readonly browser: Browser
}

export async function startEditorHarness(options: DocumentServerOptions = {}): Promise<EditorHarness> {
  const files = new Map<string, Uint8Array>()
  const callbacks: Record<string, unknown>[] = []
  const savedFiles: { key: unknown; bytes: Uint8Array }[] = []
  const waiting = new Set<() => void>()
  const pages = new Map<string, string>()
  const host = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    if (path.startsWith('/files/')) {
      const bytes = files.get(path.slice('/files/'.length))
      response.writeHead(bytes ? 200 : 404).end(bytes ?? '')
    } else if (path === '/callback') {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8'))
      callbacks.push(body)
      if (typeof body.url === 'string') {
        const bytes = new Uint8Array(await (await fetch(body.url)).arrayBuffer())
        savedFiles.push({ key: body.key, bytes })
        for (const wake of [...waiting]) wake()
      }
      response.writeHead(200).end('{"error":0}')
    } else response.writeHead(200, { 'Content-Type': 'text/html' }).end(pages.get(path) ?? '')
  })
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve))
  const hostUrl = `http://127.0.0.1:${(host.address() as AddressInfo).port}`
  const server = await startDocumentServer({ secret, saveDelayMs: 50, ...options })
  const browser = await launchChromium()

  const open = async (wanted: OpenOptions): Promise<OpenedEditor> => {
    const claims = {
      documentType: wanted.documentType,
      document: {
        fileType: wanted.fileType,
        key: wanted.key,
        title: `${wanted.key}.${wanted.fileType}`,
        url: `${hostUrl}/files/${wanted.key}.${wanted.fileType}`,
        permissions: { edit: wanted.mode !== 'view', download: true, print: true },
      },
      editorConfig: {
        mode: wanted.mode ?? 'edit',
        lang: 'en',
        callbackUrl: `${hostUrl}/callback`,
        user: wanted.user ?? { id: 'u1', name: 'Ann Author' },
        customization: { forcesave: true, close: { visible: true }, ...wanted.customization },
      },
    }
    const config = { ...claims, token: jwt.sign(claims, secret) }
    const names = [
      'onAppReady',
      'onDocumentReady',
      'onInfo',
      'onError',
      'onWarning',
      'onDocumentStateChange',
      'onRequestClose',
      'onMetaChange',
      'onDownloadAs',
      ...(wanted.events ?? []),
    ]
    const path = `/page/${pages.size}`
    pages.set(
      path,
      `<!doctype html><style>html,body{margin:0;height:100%}</style><div id="editor"></div><script src="${server.url}/web-apps/apps/api/documents/api.js"></script><script>
      const seen = []
      const events = Object.fromEntries(${JSON.stringify(names)}.map((name) => [name, (event) => seen.push({ name, data: event?.data })]))
      const editor = new DocsAPI.DocEditor('editor', { ...${JSON.stringify(config)}, events, width: '100%', height: '100%' })
      </script>`,
    )
    const context = await browser.newContext({
      viewport: { width: 1280, height: 860 },
      colorScheme: wanted.colorScheme ?? 'light',
    })
    const page = await context.newPage()
    await wanted.prepare?.(page)
    await page.goto(`${hostUrl}${path}`)
    const opened: OpenedEditor = {
      page,
      frame: page.frameLocator('iframe[name=frameEditor]'),
      events: () => page.evaluate('seen'),
      waitForEvent: async (name, data) => {
        await page.waitForFunction(
          ([expected, value]) =>
            (globalThis as unknown as { eval(code: string): { name: string; data: unknown }[] })
              .eval('seen')
              .some(
                (event) => event.name === expected && (value === undefined || JSON.stringify(event.data) === value),
              ),
          [name, data === undefined ? undefined : JSON.stringify(data)] as const,
        )
      },
      call: async (method, ...parameters) => {
        await page.evaluate(`editor[${JSON.stringify(method)}](...${JSON.stringify(parameters)})`)
      },
    }
    return opened
  }

  return {
    server,
    hostUrl,
    files,
    callbacks,
    browser,
    open,
    async saved(key) {
      for (;;) {
        const index = savedFiles.findIndex((file) => file.key === key)
        if (index >= 0) return savedFiles.splice(index, 1)[0]!.bytes
        await new Promise<void>((resolve) => {
          waiting.add(() => resolve())
        })
        waiting.clear()
      }
    },
    async [Symbol.asyncDispose]() {
      await browser.close()
      await server.close()
      host.closeAllConnections()
      await new Promise((resolve) => host.close(resolve))
    },
  }
}
