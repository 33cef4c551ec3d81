/** A clock that stands still until it is told to move. */
export interface HandClock {
  now(): Date
  /** Moves on by so many seconds; may be negative. */
  pass(seconds: number): void
  set(time: Date | string): void
}

/** A {@link HandClock} that starts at `start`. Its `now` can be handed on by itself. */
export function handClock(start: Date | string = '2026-01-01T00:00:00.000Z'): HandClock {
  let time = new Date(start).getTime()
  return {
    now: () => new Date(time),
    pass(seconds) {
      time += seconds * 1000
    },
    set(next) {
      time = new Date(next).getTime()
    },
  }
}
