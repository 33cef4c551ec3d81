import { describe, expect, it } from 'vitest'
import { serializeParsedBody } from './parsed-body.ts'

const textOf = (body: unknown, type: string) => Buffer.from(serializeParsedBody(body, type).bytes).toString()

describe('serializeParsedBody', () => {
  it('writes parsed JSON anew', () => {
    expect(textOf({ status: 2, key: 'é' }, 'application/json; charset=utf-16')).toBe('{"status":2,"key":"é"}')
    expect(textOf([1], 'application/vnd.x+json')).toBe('[1]')
    expect(serializeParsedBody({}, 'Application/JSON; charset=utf-16').contentType).toBe('application/json')
  })

  it('writes a parsed form anew, repeated fields included', () => {
    expect(textOf({ a: '1 &', b: ['x', 'y'] }, 'application/x-www-form-urlencoded')).toBe('a=1+%26&b=x&b=y')
  })

  it('passes bytes and clean text on', () => {
    expect(serializeParsedBody(new Uint8Array([1, 255]), 'application/zip').bytes).toEqual(new Uint8Array([1, 255]))
    expect(serializeParsedBody('ä', 'text/plain; charset=latin1')).toEqual({
      bytes: Buffer.from('ä'),
      contentType: 'text/plain; charset=utf-8',
    })
  })

  it.each([
    ['text that lost bytes in decoding', Buffer.from([0x50, 0x4b, 0xff]).toString(), 'text/plain'],
    ['multipart fields', { file: {} }, 'multipart/form-data'],
    ['nested form fields', { a: { b: '1' } }, 'application/x-www-form-urlencoded'],
    ['an object of an unknown type', {}, ''],
  ])('refuses %s', (_name, body, type) => {
    expect(() => serializeParsedBody(body, type)).toThrow(expect.objectContaining({ code: 'unsupported_media_type' }))
  })
})
