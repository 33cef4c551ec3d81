import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshAssets } from './fresh-assets.ts'

const kept = 'private, max-age=2592000'
const asset = createServer((request, response) => {
  const { searchParams } = new URL(request.url ?? '', 'http://127.0.0.1')
  freshAssets(request, response, () => {
    const disposition = searchParams.get('disposition')
    if (disposition !== null) response.setHeader('Content-Disposition', disposition)
    response.setHeader('Content-Type', searchParams.get('type') ?? '')
    response.setHeader('Cache-Control', kept)
    response.end('bytes')
  })
})
beforeAll(() => new Promise<void>((resolve) => asset.listen(0, '127.0.0.1', resolve)))
afterAll(() => new Promise((resolve) => asset.close(resolve)))

it.each([
  ['inline; filename="letter.rtf"', 'text/rtf', 'private, no-cache'],
  ['inline; filename="prices.csv"', 'application/csv', 'private, no-cache'],
  ['inline; filename=plan.docx', 'application/octet-stream', 'private, no-cache'],
  ['inline; filename="Pr?fung.xlsx"; filename*=UTF-8\'\'Pr%C3%BCfung%20%22A%22.xlsx', '', 'private, no-cache'],
  [null, 'application/vnd.oasis.opendocument.text; charset=utf-8', 'private, no-cache'],
  ['inline; filename="firmware.bin"', 'application/octet-stream', kept],
  ['inline; filename="index.html"', 'text/html', kept],
  ['inline; filename="robots.txt"', 'text/plain', kept],
  ['inline; filename="photo.docx.jpg"', 'image/jpeg', kept],
  [null, 'application/octet-stream', kept],
  [null, 'text/html', kept],
  ['inline; filename*=UTF-8\'\'%E0%A4.docx; filename="broken.png"', 'image/png', kept],
])('of an asset with the name %s and the type %s, browsers are told %s', async (disposition, type, expected) => {
  const query = new URLSearchParams({ type, ...(disposition === null ? {} : { disposition }) })
  const answer = await fetch(`http://127.0.0.1:${(asset.address() as AddressInfo).port}/?${query}`)
  expect(answer.headers.get('cache-control')).toBe(expected)
  expect(await answer.text()).toBe('bytes')
})
