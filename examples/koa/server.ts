// The documents of a folder open in ONLYOFFICE Docs, on Koa.
import { createServer } from 'node:http'
import { createConnector } from '@openwith/connector-core'
import { koaDoor } from '@openwith/connector-core/http/koa'
import { documentPages, openDocuments, serve } from '@openwith/example-app'
import Koa from 'koa'

const documents = await openDocuments('koa')
const { host, publicUrl } = documents
const connector = createConnector(host, { wopi: documents.wopi })

const app = new Koa()
// Document Server comes here: no login, every link carries a token
app.use(koaDoor((request) => connector.fetch(request), { publicUrl, path: '/onlyoffice' }))
// WOPI clients come here, by the same rules
app.use(koaDoor((request) => connector.fetch(request), { publicUrl, path: '/wopi' }))
// people come here
app.use(koaDoor(documentPages(connector, host), { publicUrl }))

await serve(createServer(app.callback()), connector, documents)
