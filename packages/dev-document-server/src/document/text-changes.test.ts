import { describe, expect, it } from 'vitest'
import { randomNumbers } from './sample-packages.ts'
import { textChanges } from './text-changes.ts'

function apply(before: string, after: string): string {
  let result = before
  for (const change of textChanges(before, after).toReversed()) {
    result = result.slice(0, change.from) + change.insert + result.slice(change.to)
  }
  return result
}

describe('the changes between two texts', () => {
  it('are none for equal texts', () => expect(textChanges('same', 'same')).toEqual([]))

  it('leave the words between two edits alone', () => {
    expect(textChanges('the quick brown fox jumps', 'a quick brown fox jumped')).toEqual([
      { from: 0, to: 3, insert: 'a' },
      { from: 24, to: 25, insert: 'ed' },
    ])
  })

  it('never cut a surrogate pair', () => {
    expect(textChanges('x😀y', 'x😁y')).toEqual([{ from: 1, to: 3, insert: '😁' }])
  })

  it('give the new text when applied, for random texts', () => {
    const random = randomNumbers(7)
    const word = () => ['a', 'bb', ' ', 'ccc', '\n', '😀', '.', 'ab'][random(8)]!
    for (let round = 0; round < 500; round++) {
      const before = Array.from({ length: random(30) }, word)
      const after = before.flatMap((one) => (random(4) === 0 ? [] : random(4) === 0 ? [one, word()] : [one]))
      expect(apply(before.join(''), after.join(''))).toBe(after.join(''))
    }
  })

  it('give the new text for long texts that share nothing', () => {
    const before = Array.from({ length: 3000 }, (_, index) => `a${index}`).join(' ')
    const after = Array.from({ length: 3000 }, (_, index) => `b${index}`).join('_')
    expect(apply(before, after)).toBe(after)
  })
})
