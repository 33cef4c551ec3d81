import { expect, it } from 'vitest'
import { onSite } from './on-site.ts'

it('leads to the origin that the browser is at, whatever PUBLIC_URL says', () => {
  const here = { href: 'https://cms.example.com/base/admin/files', origin: 'https://cms.example.com' }
  expect(onSite('http://localhost:8055/openwith/server/page/1?token=a', here)).toBe(
    'https://cms.example.com/openwith/server/page/1?token=a',
  )
  expect(onSite('https://cms.example.com/base/openwith/server/page/1', here)).toBe(
    'https://cms.example.com/base/openwith/server/page/1',
  )
})
