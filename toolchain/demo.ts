// `npm run demo [-- strapi|payload|directus|ghost]`: a real CMS with our plugin, an embedded Document Server, sample documents, and one address that logs
// straight in.
import { readdirSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type DocumentServer, startDocumentServer } from '../packages/dev-document-server/src/index.ts'
import type { DemoApp, DemoCms } from './demo/cms.ts'
import { serveLogin } from './demo/login.ts'
import { demoSamples } from './stage/samples.ts'
import { say } from './test/say.ts'

const known = readdirSync(join(import.meta.dirname, 'demo'))
  .map((file) => file.replace(/\.ts$/, ''))
  .filter((name) => !['cms', 'login'].includes(name))
const name = process.argv[2] ?? 'strapi'
if (!known.includes(name)) {
  console.error(`There is no demo of "${name}". Known: ${known.join(', ')}.`)
  process.exit(2)
}
const dataDirectory = join(import.meta.dirname, '../.data', name)
const documentServerPort = 8701

const closing: (() => Promise<void>)[] = []
let isClosing = false

async function close(code: number): Promise<never> {
  if (isClosing) process.exit(130)
  isClosing = true
  say('stopping ...')
  for (const end of closing.reverse()) await end().catch(() => {})
  process.exit(code)
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void close(0))

try {
  const { cms } = (await import(`./demo/${name}.ts`)) as { cms: DemoCms }
  const directory = await cms.prepare(say)
  const app = await cms.start({ directory, dataDirectory, port: await portNear(cms.ports.cms), log: say })
  closing.push(() => app.stop())
  const server = await documentServerFor(app)
  await addSamples(app)
  const login = await serveLogin(app, await portNear(cms.ports.login))
  closing.push(() => login.close())
  console.log(`
  ${cms.title} is running with the ONLYOFFICE plugin.

    Open       ${login.url}
    or log in  ${app.loginUrl}   ${app.admin.email}   ${app.admin.password}
    Documents  ${server === null ? `as set under ${cms.settingsPlace}` : `${server.url} (embedded, for development)`}
    Data       ${dataDirectory}

  Ctrl+C stops everything.
`)
} catch (error) {
  say(error instanceof Error ? (error.name === 'Error' && error.stack) || error.message : String(error))
  await close(1)
}

/**
 * The embedded Document Server, entered into the CMS's settings as an administrator would. Whoever has entered another one there keeps it: then null.
 */
async function documentServerFor(app: DemoApp): Promise<DocumentServer | null> {
  const note = join(dataDirectory, 'document-server.json')
  const last = await readFile(note, 'utf8').then(
    (text) => JSON.parse(text) as { url: string },
    () => ({ url: '' }),
  )
  const { fields } = await app.settings()
  const present = fields.find((field) => field.name === 'documentServerUrl')?.value ?? ''
  if (present !== '' && present !== last.url) return null
  const server = await startDocumentServer({ port: await portNear(documentServerPort), saveDelayMs: 1000 })
  closing.push(() => server.close())
  await writeFile(note, JSON.stringify({ url: server.url }))
  await app.saveSettings({ documentServerUrl: server.url, secret: server.secret })
  return server
}

async function addSamples(app: DemoApp): Promise<void> {
  if (await app.hasDocuments()) return
  for (const document of await demoSamples()) await app.upload(document)
  say('added the sample documents')
}

/** `wanted`, if nothing listens there, else any free one. */
async function portNear(wanted: number): Promise<number> {
  const free = (port: number) =>
    new Promise<number | null>((resolve) => {
      const probe = createServer()
      probe.once('error', () => resolve(null))
      probe.listen(port, '127.0.0.1', () => {
        const address = probe.address()
        probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : null))
      })
    })
  return (await free(wanted)) ?? (await free(0)) ?? wanted
}
