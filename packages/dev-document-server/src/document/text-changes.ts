/** `[from, to)` of the old text becomes `insert`. */
export interface TextChange {
  readonly from: number
  readonly to: number
  readonly insert: string
}

// Beyond this many steps the search is slower than it is worth; the middle is then replaced as a whole.
const mostSteps = 600

/**
 * How `before` becomes `after`: changes in order, as small as words allow, so that text between two edits keeps its
 * formatting. Never cuts a surrogate pair.
 */
export function textChanges(before: string, after: string): TextChange[] {
  const outer = trim(before, after, 0)
  if (!outer) return []
  const oldWords = words(before.slice(outer.from, outer.to))
  const newWords = words(outer.insert)
  const changes: TextChange[] = []
  for (const hunk of wordHunks(oldWords, newWords)) {
    const from = outer.from + hunk.from
    const change = trim(before.slice(from, outer.from + hunk.to), hunk.insert, from)
    if (change) changes.push(change)
  }
  return changes
}

/** The one replacement left after the common start and end are taken away; `undefined` when the texts are equal. */
function trim(before: string, after: string, base: number): TextChange | undefined {
  if (before === after) return undefined
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before[start] === after[start]) start++
  if (start > 0 && isHighSurrogate(before.charCodeAt(start - 1))) start--
  let end = 0
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++
  if (end > 0 && isLowSurrogate(before.charCodeAt(before.length - end))) end--
  return { from: base + start, to: base + before.length - end, insert: after.slice(start, after.length - end) }
}

const isHighSurrogate = (code: number) => code >= 0xd800 && code <= 0xdbff
const isLowSurrogate = (code: number) => code >= 0xdc00 && code <= 0xdfff

function words(text: string): string[] {
  return text.match(/[\p{L}\p{M}\p{N}]+|\s+|[\s\S]/gu) ?? []
}

/** Myers' shortest edit script over words, as replacements in characters. */
function wordHunks(before: readonly string[], after: readonly string[]): TextChange[] {
  const whole = { from: 0, to: before.join('').length, insert: after.join('') }
  if (before.length === 0 || after.length === 0) return [whole]
  const path = shortestPath(before, after)
  if (!path) return [whole]
  const hunks: TextChange[] = []
  let at = 0
  let old = 0
  let fresh = 0
  const add = (oldEnd: number, freshEnd: number) => {
    const length = before.slice(old, oldEnd).join('').length
    if (oldEnd > old || freshEnd > fresh) {
      hunks.push({ from: at, to: at + length, insert: after.slice(fresh, freshEnd).join('') })
    }
    at += length
  }
  for (const match of path) {
    add(match.old, match.fresh)
    at += before[match.old]!.length
    old = match.old + 1
    fresh = match.fresh + 1
  }
  add(before.length, after.length)
  return hunks
}

function shortestPath(
  before: readonly string[],
  after: readonly string[],
): { old: number; fresh: number }[] | undefined {
  const limit = Math.min(before.length + after.length, mostSteps)
  const trace: Map<number, number>[] = []
  let reach = new Map<number, number>([[1, 0]])
  for (let steps = 0; steps <= limit; steps++) {
    trace.push(reach)
    const next = new Map(reach)
    for (let k = -steps; k <= steps; k += 2) {
      const down = k === -steps || (k !== steps && (next.get(k - 1) ?? -1) < (next.get(k + 1) ?? -1))
      let x = down ? (next.get(k + 1) ?? 0) : (next.get(k - 1) ?? 0) + 1
      let y = x - k
      while (x < before.length && y < after.length && before[x] === after[y]) {
        x++
        y++
      }
      next.set(k, x)
      if (x >= before.length && y >= after.length) return walkBack(trace, steps, before.length, after.length)
    }
    reach = next
  }
  return undefined
}

function walkBack(trace: readonly Map<number, number>[], steps: number, oldEnd: number, freshEnd: number) {
  const matches: { old: number; fresh: number }[] = []
  let x = oldEnd
  let y = freshEnd
  for (let step = steps; step >= 0; step--) {
    const reach = trace[step]!
    const k = x - y
    const down = k === -step || (k !== step && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1))
    const previousK = down ? k + 1 : k - 1
    const previousX = reach.get(previousK) ?? 0
    const previousY = previousX - previousK
    while (x > previousX && y > previousY && x > 0 && y > 0) {
      x--
      y--
      matches.push({ old: x, fresh: y })
    }
    x = previousX
    y = previousY
  }
  return matches.reverse()
}
