// `npm run demo`: a real Strapi with the plugin, an embedded Document Server, sample documents, and one address that logs straight in.
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { prepareStrapi, type StrapiApp, startStrapi } from '../examples/strapi/app.mts'
import { type DocumentServer, startDocumentServer } from '../packages/dev-document-server/src/index.ts'
import { demoSamples } from '../packages/strapi-plugin/e2e/samples.ts'
import { serveLogin } from './demo/login.ts'
import { say } from './test/say.ts'

const dataDirectory = join(import.meta.dirname, '../.data/strapi')
const wantedPorts = { strapi: 1337, documentServer: 8701, login: 1336 }

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
  const { directory } = await prepareStrapi({ log: say })
  const app = await startStrapi({ directory, dataDirectory, port: await portNear(wantedPorts.strapi), log: say })
  closing.push(() => app.stop())
  const server = await documentServerFor(app)
  await addSamples(app)
  const login = await serveLogin(app, await portNear(wantedPorts.login))
  closing.push(() => login.close())
  console.log(`
  Strapi is running with the ONLYOFFICE plugin.

    Open       ${login.url}
    or log in  ${app.url}/admin   ${app.admin.email}   ${app.admin.password}
    Documents  ${server === null ? 'as set under Settings > ONLYOFFICE' : `${server.url} (embedded, for development)`}
    Data       ${dataDirectory}

  Ctrl+C stops everything.
`)
} catch (error) {
  say(error instanceof Error ? (error.name === 'Error' && error.stack) || error.message : String(error))
  await close(1)
}

/**
 * The embedded Document Server, entered into Strapi's settings as an administrator would. Whoever has entered another one there keeps it: then null.
 */
async function documentServerFor(app: StrapiApp): Promise<DocumentServer | null> {
  const note = join(dataDirectory, 'document-server.json')
  const last = await readFile(note, 'utf8').then(
    (text) => JSON.parse(text) as { url: string },
    () => ({ url: '' }),
  )
  const { fields } = await app.api<{ fields: { name: string; value?: unknown }[] }>('GET', '/onlyoffice/settings')
  const present = fields.find((field) => field.name === 'documentServerUrl')?.value
  if (present !== '' && present !== last.url) return null
  const server = await startDocumentServer({ port: await portNear(wantedPorts.documentServer), saveDelayMs: 1000 })
  closing.push(() => server.close())
  await writeFile(note, JSON.stringify({ url: server.url }))
  await app.api('PUT', '/onlyoffice/settings', { values: { documentServerUrl: server.url, secret: server.secret } })
  return server
}

async function addSamples(app: StrapiApp): Promise<void> {
  const { pagination } = await app.api<{ pagination: { total: number } }>('GET', '/upload/files?pageSize=1')
  if (pagination.total > 0) return
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
