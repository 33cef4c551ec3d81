import jwt from 'jsonwebtoken'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openEditable } from '../src/document/index.ts'
import { pngPicture, wordPackage } from '../src/document/sample-packages.ts'
import { type EditorHarness, type OpenedEditor, startEditorHarness } from './editor-harness.ts'

const ann = { id: 'ann', name: 'Ann Author' }
const ben = { id: 'ben', name: 'Ben Baker' }
const soon = { timeout: 15_000 }
const asked = ['onRequestInsertImage', 'onRequestSelectDocument']
const paragraph = (text: string) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`

let harness: EditorHarness
beforeAll(async () => {
  harness = await startEditorHarness()
  harness.files.set('logo.png', pngPicture(320, 200))
  harness.files.set('other.docx', wordPackage(paragraph('From storage') + paragraph('and more')))
})
afterAll(async () => {
  await harness[Symbol.asyncDispose]()
})

async function open(key: string, options: Partial<Parameters<EditorHarness['open']>[0]> = {}): Promise<OpenedEditor> {
  const body = ['One', 'Two', 'Three'].map(paragraph).join('')
  if (!harness.files.has(`${key}.docx`)) harness.files.set(`${key}.docx`, wordPackage(body))
  const editor = await harness.open({ key, fileType: 'docx', documentType: 'word', events: asked, ...options })
  await editor.waitForEvent('onDocumentReady')
  return editor
}

async function choose({ frame }: OpenedEditor, name: string) {
  await frame.getByLabel('More actions').click()
  await frame.getByRole('menuitem', { name }).click()
}

const signed = (argument: object) => ({ ...argument, token: jwt.sign(argument, harness.server.secret!) })
const picture = (name = 'logo.png') => ({
  c: 'add',
  images: [{ fileType: 'png', url: `${harness.hostUrl}/files/${name}` }],
})

/** Pixels of the picture that the browser really shows. */
const pixels = ({ frame }: OpenedEditor, name = 'logo.png') =>
  frame.getByRole('img', { name }).evaluate((image) => (image as HTMLImageElement).naturalWidth)

describe('what comes from the host’s storage', () => {
  it('asks for a picture, shows it to everybody behind the caret’s paragraph, and saves it', async () => {
    const one = await open('picture', { user: ann })
    const two = await open('picture', { user: ben })
    await one.frame.getByText('Two').click()
    await choose(one, 'Picture from storage')
    await one.waitForEvent('onRequestInsertImage', { c: 'add' })
    await one.call('insertImage', signed(picture()))
    await expect.poll(() => pixels(one), soon).toBe(320)
    await expect.poll(() => pixels(two), soon).toBe(320)
    await one.frame.getByText('The picture was inserted.').waitFor()
    await one.page.context().close()
    await two.page.context().close()
    const saved = await harness.saved('picture')
    const { blocks } = await openEditable(saved, 'docx')
    expect(blocks.map(({ text, look }) => look?.pictures?.[0]?.alt ?? text)).toEqual([
      'One',
      'Two',
      'logo.png',
      'Three',
    ])
    harness.files.set('again.docx', saved)
    const again = await open('again', { mode: 'view' })
    await expect.poll(() => pixels(again), soon).toBe(320)
    expect(await again.frame.getByRole('button', { name: 'Remove logo.png' }).count()).toBe(0)
    await again.page.context().close()
  })

  it('lets a person take the picture out again, and undo that', async () => {
    const editor = await open('removed')
    await editor.frame.getByText('Three').click()
    await editor.call('insertImage', signed(picture()))
    const image = editor.frame.getByRole('img', { name: 'logo.png' })
    await image.hover()
    await editor.frame.getByRole('button', { name: 'Remove logo.png' }).click()
    await image.waitFor({ state: 'detached' })
    await editor.page.keyboard.press('Control+z')
    await image.waitFor()
    await expect.poll(() => pixels(editor), soon).toBe(320)
    await editor.page.context().close()
  })

  it('warns when the token or the file is wrong', async () => {
    const editor = await open('refused')
    const { token: _token, ...unsigned } = signed(picture())
    await editor.call('insertImage', unsigned)
    await editor.waitForEvent('onWarning')
    expect((await editor.events()).find(({ name }) => name === 'onWarning')?.data).toMatchObject({ warningCode: -20 })
    await editor.frame.getByText('The document security token is not correctly formed.').waitFor()
    await editor.call('insertImage', signed(picture('other.docx')))
    await editor.frame.getByText('Unknown image format.').waitFor()
    expect(await editor.frame.getByRole('img').count()).toBe(0)
    await editor.page.context().close()
  })

  it('asks for a document and puts its text at the caret', async () => {
    const editor = await open('text')
    await editor.frame.getByText('Two').click()
    await editor.page.keyboard.press('End')
    await choose(editor, 'Insert text from storage')
    await editor.waitForEvent('onRequestSelectDocument', { c: 'insert-text' })
    const chosen = { c: 'insert-text', fileType: 'docx', url: `${harness.hostUrl}/files/other.docx` }
    await editor.call('setRequestedDocument', signed(chosen))
    await editor.frame.getByText('The text was inserted.').waitFor()
    await editor.call('setRequestedDocument', signed({ ...chosen, c: 'compare' }))
    await editor.frame.getByText('does not compare').waitFor()
    await editor.page.context().close()
    const { blocks } = await openEditable(await harness.saved('text'), 'docx')
    expect(blocks.map(({ text }) => text)).toEqual(['One', 'Two', 'From storage', 'and more', 'Three'])
  })

  it('is offered only to those who may edit, where the host page listens', async () => {
    const names = ['Picture from storage', 'Insert text from storage']
    const offered = async (key: string, options: Parameters<typeof open>[1]) => {
      const editor = await open(key, options)
      await editor.frame.getByLabel('More actions').click()
      const found = await editor.frame.getByRole('menuitem').allTextContents()
      const visible = await Promise.all(
        names.map((name) => editor.frame.getByRole('menuitem', { name, exact: true }).isVisible()),
      )
      await editor.page.context().close()
      return { found, visible }
    }
    expect((await offered('listening', {})).visible).toEqual([true, true])
    expect((await offered('viewer', { mode: 'view' })).visible).toEqual([false, false])
    expect((await offered('deaf', { events: [] })).found).not.toContain(names[0])
  })
})
