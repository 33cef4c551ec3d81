import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openEditable } from '../src/document/index.ts'
import { slidePackage, textBox, wordPackage } from '../src/document/sample-packages.ts'
import { type EditorHarness, type OpenedEditor, startEditorHarness } from './editor-harness.ts'

const sample = (name: string) => readFileSync(new URL(`../testdata/${name}`, import.meta.url))
const ann = { id: 'ann', name: 'Ann Author' }
const ben = { id: 'ben', name: 'Ben Baker' }

let harness: EditorHarness
beforeAll(async () => {
  harness = await startEditorHarness()
})
afterAll(async () => {
  await harness[Symbol.asyncDispose]()
})

async function openWord(
  key: string,
  options: Partial<Parameters<EditorHarness['open']>[0]> = {},
): Promise<OpenedEditor> {
  if (!harness.files.has(`${key}.docx`)) harness.files.set(`${key}.docx`, sample('python-docx.docx'))
  const editor = await harness.open({ key, fileType: 'docx', documentType: 'word', ...options })
  await editor.waitForEvent('onDocumentReady')
  return editor
}

const paragraph = (editor: OpenedEditor, text: string | RegExp) =>
  editor.frame.locator('.text', { hasText: text }).first()

async function savedTexts(key: string, extension: string): Promise<string[]> {
  const document = await openEditable(await harness.saved(key), extension)
  return document.blocks.map((block) => block.text)
}

/** The text of the focused block with `|` where the caret is. */
async function caretIn(editor: OpenedEditor): Promise<string> {
  return editor.frame.locator(':focus').evaluate((host) => {
    const selection = host.ownerDocument.getSelection()!
    const range = host.ownerDocument.createRange()
    range.setStart(host, 0)
    range.setEnd(selection.focusNode!, selection.focusOffset)
    const place = range.toString().length
    const text = host.textContent ?? ''
    return `${text.slice(0, place)}|${text.slice(place)}`
  })
}

describe('a text document in the browser', () => {
  it('is typed into and saved into the original package', async () => {
    const editor = await openWord('typing')
    await paragraph(editor, 'The quick').click()
    await editor.page.keyboard.press('End')
    await editor.page.keyboard.type(' Ende 日本 😀 <b>')
    await editor.waitForEvent('onDocumentStateChange', false)
    await editor.frame.getByRole('button', { name: 'Save' }).click()
    const texts = await savedTexts('typing', 'docx')
    expect(texts).toContain('The quick brown fox jumps over the lazy dog. Ünïcödé 日本語 😀 & <tags>. Ende 日本 😀 <b>')
    expect(harness.callbacks.filter((body) => body.key === 'typing').at(-1)).toMatchObject({
      status: 6,
      forcesavetype: 1,
    })
    await editor.page.context().close()
  })

  it('keeps bold text bold, and deletes one character as people see it', async () => {
    const editor = await openWord('graphemes', {})
    const block = paragraph(editor, 'The quick')
    await block.click()
    await editor.page.keyboard.press('Home')
    for (let count = 0; count < 9; count++) await editor.page.keyboard.press('ArrowRight')
    await editor.page.keyboard.type('ly')
    await expect.poll(() => block.locator('span').nth(1).textContent()).toBe('quickly brown')
    await editor.page.keyboard.press('End')
    await editor.page.keyboard.insertText('👩‍👩‍👧é')
    await editor.page.keyboard.press('Backspace')
    await editor.page.keyboard.press('Backspace')
    await expect.poll(() => block.textContent()).toMatch(/<tags>\.$/)
    await editor.page.context().close()
  })

  it('makes paragraphs of typed line ends', async () => {
    harness.files.set('lines.docx', wordPackage('<w:p><w:r><w:t>onetwo</w:t></w:r></w:p>'))
    const editor = await openWord('lines')
    await paragraph(editor, 'onetwo').click()
    await editor.page.keyboard.press('Home')
    for (let count = 0; count < 3; count++) await editor.page.keyboard.press('ArrowRight')
    await editor.page.keyboard.press('Enter')
    expect(await caretIn(editor)).toBe('one\n|two')
    await editor.page.keyboard.press('End')
    await editor.page.keyboard.press('Enter')
    await editor.page.keyboard.type('three')
    await editor.frame.getByRole('button', { name: 'Save' }).click()
    expect(await savedTexts('lines', 'docx')).toEqual(['one', 'two', 'three'])
    await editor.page.context().close()
  })

  it('takes over what an input method composed', async () => {
    const editor = await openWord('composing')
    const block = paragraph(editor, 'First point')
    await block.click()
    await editor.page.keyboard.press('End')
    const session = await editor.page.context().newCDPSession(editor.page)
    await session.send('Input.imeSetComposition', { text: 'に', selectionStart: 1, selectionEnd: 1 })
    await session.send('Input.imeSetComposition', { text: 'にほ', selectionStart: 2, selectionEnd: 2 })
    await session.send('Input.insertText', { text: '日本' })
    await expect.poll(() => block.textContent()).toBe('First point日本')
    expect(await caretIn(editor)).toBe('First point日本|')
    await editor.frame.getByRole('button', { name: 'Save' }).click()
    expect(await savedTexts('composing', 'docx')).toContain('First point日本')
    await editor.page.context().close()
  })

  it('pastes, cuts and undoes', async () => {
    const editor = await openWord('clipboard')
    await editor.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    const block = paragraph(editor, 'Second point')
    await block.click()
    await editor.page.keyboard.press('Control+A')
    await editor.page.keyboard.press('Control+X')
    const target = editor.frame.locator(':focus')
    await expect.poll(() => target.textContent()).toBe('')
    await editor.page.keyboard.press('Control+V')
    await editor.page.keyboard.press('Control+V')
    await expect.poll(() => target.textContent()).toBe('Second pointSecond point')
    await editor.page.keyboard.press('Control+Z')
    await expect.poll(() => target.textContent()).not.toBe('Second pointSecond point')
    await editor.page.keyboard.press('Control+Y')
    await expect.poll(() => target.textContent()).toBe('Second pointSecond point')
    await editor.page.context().close()
  })

  it('moves between paragraphs with the arrow keys', async () => {
    const editor = await openWord('arrows')
    await paragraph(editor, 'First point').click()
    await editor.page.keyboard.press('End')
    await editor.page.keyboard.press('ArrowRight')
    expect(await caretIn(editor)).toBe('|Second point')
    await editor.page.keyboard.press('ArrowLeft')
    expect(await caretIn(editor)).toBe('First point|')
    await editor.page.keyboard.press('ArrowUp')
    expect(await caretIn(editor)).toContain('The quick')
    await editor.page.context().close()
  })
})

describe('several people', () => {
  it('type into one paragraph at once, and see each other', async () => {
    const first = await openWord('together', { user: ann })
    const second = await openWord('together', { user: ben })
    const one = paragraph(first, 'The quick')
    const two = paragraph(second, 'The quick')
    await one.click()
    await first.page.keyboard.press('Home')
    await two.click()
    await second.page.keyboard.press('End')
    await Promise.all([
      first.page.keyboard.type('AAAAAAAAAAAAAAAAAAAA', { delay: 5 }),
      second.page.keyboard.type('BBBBBBBBBBBBBBBBBBBB', { delay: 5 }),
    ])
    await expect.poll(() => one.textContent()).toMatch(/^A{20}The quick.*\. ?B{20}$/)
    expect(await two.textContent()).toBe(await one.textContent())
    expect(await caretIn(first)).toMatch(/^A{20}\|The/)
    expect(await caretIn(second)).toMatch(/B{20}\|$/)
    await expect.poll(() => first.frame.locator('.caret-name').textContent()).toBe('Ben Baker')
    await expect.poll(() => first.frame.locator('.users li').count()).toBe(2)
    await second.page.context().close()
    await expect.poll(() => first.frame.locator('.caret-name').count()).toBe(0)
    await first.page.context().close()
    expect((await savedTexts('together', 'docx')).find((text) => text.includes('quick'))).toMatch(/^A{20}.*B{20}$/)
    expect(harness.callbacks.filter((body) => body.key === 'together').at(-1)).toMatchObject({ status: 2 })
  })

  it('watch without being able to write', async () => {
    const viewer = await openWord('watching', { mode: 'view', user: ben })
    expect(await viewer.events()).toContainEqual({ name: 'onInfo', data: { mode: 'view' } })
    const editor = await openWord('watching', { user: ann })
    const block = paragraph(viewer, 'First point')
    await block.click()
    await viewer.page.keyboard.type('nothing')
    await paragraph(editor, 'First point').click()
    await editor.page.keyboard.press('End')
    await editor.page.keyboard.type('!')
    await expect.poll(() => paragraph(editor, 'First point').textContent()).toBe('First point!')
    expect(await block.textContent()).not.toContain('nothing')
    expect(await viewer.frame.getByRole('button', { name: 'Save' }).count()).toBe(0)
    await viewer.page.context().close()
    await editor.page.context().close()
  })

  it('keeps what is typed while the line is broken, and sends it when the line is back', async () => {
    const sockets: (() => void)[] = []
    harness.files.set('broken-line.docx', sample('python-docx.docx'))
    const editor = await harness.open({
      key: 'broken-line',
      fileType: 'docx',
      documentType: 'word',
      prepare: async (page) => {
        await page.routeWebSocket(/\/doc\//, (socket) => {
          const server = socket.connectToServer()
          sockets.push(() => {
            void socket.close({ code: 1012 })
            void server.close({ code: 1012 })
          })
        })
      },
    })
    await editor.waitForEvent('onDocumentReady')
    const other = await openWord('broken-line', { user: ben })
    await paragraph(editor, 'First point').click()
    await editor.page.keyboard.press('End')
    sockets[0]!()
    await expect.poll(() => editor.frame.getByTestId('status').textContent()).toContain('No connection')
    await editor.page.keyboard.type(' offline')
    await paragraph(other, 'First point').click()
    await other.page.keyboard.press('Home')
    await other.page.keyboard.type('>')
    await expect
      .poll(() => paragraph(other, 'First point').textContent(), { timeout: 10_000 })
      .toBe('>First point offline')
    await expect.poll(() => paragraph(editor, 'First point').textContent()).toBe('>First point offline')
    await expect.poll(() => editor.frame.getByTestId('status').textContent()).toBe('All changes are stored')
    await editor.page.context().close()
    await other.page.context().close()
  })
})

describe('a spreadsheet in the browser', () => {
  it('is filled by keyboard and saved', async () => {
    harness.files.set('cells.xlsx', sample('openpyxl.xlsx'))
    const editor = await harness.open({ key: 'cells', fileType: 'xlsx', documentType: 'cell' })
    await editor.waitForEvent('onDocumentReady')
    const cell = (name: string) => editor.frame.getByRole('gridcell', { name: `Budget!${name}`, exact: true })
    await cell('B2').click()
    await editor.page.keyboard.type('99.5')
    await editor.page.keyboard.press('Enter')
    await editor.page.keyboard.press('ArrowRight')
    await editor.page.keyboard.type('2027-12-24')
    await editor.page.keyboard.press('Tab')
    await editor.page.keyboard.press('F2')
    await editor.page.keyboard.type(' & more')
    await editor.page.keyboard.press('Escape')
    await cell('E20').click()
    await editor.page.keyboard.type('far away')
    await editor.page.keyboard.press('Enter')
    await cell('B11').click()
    await editor.page.keyboard.type('no')
    expect(await cell('B11').textContent()).toBe('=SUM(B2:B9)')
    await editor.frame.getByRole('button', { name: 'Save' }).click()
    const document = await openEditable(await harness.saved('cells'), 'xlsx')
    const texts = new Map(document.blocks.map((block) => [block.label.replace('Budget!', ''), block]))
    expect(texts.get('B2')).toMatchObject({ text: '99.5', look: { numeric: true } })
    expect(texts.get('C3')).toMatchObject({ text: '2027-12-24', look: { numeric: true } })
    expect(texts.get('D3')?.text).toBe('same note')
    expect(texts.get('E20')?.text).toBe('far away')
    await editor.page.context().close()
  })

  it('shows each sheet under its tab', async () => {
    harness.files.set('tabs.xlsx', sample('openpyxl.xlsx'))
    const editor = await harness.open({ key: 'tabs', fileType: 'xlsx', documentType: 'cell' })
    await editor.waitForEvent('onDocumentReady')
    await editor.frame.getByRole('tab', { name: 'Other' }).click()
    expect(await editor.frame.getByRole('gridcell', { name: 'Other!A2', exact: true }).textContent()).toBe('TRUE')
    await editor.page.context().close()
  })
})

describe('a presentation in the browser', () => {
  it('is edited slide by slide', async () => {
    const paragraphs = (text: string) => textBox(`<a:p><a:r><a:t>${text}</a:t></a:r></a:p>`)
    harness.files.set('slides.pptx', slidePackage([paragraphs('first'), paragraphs('second')]))
    const editor = await harness.open({ key: 'slides', fileType: 'pptx', documentType: 'slide' })
    await editor.waitForEvent('onDocumentReady')
    await editor.frame.getByRole('option', { name: 'Slide 2' }).click()
    await editor.frame.locator('.stage .text').click()
    await editor.page.keyboard.press('End')
    await editor.page.keyboard.type(' slide')
    await expect
      .poll(() => editor.frame.getByRole('option', { name: 'Slide 2' }).textContent())
      .toContain('second slide')
    await editor.frame.getByRole('button', { name: 'Save' }).click()
    expect(await savedTexts('slides', 'pptx')).toEqual(['first', 'second slide'])
    await editor.page.context().close()
  })
})

describe('the frame', () => {
  it('asks the host to close, and rename', async () => {
    const editor = await openWord('closing', { events: ['onRequestRename'] })
    await editor.frame.getByRole('button', { name: 'closing.docx' }).click()
    await editor.page.keyboard.type('New name')
    await editor.page.keyboard.press('Enter')
    await editor.waitForEvent('onRequestRename', 'New name.docx')
    await editor.frame.getByRole('button', { name: 'Close' }).click()
    await editor.waitForEvent('onRequestClose')
    await editor.page.context().close()
  })

  it('says that a file cannot be opened', async () => {
    harness.files.set('damaged.docx', Buffer.from('PK\u0003\u0004 not really'))
    const editor = await harness.open({ key: 'damaged', fileType: 'docx', documentType: 'word' })
    await editor.waitForEvent('onError')
    expect(await editor.frame.getByTestId('failure').count()).toBe(1)
    await editor.page.context().close()
  })

  it('stops editing when the host denies the right', async () => {
    const editor = await openWord('denied')
    await editor.call('denyEditingRights', 'You may only read this.')
    await expect.poll(() => editor.frame.getByTestId('mode').textContent()).toBe('Viewing')
    expect(await editor.frame.locator('.text[contenteditable=plaintext-only]').count()).toBe(0)
    await editor.page.context().close()
  })

  it('shows nothing for files it cannot edit, and says so', async () => {
    harness.files.set('paper.pdf', Buffer.from('%PDF-1.7\n'))
    const editor = await harness.open({ key: 'paper', fileType: 'pdf', documentType: 'pdf' })
    await editor.waitForEvent('onDocumentReady')
    expect(await editor.frame.getByText('No preview').count()).toBe(1)
    await editor.page.context().close()
  })

  it('logs no error and breaks no rule of its content security policy', async () => {
    const problems: string[] = []
    harness.files.set('clean.docx', sample('python-docx.docx'))
    const editor = await harness.open({
      key: 'clean',
      fileType: 'docx',
      documentType: 'word',
      prepare: async (page) => {
        page.on('console', (message) => {
          if (['error', 'warning'].includes(message.type())) problems.push(message.text())
        })
        page.on('pageerror', (error) => problems.push(error.message))
      },
    })
    await editor.waitForEvent('onDocumentReady')
    await paragraph(editor, 'First point').click()
    await editor.page.keyboard.type('x')
    await editor.waitForEvent('onDocumentStateChange', false)
    expect(problems.filter((problem) => !problem.includes('favicon'))).toEqual([])
    await editor.page.context().close()
  })
})
