import jwt from 'jsonwebtoken'
import { describe, expect, it } from 'vitest'
import { secret } from '../../test/recording-host.ts'
import { startBoth } from '../../test/start-both.ts'

describe('downloadAs', () => {
  it('gives the current text in the wanted format, under the title', async () => {
    await using both = await startBoth()
    const editor = await both.server.driver.open(both.host.config('k1'))
    editor.type(' one')
    const result = await editor.downloadAs('pdf')
    expect(result).toMatchObject({ fileType: 'pdf', title: 'k1.pdf' })
    expect(await (await fetch(result.url)).text()).toBe('pdf:hello one')
    expect(editor.events.at(-1)).toEqual(['onDownloadAs', { fileType: 'pdf', url: result.url }])
  })

  it('reports "save copy as" with its title', async () => {
    await using both = await startBoth()
    const editor = await both.server.driver.open(both.host.config('k1'))
    const result = await editor.downloadAs('docx', 'saveAs')
    expect(editor.events.at(-1)).toEqual(['onRequestSaveAs', { ...result }])
  })
})

describe('history', () => {
  const data = (url: string) => ({
    version: 2,
    key: 'k1-old',
    fileType: 'docx',
    url: `${url}/files/k1.docx`,
    changesUrl: `${url}/files/changes.zip`,
    previous: { key: 'k0', fileType: 'docx', url: `${url}/files/k0.docx` },
  })

  it('fetches version, previous version and changes with a header token each', async () => {
    await using both = await startBoth()
    const { host, server } = both
    host.files.set('k0.docx', 'older')
    host.files.set('changes.zip', 'PK')
    const viewer = await server.driver.open(host.config('k1', { mode: 'view' }))
    const claims = data(host.url)
    const shown = await viewer.showHistory({ ...claims, token: jwt.sign(claims, secret) })
    expect(shown).toEqual({ version: 2, texts: ['hello'] })
    expect(host.requests.map((each) => each.url).sort()).toEqual([
      '/files/changes.zip',
      '/files/k0.docx',
      '/files/k1.docx',
      '/files/k1.docx',
    ])
    for (const { headers, url } of host.requests) {
      const token = jwt.verify(String(headers.authorization).slice('Bearer '.length), secret) as jwt.JwtPayload
      expect(token.payload).toEqual({ url: `${host.url}${url}` })
    }
  })

  it('refuses a token without a version', async () => {
    await using both = await startBoth()
    const viewer = await both.server.driver.open(both.host.config('k1', { mode: 'view' }))
    const { version: _version, ...claims } = data(both.host.url)
    const refused = viewer.showHistory({ ...claims, version: 2, token: jwt.sign(claims, secret) })
    await expect(refused).rejects.toThrow('-20')
  })
})
