import { describe, expect, it } from 'vitest'
import { applySplices, attributeOf, decodeXml, escapeXml, parseXml, textOf } from './xml.ts'

describe('parsing XML', () => {
  it('resolves namespaces, also the default one and one that is declared again', () => {
    const root = parseXml('<a xmlns="u1" xmlns:p="u2"><p:b/><c xmlns="u3"><d/></c></a>')
    expect([root, ...root.children, root.children[1]!.children[0]!].map((element) => element.namespace)).toEqual([
      'u1',
      'u2',
      'u3',
      'u3',
    ])
  })

  it('reads text with entities, CDATA and comments', () => {
    const xml = '<t>a &amp; b<!-- no --><![CDATA[<c>]]>&#x1F600;&#65;\r\nend</t>'
    expect(textOf(xml, parseXml(xml))).toBe('a & b<c>😀A\nend')
  })

  it('finds an attribute by its local name, but no namespace declaration', () => {
    const xml = `<a xmlns:id="u" x:id="1 &gt; 0" name='n'/>`
    const root = parseXml(xml)
    expect([attributeOf(xml, root, 'id'), attributeOf(xml, root, 'name'), attributeOf(xml, root, 'none')]).toEqual([
      '1 > 0',
      'n',
      undefined,
    ])
  })

  it.each([
    '',
    'text',
    '<a>',
    '<a></b>',
    '<a/><b/>',
    '<a b="<"',
    '<!DOCTYPE a><a/>',
    '<a><!-- ',
    `${'<a>'.repeat(500)}${'</a>'.repeat(500)}`,
  ])('refuses %j', (xml) => {
    expect(() => parseXml(xml)).toThrow(expect.objectContaining({ reason: 'damaged' }))
  })

  it.each(['utf-16le', 'utf-16be', 'utf-8'] as const)('keeps the encoding of a part: %s', (encoding) => {
    const xml = '\ufeff<?xml version="1.0"?><t>Grüße 日本</t>'
    const little = Buffer.from(xml, 'utf16le')
    const bytes =
      encoding === 'utf-8' ? Buffer.from(xml) : encoding === 'utf-16le' ? little : Buffer.from(little).swap16()
    const { text, encode } = decodeXml(bytes)
    expect(text).toBe(xml)
    expect(Buffer.from(encode(text)).equals(bytes)).toBe(true)
  })

  it('refuses an encoding that packages may not use', () => {
    const bytes = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><t>\u00c3\u00bc</t>', 'utf8')
    expect(() => decodeXml(bytes)).toThrow(expect.objectContaining({ reason: 'not_supported' }))
  })
})

describe('writing XML', () => {
  it('leaves out what XML cannot hold and escapes the rest', () => {
    expect(escapeXml('a\u0000\u000b<b>&\ud800\r')).toBe('a&lt;b&gt;&amp;\ufffd&#13;')
  })

  it('refuses replacements that overlap', () => {
    expect(() =>
      applySplices('abcdef', [
        { start: 0, end: 3, text: '' },
        { start: 2, end: 4, text: '' },
      ]),
    ).toThrow(RangeError)
  })
})
