// The documents of a folder open in ONLYOFFICE Docs, with no framework: the connector is a function from Request to Response.
import { createServer } from 'node:http'
import { createConnector } from '@openwith/connector-core'
import { isBelow, nodeDoor } from '@openwith/connector-core/http/node'
import { documentPages, openDocuments, serve } from '@openwith/example-app'

const documents = await openDocuments('fetch')
const { host, publicUrl } = documents
const connector = createConnector(host, { wopi: documents.wopi })
const pages = documentPages(connector, host)

// Document Server comes to /onlyoffice, WOPI clients to /wopi: no login, every link carries a token; people come to the rest
const answer = (request: Request): Promise<Response> =>
  ['/onlyoffice', '/wopi'].some((path) => isBelow(request.url, publicUrl, path))
    ? connector.fetch(request)
    : pages(request)

await serve(createServer(nodeDoor(answer, { publicUrl })), connector, documents)
