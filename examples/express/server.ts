// The documents of a folder open in ONLYOFFICE Docs, on Express.
import { createServer } from 'node:http'
import { createConnector } from '@openwith/connector-core'
import { expressDoor } from '@openwith/connector-core/http/express'
import { documentPages, openDocuments, serve } from '@openwith/example-app'
import express from 'express'

const documents = await openDocuments('express')
const { host, publicUrl } = documents
const connector = createConnector(host, { wopi: documents.wopi })

const app = express().disable('x-powered-by')
// Document Server comes here: no login, every link carries a token
app.use(expressDoor((request) => connector.fetch(request), { publicUrl, path: '/onlyoffice' }))
// WOPI clients come here, by the same rules
app.use(expressDoor((request) => connector.fetch(request), { publicUrl, path: '/wopi' }))
// people come here
app.use(expressDoor(documentPages(connector, host), { publicUrl }))

await serve(createServer(app), connector, documents)
