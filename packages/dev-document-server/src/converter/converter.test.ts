import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openEditable } from '../document/index.ts'
import { sampleFile, slidePackage, textBox, wordPackage } from '../document/sample-packages.ts'
import { createConverter } from './convert-document.ts'
import { type LibreOfficeWasm, libreOfficeWasm } from './libreoffice-wasm.ts'
import { readSeparated } from './rich-lines.ts'

let workDirectory: string
beforeEach(async () => {
  workDirectory = await mkdtemp(join(tmpdir(), 'converter-'))
})
afterEach(async () => {
  await rm(workDirectory, { recursive: true, force: true })
})

const without = { OPENWITH_LIBREOFFICE: 'off', PATH: '' }

async function convert(
  bytes: Uint8Array | string,
  from: string,
  to: string,
  options: { password?: string; environment?: NodeJS.ProcessEnv; wasm?: LibreOfficeWasm; signal?: AbortSignal } = {},
): Promise<Buffer> {
  const input = join(workDirectory, `source.${from}`)
  await writeFile(input, bytes)
  const { environment = without, wasm, password, signal = new AbortController().signal } = options
  const converter = createConverter({ environment, ...(wasm && { wasm }) })
  const result = await converter({
    input,
    from,
    to,
    workDirectory,
    signal,
    ...(password !== undefined && { password }),
  })
  return await readFile(result.path)
}

const docx = () =>
  wordPackage(
    '<w:p><w:r><w:t>Grüße &amp; mehr</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr></w:tbl>',
  )

describe('conversions that need no LibreOffice', () => {
  it('give the same bytes for the same type', async () => {
    const bytes = sampleFile('python-docx.docx')
    expect((await convert(bytes, 'docx', 'docx')).equals(bytes)).toBe(true)
  })

  it('take the text out of documents, workbooks and slides', async () => {
    expect((await convert(docx(), 'docx', 'txt')).toString()).toBe('Grüße & mehr\na\nb\n')
    const slides = slidePackage([textBox('<a:p><a:r><a:t>one</a:t></a:r></a:p>')])
    expect((await convert(slides, 'pptx', 'txt')).toString()).toBe('one\n')
    const csv = (await convert(sampleFile('openpyxl.xlsx'), 'xlsx', 'csv')).toString().split('\n')
    expect(csv.slice(0, 2)).toEqual(['Item,Amount,When,Note', 'Item 1,10.5,2026-01-01,same note'])
  })

  it('make a document of text and Markdown that opens again', async () => {
    const made = await convert('# Title\n\nText & more\t日本\n- item\n', 'md', 'docx')
    const { blocks } = await openEditable(made, 'docx')
    expect(blocks.map((block) => block.text)).toEqual(['Title', '', 'Text & more\t日本', '•\titem'])
    expect(blocks[0]?.look?.heading).toBe(1)
  })

  it('make a workbook of separated values, with real numbers', async () => {
    const made = await convert('name;amount\n"a ""quoted""; one";12.5\n007;x\n', 'csv', 'xlsx')
    const { blocks } = await openEditable(made, 'xlsx')
    const cells = new Map(blocks.map((block) => [block.label, block]))
    expect(cells.get('Sheet1!A2')?.text).toBe('a "quoted"; one')
    expect(cells.get('Sheet1!B2')?.look?.numeric).toBe(true)
    expect(cells.get('Sheet1!A3')).toMatchObject({ text: '007' })
    expect(cells.get('Sheet1!A3')?.look?.numeric).toBeUndefined()
  })

  it('read separated values with line ends inside', () => {
    expect(readSeparated('a,"b\nc",\nd,,e')).toEqual([
      ['a', 'b\nc', ''],
      ['d', '', 'e'],
    ])
  })

  it('make HTML without letting the text be markup', async () => {
    const html = (await convert('<script>alert(1)</script>', 'txt', 'html')).toString()
    expect(html).not.toContain('<script>')
    expect((await convert(docx(), 'docx', 'html')).toString()).toContain('<td>\n<p>a</p>\n</td><td>')
  })

  it('make a PDF whose table of objects is right and whose text wraps over pages', async () => {
    const text = `Grüße € ${'word '.repeat(200)}日本 ${'x'.repeat(300)}\n`.repeat(20)
    const pdf = (await convert(text, 'txt', 'pdf')).toString('latin1')
    expect(pdf.startsWith('%PDF-1.7')).toBe(true)
    const table = Number(/startxref\n(\d+)/.exec(pdf)?.[1])
    const offsets = [...pdf.slice(table).matchAll(/^(\d{10}) 00000 n /gm)].map((match) => Number(match[1]))
    for (const [index, offset] of offsets.entries())
      expect(pdf.slice(offset).startsWith(`${index + 1} 0 obj\n`)).toBe(true)
    expect(Number(/\/Count (\d+)/.exec(pdf)?.[1])).toBeGreaterThan(3)
    const stream = /stream\n([\s\S]*?)\nendstream/.exec(pdf)![1]!
    const drawn = inflateSync(Buffer.from(stream, 'latin1')).toString()
    expect(drawn).toContain(Buffer.from('Grüße \x80', 'latin1').toString('hex'))
    for (const [, y] of drawn.matchAll(/ (\S+) Td/g)) expect(Number(y)).toBeGreaterThan(60)
  })
})

describe('a source that cannot be converted', () => {
  it.each([
    ['bytes that are no package', Buffer.from('nothing'), 'docx', 'pdf', -3],
    ['a cut package', Buffer.from(docx()).subarray(0, 300), 'docx', 'txt', -3],
    ['text that calls itself a PDF', Buffer.from('hello'), 'pdf', 'txt', -3],
    ['an encrypted package', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'docx', 'pdf', -5],
    ['a pair of types that nobody offers', Buffer.from('{\\rtf1 x}'), 'rtf', 'docx', -7],
  ])('%s', async (_, bytes, from, to, code) => {
    await expect(convert(bytes, from, to)).rejects.toMatchObject({ name: 'ConversionError', code })
  })
})

/** The package of LibreOffice, with a stand-in for LibreOffice itself. */
async function fakePackage(): Promise<string> {
  const directory = join(workDirectory, 'libreoffice-2.7.2', 'node_modules', '@matbee', 'libreoffice-converter')
  await mkdir(join(directory, 'dist'), { recursive: true })
  await mkdir(join(directory, 'wasm'))
  await writeFile(join(directory, 'wasm', 'soffice.wasm'), '')
  await writeFile(join(directory, 'package.json'), '{"type":"module"}')
  await writeFile(
    join(directory, 'dist', 'server.js'),
    `export const createWorkerConverter = async () => ({
      async convert(bytes, options) {
        const text = bytes.toString()
        if (text.includes('crash')) process.exit(3)
        if (text.includes('hang')) await new Promise(() => {})
        if (text.includes('locked') && options.password !== 'open') throw Object.assign(new Error('locked'), { code: 'PASSWORD_REQUIRED' })
        return { data: Buffer.from(JSON.stringify({ ...options, pid: process.pid })) }
      },
    })`,
  )
  return workDirectory
}

describe('LibreOffice in WebAssembly', () => {
  const environment = { PATH: '' }
  const rtf = (text: string) => `{\\rtf1 ${text}}`

  it('converts in one process after another request, and tells it the types', async () => {
    const wasm = libreOfficeWasm(await fakePackage())
    const first = JSON.parse((await convert(rtf('a'), 'rtf', 'docx', { environment, wasm })).toString())
    const second = JSON.parse((await convert(rtf('b'), 'rtf', 'pdfa', { environment, wasm })).toString())
    expect(first).toMatchObject({ inputFormat: 'rtf', outputFormat: 'docx' })
    expect(second).toMatchObject({ outputFormat: 'pdf', pdf: { pdfaLevel: 'PDF/A-2b' } })
    expect(second.pid).toBe(first.pid)
    expect(first.pid).not.toBe(process.pid)
    process.kill(first.pid)
  })

  it('is preferred for what would keep only the words, when it is there already', async () => {
    const wasm = libreOfficeWasm(await fakePackage())
    const made = (await convert(docx(), 'docx', 'pdf', { environment, wasm })).toString()
    expect(made).toContain('"outputFormat":"pdf"')
    process.kill(JSON.parse(made).pid)
  })

  it('is not fetched for what can be done without it', async () => {
    const wasm = libreOfficeWasm(join(workDirectory, 'empty-cache'))
    expect((await convert(docx(), 'docx', 'pdf', { environment, wasm })).toString('latin1', 0, 5)).toBe('%PDF-')
  })

  it('asks for a password, and takes the right one', async () => {
    const wasm = libreOfficeWasm(await fakePackage())
    await expect(convert(rtf('locked'), 'rtf', 'docx', { environment, wasm })).rejects.toMatchObject({ code: -5 })
    const made = await convert(rtf('locked'), 'rtf', 'docx', { environment, wasm, password: 'open' })
    process.kill(JSON.parse(made.toString()).pid)
  })

  it('ends a process that hangs, and starts a new one for the next file', async () => {
    const wasm = libreOfficeWasm(await fakePackage())
    const stopping = new AbortController()
    const before = JSON.parse((await convert(rtf('a'), 'rtf', 'docx', { environment, wasm })).toString())
    const hanging = convert(rtf('hang'), 'rtf', 'docx', { environment, wasm, signal: stopping.signal })
    setTimeout(() => stopping.abort(), 100)
    await expect(hanging).rejects.toMatchObject({ code: -2 })
    const after = JSON.parse((await convert(rtf('b'), 'rtf', 'docx', { environment, wasm })).toString())
    expect(after.pid).not.toBe(before.pid)
    process.kill(after.pid)
  })

  it('reports a crash as a failed conversion and goes on', async () => {
    const wasm = libreOfficeWasm(await fakePackage())
    await expect(convert(rtf('crash'), 'rtf', 'docx', { environment, wasm })).rejects.toMatchObject({ code: -3 })
    const made = await convert(rtf('fine'), 'rtf', 'docx', { environment, wasm })
    process.kill(JSON.parse(made.toString()).pid)
  })
})

describe('an installed LibreOffice', () => {
  async function fakeSoffice(script: string): Promise<NodeJS.ProcessEnv> {
    const path = join(workDirectory, 'soffice')
    await writeFile(path, `#!/bin/sh\n${script}\n`)
    await chmod(path, 0o755)
    return { PATH: `${workDirectory}:/usr/bin:/bin` }
  }
  const wasm = libreOfficeWasm('/nonexistent')
  // The arguments end with: --outdir <folder> <input>.
  const writesArguments =
    'for last; do before="$folder"; folder="$previous"; previous="$last"; done; echo "$@" > "$folder/made.docx"'

  it('is asked for the format, under a profile of its own', async () => {
    const environment = await fakeSoffice(writesArguments)
    const made = (await convert('{\\rtf1 a}', 'rtf', 'docx', { environment, wasm })).toString()
    expect(made).toContain('--convert-to docx')
    expect(made).toContain(`-env:UserInstallation=file://${workDirectory}/soffice-profile`)
  })

  it('that writes nothing has failed', async () => {
    const environment = await fakeSoffice('exit 0')
    await expect(convert('{\\rtf1 a}', 'rtf', 'docx', { environment, wasm })).rejects.toMatchObject({ code: -3 })
  })

  it('is ended with its children when the request is given up', async () => {
    const environment = await fakeSoffice('sleep 60 & wait')
    const stopping = new AbortController()
    const hanging = convert('{\\rtf1 a}', 'rtf', 'docx', { environment, wasm, signal: stopping.signal })
    setTimeout(() => stopping.abort(), 150)
    await expect(hanging).rejects.toMatchObject({ code: -2 })
  })
})
