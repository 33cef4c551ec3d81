import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Measures how much more memory is held than at the start, garbage not counted: looks often by itself, and whenever told. */
export function watchMemory(): { look(): void; peakGrowth(): number; stop(): void } {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const held = () => {
    collect()
    const { heapUsed, external } = process.memoryUsage()
    return heapUsed + external
  }
  const before = held()
  let peak = before
  const look = () => {
    peak = Math.max(peak, held())
  }
  const timer = setInterval(look, 25)
  return { look, peakGrowth: () => peak - before, stop: () => clearInterval(timer) }
}
