import { describe, expect, it } from 'vitest'
import { siteScriptLine, siteScriptMarker, withLine } from './site-script.ts'

describe("the line in Ghost's code injection", () => {
  const line = siteScriptLine('https://blog.example.com')

  it('is added once, renewed, and taken away, and what others put there stays', () => {
    const others = '<style>\n  body { color: red }\n</style>'
    const once = withLine(others, line, siteScriptMarker)
    expect(once).toBe(`${others}\n${line}`)
    expect(withLine(once, line, siteScriptMarker)).toBe(once)
    const moved = siteScriptLine('https://new.example.com')
    expect(withLine(once, moved, siteScriptMarker)).toBe(`${others}\n${moved}`)
    expect(withLine(once, null, siteScriptMarker)).toBe(others)
  })

  it('is alone where there was nothing', () => {
    expect(withLine('', line, siteScriptMarker)).toBe(line)
    expect(withLine(line, null, siteScriptMarker)).toBe('')
  })
})
