import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { startWopi } from '../../../test/start-wopi.ts'
import { hostingCapabilities } from './capabilities.ts'
import { collaboraDiscovery } from './collabora-discovery.ts'
import { onlyofficeDiscovery } from './onlyoffice-discovery.ts'

const read = (name: string) => readFileSync(new URL(`../../../testdata/wopi/${name}`, import.meta.url), 'utf8')
const keys = { value: 'v', modulus: 'm', exponent: 'e', oldvalue: 'ov', oldmodulus: 'om', oldexponent: 'oe' }
const withoutKeys = (xml: string) => xml.replace(/((?:value|modulus|exponent)=")[^"]*/g, '$1')

describe('discovery', () => {
  it('is that of ONLYOFFICE 9.3, byte for byte but for the keys', () => {
    const mine = onlyofficeDiscovery('http://127.0.0.1:8701', keys)
    expect(withoutKeys(mine)).toBe(withoutKeys(read('onlyoffice-discovery.xml')))
  })

  it('has the apps, actions and attributes of a recorded LibreOffice Online, in its order', () => {
    const mine = collaboraDiscovery('http://127.0.0.1:9980', 'LOOL', keys)
    const elements = (xml: string) => withoutKeys(xml).match(/<[a-z/][^>]*>/g)
    expect(elements(mine)).toEqual(elements(read('libreoffice-online-discovery.xml')))
  })

  it('has no key where the server has none', async () => {
    expect(onlyofficeDiscovery('http://host', null)).not.toContain('proof-key')
    await using both = await startWopi({ wopi: { proofKeys: false, flavour: 'collabora' } })
    const xml = await (await fetch(`${both.server.url}/hosting/discovery`)).text()
    expect(xml).toContain(`${both.server.url}/browser/`)
    expect(xml).not.toContain('proof-key')
  })

  it('names the address by which it was called', async () => {
    await using both = await startWopi({ pathPrefix: '/office' })
    const answer = await fetch(`${both.server.url}/hosting/discovery`)
    expect(answer.headers.get('content-type')).toContain('xml')
    expect(await answer.text()).toContain(`urlsrc="${both.server.url}/hosting/wopi/word/edit?&lt;rs=`)
  })
})

describe('capabilities', () => {
  it.each(['onlyoffice', 'collabora'] as const)('of %s have the recorded fields', (flavour) => {
    const name = flavour === 'onlyoffice' ? 'onlyoffice' : 'libreoffice-online'
    const recorded = JSON.parse(read(`${name}-capabilities.json`)) as Record<string, unknown>
    const mine = hostingCapabilities(flavour, '9.3.0.140')
    expect(Object.keys(mine)).toEqual(Object.keys(recorded))
    // Conversion for WOPI hosts is not offered.
    expect(mine).toMatchObject({ 'convert-to': { available: false }, hasTemplateSource: true })
  })
})
