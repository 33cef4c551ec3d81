import jwt from 'jsonwebtoken'
import { describe, expect, it } from 'vitest'
import { secret } from '../../test/recording-host.ts'
import { type Both, startBoth } from '../../test/start-both.ts'

async function convert(both: Both, params: object, path = '/converter', accept = 'application/json') {
  const whole = { filetype: 'docx', outputtype: 'pdf', key: 'c1', url: `${both.host.url}/files/k1.docx`, ...params }
  const answer = await fetch(`${both.server.url}${path}`, {
    method: 'POST',
    headers: { Accept: accept },
    body: JSON.stringify({ token: jwt.sign(whole, secret) }),
  })
  return answer.text()
}

describe('conversion', () => {
  it('caches by key and format only', async () => {
    await using both = await startBoth()
    const first = JSON.parse(await convert(both, {}))
    await convert(both, { url: `${both.host.url}/files/other.docx`, title: 'Other' })
    await convert(both, { outputtype: 'txt' })
    expect(both.host.requests).toHaveLength(2)
    expect(await (await fetch(first.fileUrl)).text()).toBe('pdf:hello')
  })

  it('keeps a failed conversion under its key, but not a wrong password', async () => {
    await using both = await startBoth()
    both.host.files.set('k1.docx', 'DAMAGED')
    expect(await convert(both, {})).toBe('{"error":-3}')
    both.host.files.set('k1.docx', 'LOCKED')
    expect(await convert(both, {})).toBe('{"error":-3}')
    expect(await convert(both, { key: 'c2' })).toBe('{"error":-5}')
    expect(JSON.parse(await convert(both, { key: 'c2', password: 'open' })).endConvert).toBe(true)
  })

  it.each([
    ['ooxml', 'odt', 'docx'],
    ['ooxml', 'ods', 'xlsx'],
    ['odf', 'pptx', 'odp'],
    ['pdfa', 'docx', 'pdf'],
  ])('turns the target %s of %s into %s', async (outputtype, filetype, expected) => {
    await using both = await startBoth()
    expect(JSON.parse(await convert(both, { outputtype, filetype })).fileType).toBe(expected)
  })

  it.each([
    [{ key: 'with/slash' }, -7],
    [{ key: 7 }, -7],
    [{ filetype: 'xml', outputtype: 'ooxml' }, -9],
    [{ filetype: 'docx', outputtype: 'xlsx' }, -7],
  ])('answers %j with %i', async (params, error) => {
    await using both = await startBoth()
    expect(JSON.parse(await convert(both, params))).toEqual({ error })
  })

  it('answers -10 beyond the size limit', async () => {
    await using both = await startBoth({ maxDownloadBytes: 3 })
    expect(await convert(both, {})).toBe('{"error":-10}')
  })

  it('answers any error on demand', async () => {
    await using both = await startBoth()
    both.server.driver.misbehave({ conversionError: -2 })
    expect(await convert(both, {})).toBe('{"error":-2}')
  })

  it('answers XML at the old address unless JSON is asked for', async () => {
    await using both = await startBoth()
    expect(await convert(both, {}, '/ConvertService.ashx', '*/*')).toMatch(/^<\?xml .*<EndConvert>True<\/EndConvert>/)
    expect(await convert(both, {}, '/ConvertService.ashx')).toMatch(/^\{"fileUrl"/)
    expect(await convert(both, { key: '/' }, '/converter', 'text/html,application/xml')).toBe(
      '<?xml version="1.0" encoding="utf-8"?><FileResult><Error>-7</Error></FileResult>',
    )
  })
})
