import jwt from 'jsonwebtoken'
import { describe, expect, it } from 'vitest'
import { type Recorded, secret } from '../../test/recording-host.ts'
import { type Both, startBoth } from '../../test/start-both.ts'
import { startWopi } from '../../test/start-wopi.ts'
import { openEditable } from '../document/index.ts'
import { pngPicture, wordPackage } from '../document/sample-packages.ts'
import { readZipPackage } from '../document/zip-package.ts'
import { EditorFailed } from '../driver/frame.ts'
import type { EditorError } from '../jwt/check-opening.ts'
import type { DocumentServerOptions } from '../options.ts'

const logo = pngPicture(32, 20)
const paragraph = (text: string) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`
const document = wordPackage(paragraph('one') + paragraph('two'))
const firstBlock = 'word/document.xml#1'
const signed = (argument: object, by = secret) => ({ ...argument, token: jwt.sign(argument, by) })

async function start(options: DocumentServerOptions = {}): Promise<Both> {
  const both = await startBoth({ rooms: {}, ...options })
  both.host.files.set('k1.docx', document)
  both.host.files.set('logo.png', logo)
  return both
}

const picture = ({ host }: Both, name = 'logo.png') => ({
  c: 'add',
  images: [{ fileType: 'png', url: `${host.url}/files/${name}` }],
})

/** The error with which the editor answers. */
async function refusal(answer: Promise<string>): Promise<EditorError | null> {
  try {
    await answer
    return null
  } catch (error) {
    if (error instanceof EditorFailed) return error.editorError
    throw error
  }
}

const tokenOf = ({ headers }: Recorded) =>
  jwt.verify(String(headers.authorization).slice('Bearer '.length), secret) as jwt.JwtPayload

async function savedFile({ host, server }: Both): Promise<Uint8Array> {
  await server.driver.finishSaves()
  const { body } = host.callbacks().at(-1)!
  expect(body.status).toBe(2)
  return new Uint8Array(await (await fetch(String(body.url))).arrayBuffer())
}

describe('insertImage', () => {
  it('fetches the picture with a header token of its own and saves it in the package', async () => {
    await using both = await start()
    const editor = await both.server.driver.open(both.host.config('k1'))
    expect(await editor.insertImage(signed(picture(both)), { block: firstBlock })).toBe('The picture was inserted.')
    const request = both.host.requests.find(({ url }) => url === '/files/logo.png')!
    expect(tokenOf(request).payload).toEqual({ url: `${both.host.url}/files/logo.png` })
    editor.close()
    const saved = await savedFile(both)
    expect(Buffer.from(readZipPackage(saved).read('word/media/image2.png')).equals(logo)).toBe(true)
    const reopened = await openEditable(saved, 'docx')
    expect(reopened.blocks.map(({ text, look }) => look?.pictures?.[0]?.alt ?? text)).toEqual([
      'one',
      'logo.png',
      'two',
    ])
  })

  it('takes several pictures, and the one of the old form', async () => {
    await using both = await start()
    both.host.files.set('second.png', pngPicture(3, 4))
    const editor = await both.server.driver.open(both.host.config('k1'))
    const images = [...picture(both).images, { fileType: 'png', url: `${both.host.url}/files/second.png` }]
    expect(await editor.insertImage(signed({ c: 'add', images }))).toBe('2 pictures were inserted.')
    await editor.insertImage(signed({ c: 'add', ...images[1] }))
    expect(editor.pictures().map(({ name }) => name)).toEqual(['logo.png', 'second.png', 'second.png'])
  })

  it('refuses a missing or foreign token, and an argument that says something else, before it fetches anything', async () => {
    await using both = await start()
    const editor = await both.server.driver.open(both.host.config('k1'))
    const argument = picture(both)
    const expired = { ...argument, token: jwt.sign({ ...argument, exp: 1000 }, secret) }
    const refused = [
      argument,
      signed(argument, 'another-secret-0123456789abcdef0123'),
      { ...signed(argument), images: [{ fileType: 'png', url: `${both.host.url}/files/other.png` }] },
      { ...argument, token: jwt.sign({ payload: argument }, secret) },
    ]
    for (const each of refused) expect((await refusal(editor.insertImage(each)))?.errorCode).toBe(-20)
    expect((await refusal(editor.insertImage(expired)))?.errorCode).toBe(-21)
    expect(both.host.requests.filter(({ url }) => url.endsWith('.png'))).toEqual([])
    expect(editor.events.at(-1)).toEqual(['onWarning', { warningCode: -21, warningDescription: expect.any(String) }])
    expect(editor.pictures()).toEqual([])
  })

  it('needs no token where the server has no secret', async () => {
    await using both = await start({ secret: null })
    const editor = await both.server.driver.open(both.host.config('k1'))
    await editor.insertImage(picture(both))
    const request = both.host.requests.find(({ url }) => url === '/files/logo.png')!
    expect(request.headers.authorization).toBeUndefined()
  })

  it('says when the file is no picture, is too large, or cannot be fetched', async () => {
    await using both = await start({ maxDownloadBytes: 20_000 })
    both.host.files.set('page.png', '<!doctype html><title>Sign in</title>')
    both.host.files.set('large.png', Buffer.concat([logo, Buffer.alloc(20_000)]))
    const editor = await both.server.driver.open(both.host.config('k1'))
    const answer = (name: string) => refusal(editor.insertImage(signed(picture(both, name))))
    expect(await answer('page.png')).toMatchObject({
      errorCode: -10,
      errorDescription: expect.stringContaining('Unknown image format'),
    })
    expect(await answer('large.png')).toMatchObject({
      errorCode: -9,
      errorDescription: expect.stringContaining('too big'),
    })
    expect(await answer('missing.png')).toMatchObject({
      errorCode: -17,
      errorDescription: expect.stringContaining('could not fetch'),
    })
    const local = signed({ c: 'add', images: [{ fileType: 'png', url: 'file:///etc/hostname' }] })
    expect((await refusal(editor.insertImage(local)))?.errorCode).toBe(-17)
    expect(editor.pictures()).toEqual([])
  })

  it('is refused to a viewer', async () => {
    await using both = await start()
    const viewer = await both.server.driver.open(both.host.config('k1', { mode: 'view' }))
    expect((await refusal(viewer.insertImage(signed(picture(both)))))?.errorCode).toBe(-23)
    expect(both.host.requests.filter(({ url }) => url.endsWith('.png'))).toEqual([])
  })
})

describe('setRequestedDocument', () => {
  const request = ({ host }: Both, c: string) => ({ c, fileType: 'docx', url: `${host.url}/files/other.docx` })
  const other = wordPackage(`${paragraph('three')}${paragraph('four')}<w:p/>`)

  it('puts the text of the chosen document at the end, or where the caret is', async () => {
    await using both = await start()
    both.host.files.set('other.docx', other)
    const editor = await both.server.driver.open(both.host.config('k1'))
    const argument = signed(request(both, 'insert-text'))
    expect(await editor.setRequestedDocument(argument)).toBe('The text was inserted.')
    expect([...editor.texts().values()]).toEqual(['one', 'two\nthree\nfour'])
    await editor.setRequestedDocument(argument, { block: firstBlock })
    editor.close()
    const reopened = await openEditable(await savedFile(both), 'docx')
    expect(reopened.blocks.map(({ text }) => text)).toEqual(['one', 'three', 'four', 'two', 'three', 'four'])
    const download = both.host.requests.find(({ url }) => url === '/files/other.docx')!
    expect(tokenOf(download).payload).toEqual({ url: `${both.host.url}/files/other.docx` })
  })

  it('says that documents are not compared here', async () => {
    await using both = await start()
    both.host.files.set('other.docx', other)
    const editor = await both.server.driver.open(both.host.config('k1'))
    expect(await editor.setRequestedDocument(signed(request(both, 'compare')))).toMatch(/does not compare/)
    expect([...editor.texts().values()]).toEqual(['one', 'two'])
  })

  it('refuses a wrong token and a damaged document', async () => {
    await using both = await start()
    both.host.files.set('other.docx', 'no package')
    const editor = await both.server.driver.open(both.host.config('k1'))
    const argument = request(both, 'insert-text')
    expect((await refusal(editor.setRequestedDocument(argument)))?.errorCode).toBe(-20)
    expect((await refusal(editor.setRequestedDocument(signed(argument))))?.errorCode).toBe(-82)
  })
})

describe('Action_InsertGraphic', () => {
  it.each(['collabora', 'onlyoffice'] as const)('is fetched without a token and saved by %s', async (flavour) => {
    await using both = await startWopi({ rooms: {} })
    both.host.add('f1', 'report.docx', document, { EnableInsertRemoteImage: true })
    both.host.add('f2', 'logo.png', logo)
    const editor = await both.open('f1', { flavour })
    const url = `${both.host.wopiSrc('f2')}/contents?access_token=tok-f2`
    await editor.insertGraphic({ url, filename: 'Our logo.png' })
    const request = both.host.requests.find(({ fileId }) => fileId === 'f2')!
    expect(request.headers.authorization).toBeUndefined()
    expect(Object.keys(request.headers).filter((name) => name.startsWith('x-'))).toEqual([])
    expect(await editor.saveButton()).toBe('saved')
    const reopened = await openEditable(both.host.files.get('f1')!.bytes, 'docx')
    expect(reopened.blocks.at(-1)?.look?.pictures).toMatchObject([{ alt: 'Our logo.png', width: 32, height: 20 }])
    await editor.close({ now: true })
  })
})
