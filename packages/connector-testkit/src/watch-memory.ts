import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const lookEveryMilliseconds = 25
/** Collecting garbage takes long in the process of a large CMS, and most of the time must be left to what is measured. */
const shareOfTime = 1 / 10

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
  let timer: NodeJS.Timeout
  const lookAgain = (afterMilliseconds: number) => {
    timer = setTimeout(
      () => {
        const started = performance.now()
        look()
        lookAgain((performance.now() - started) / shareOfTime)
      },
      Math.max(lookEveryMilliseconds, afterMilliseconds),
    )
  }
  lookAgain(0)
  return { look, peakGrowth: () => peak - before, stop: () => clearTimeout(timer) }
}
