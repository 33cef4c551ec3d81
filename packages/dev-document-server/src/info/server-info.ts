import { productVersion } from '../options.ts'

/** `GET /info/info.json`: license and load figures. */
export function serverInfo(version: string, connections: { edit: number; view: number }): Record<string, unknown> {
  const figures = { min: 0, avr: 0, max: Math.max(connections.edit, connections.view) }
  const stat = { edit: figures, liveview: { min: 0, avr: 0, max: 0 }, view: figures }
  return {
    connectionsStat: { hour: stat, day: stat, week: stat, month: stat },
    licenseInfo: { type: 3, packageType: 0, mode: 0, connections: 20, connectionsView: 20, hasLicense: false },
    serverInfo: {
      buildVersion: productVersion(version),
      buildNumber: Number(version.split('.')[3] ?? 0),
      date: new Date(0).toISOString(),
    },
    quota: { edit: { connectionsCount: connections.edit }, view: { connectionsCount: connections.view } },
  }
}

/** What people see who open the server's address. */
export function welcomePage(version: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>OpenWith development Document Server</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem}</style>
<h1>Development Document Server</h1>
<p>This server is for demos, development and automated tests. It speaks the protocol of ONLYOFFICE Docs ${productVersion(version)}
and edits the text of documents, nothing more.</p>
<p><strong>ONLYOFFICE Docs replaces it by changing one address:</strong> enter the address and the secret of your ONLYOFFICE Docs
in the connector's settings.</p>
</html>
`
}
