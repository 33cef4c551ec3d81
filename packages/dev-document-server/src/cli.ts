#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { startDocumentServer } from './document-server.ts'

const usage = `Development Document Server: for demos, development and tests.
ONLYOFFICE Docs replaces it by changing one address.

  dev-document-server [--port 8088] [--host 127.0.0.1] [--secret SECRET] [--jwt-header Authorization] [--no-jwt]
                      [--public-url URL] [--path-prefix /office] [--data FOLDER] [--save-delay MILLISECONDS]
                      [--wopi onlyoffice|collabora]

JWT_SECRET is taken when --secret is not given; without both a random secret is made and printed.
`

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8088' },
    host: { type: 'string' },
    secret: { type: 'string' },
    'no-jwt': { type: 'boolean', default: false },
    'jwt-header': { type: 'string' },
    'public-url': { type: 'string' },
    'path-prefix': { type: 'string' },
    data: { type: 'string' },
    'save-delay': { type: 'string' },
    wopi: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) {
  process.stdout.write(usage)
} else {
  const given = values.secret ?? process.env.JWT_SECRET
  const server = await startDocumentServer({
    port: Number(values.port),
    host: values.host,
    secret: values['no-jwt'] ? null : given,
    jwtHeader: values['jwt-header'],
    publicUrl: values['public-url'],
    pathPrefix: values['path-prefix'],
    dataDirectory: values.data,
    saveDelayMs: values['save-delay'] === undefined ? undefined : Number(values['save-delay']),
    wopi: { flavour: values.wopi === 'collabora' ? 'collabora' : 'onlyoffice' },
    log: (line) => process.stderr.write(`${line}\n`),
  })
  process.stdout.write(`Development Document Server: ${server.url}\n`)
  // Only a secret that nobody else knows yet is shown.
  if (given === undefined && server.secret !== null) process.stdout.write(`Secret: ${server.secret}\n`)
  const stop = () => {
    server.close().then(() => process.exit(0))
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}
