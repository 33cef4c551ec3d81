import { describe, expect, it } from 'vitest'
import { containerOf, containerProbeBytes, matchesContainer, viewableExtensions } from './index.ts'

const bytes = (...values: number[]) => Uint8Array.from(values)
const text = (value: string) => new TextEncoder().encode(value)
const zip = bytes(0x50, 0x4b, 0x03, 0x04, 20, 0)
const compound = bytes(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0)
const empty = bytes()

describe('containerOf', () => {
  it.each([
    ['docx', 'zip'],
    ['ODT', 'zip'],
    ['.epub', 'zip'],
    ['doc', 'cfb'],
    ['pdf', 'pdf'],
    ['rtf', 'rtf'],
    ['csv', 'text'],
    ['fodt', 'text'],
    ['jpeg', 'unknown'],
    ['exe', 'unknown'],
    ['constructor', 'unknown'],
  ])('says that %s is %s', (extension, container) => {
    expect(containerOf(extension)).toBe(container)
  })

  it('knows the container of everything that can be opened but DjVu', () => {
    const choices = { lossyEditFormats: [], defaultOpenFormats: [], disabledFormats: [] }
    expect(viewableExtensions(choices).filter((name) => containerOf(name) === 'unknown')).toEqual(['djvu'])
  })
})

describe('matchesContainer', () => {
  it('tells a package from an error page', () => {
    expect(matchesContainer(zip, 'docx')).toBe(true)
    expect(matchesContainer(text('<!DOCTYPE html>'), 'docx')).toBe(false)
    expect(matchesContainer(empty, 'docx')).toBe(false)
    expect(matchesContainer(zip.subarray(0, 3), 'docx')).toBe(false)
  })

  it('takes a compound file for an OOXML document with a password, and for no other package', () => {
    expect(matchesContainer(compound, 'xlsx')).toBe(true)
    expect(matchesContainer(compound, 'odt')).toBe(false)
    expect(matchesContainer(compound, 'doc')).toBe(true)
    expect(matchesContainer(zip, 'doc')).toBe(false)
  })

  it('finds the PDF header behind leading bytes, within the first 1024', () => {
    expect(matchesContainer(text('%PDF-1.7\n'), 'pdf')).toBe(true)
    expect(matchesContainer(text(`${'\n'.repeat(1000)}%PDF-1.7`), 'pdf')).toBe(true)
    expect(matchesContainer(text(`${'\n'.repeat(containerProbeBytes)}%PDF-1.7`), 'pdf')).toBe(false)
    expect(matchesContainer(zip, 'pdf')).toBe(false)
  })

  it('knows RTF by its first group', () => {
    expect(matchesContainer(text('{\\rtf1\\ansi'), 'rtf')).toBe(true)
    expect(matchesContainer(text('{"error":1}'), 'rtf')).toBe(false)
  })

  it('takes any text, also UTF-16 and nothing at all, but no binary file', () => {
    expect(matchesContainer(empty, 'txt')).toBe(true)
    expect(matchesContainer(text('%PDF is a format'), 'txt')).toBe(true)
    expect(matchesContainer(bytes(0xff, 0xfe, 0x41, 0), 'txt')).toBe(true)
    expect(matchesContainer(bytes(0x41, 0, 0x42), 'txt')).toBe(false)
    expect(matchesContainer(zip, 'csv')).toBe(false)
    expect(matchesContainer(compound, 'csv')).toBe(false)
  })

  it('refuses nothing where the container is not known', () => {
    expect(matchesContainer(text('AT&TFORM'), 'djvu')).toBe(true)
  })
})
