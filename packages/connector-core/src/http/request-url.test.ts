import { describe, expect, it } from 'vitest'
import { isBelow, requestUrl } from './request-url.ts'

describe('requestUrl', () => {
  it('takes the origin from the configured address and path and query from the request', () => {
    expect(requestUrl('https://cms.example.com/site', '/api/x?a=1')).toBe('https://cms.example.com/api/x?a=1')
  })

  it.each([
    ['//evil.example/x', 'https://cms.example.com//evil.example/x'],
    ['http://evil.example/x?y', 'https://cms.example.com/x?y'],
    ['http://evil.example', 'https://cms.example.com/'],
    ['\\\\evil.example/x', 'https://cms.example.com///evil.example/x'],
    ['@evil.example/', 'https://cms.example.com/@evil.example/'],
    [':8443/', 'https://cms.example.com/:8443/'],
    ['*', 'https://cms.example.com/*'],
  ])('keeps the origin for the request target %s', (target, url) => {
    expect(requestUrl('https://cms.example.com', target)).toBe(url)
  })
})

describe('isBelow', () => {
  it('knows a path with and without the base path that a proxy strips', () => {
    expect(isBelow('https://h/site/door/x', 'https://h/site', '/door')).toBe(true)
    expect(isBelow('https://h/door', 'https://h/site', '/door')).toBe(true)
    expect(isBelow('https://h/doors', 'https://h/site', '/door')).toBe(false)
    expect(isBelow('https://h/other/door', 'https://h/site', '/door')).toBe(false)
  })
})
