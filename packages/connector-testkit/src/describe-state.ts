import type { Host } from '@openwith/connector-core/host'
import { describe, expect, it } from 'vitest'
import type { HostFeatures, WithHost } from './host-suite.ts'

/** The shared state: atomic swaps, expiry and lists. */
export function describeState<H extends Host>(trial: WithHost<H>, features: HostFeatures<H>): void {
  describe('state', () => {
    it(
      'swaps only from the expected value',
      trial(async ({ host: { state } }) => {
        expect(await state.get('t:k')).toBeNull()
        expect(await state.swap('t:k', 'x', 'a', null)).toBe(false)
        expect(await state.get('t:k')).toBeNull()
        expect(await state.swap('t:k', null, 'a', null)).toBe(true)
        expect(await state.swap('t:k', null, 'b', null)).toBe(false)
        expect(await state.swap('t:k', 'b', 'c', null)).toBe(false)
        expect(await state.swap('t:k', 'a', 'b', null)).toBe(true)
        expect(await state.swap('t:k', 'b', 'b', null)).toBe(true)
        expect(await state.get('t:k')).toBe('b')
        expect(await state.swap('t:k', 'a', null, null)).toBe(false)
        expect(await state.swap('t:k', 'b', null, null)).toBe(true)
        expect(await state.swap('t:k', null, null, null)).toBe(true)
        expect(await state.get('t:k')).toBeNull()
      }),
    )

    it(
      'holds every allowed key and value',
      trial(async ({ host: { state } }) => {
        const keys = ['t', 't:Az09._:/=-', 'k'.repeat(200), 'K'.repeat(200)]
        const values = [
          '',
          'v'.repeat(4096),
          'ü'.repeat(2048),
          '😀'.repeat(1024),
          `{"a":"\\"'\\n"}`,
          ' spaces ',
          'null',
        ]
        for (const key of keys)
          for (const value of values) {
            expect(await state.swap(key, null, value, 60)).toBe(true)
            expect(await state.get(key)).toBe(value)
            expect(await state.swap(key, value, null, null)).toBe(true)
          }
      }),
    )

    it(
      'lets exactly one of many take a free key',
      trial(async ({ host: { state } }) => {
        const wins = await Promise.all(Array.from({ length: 20 }, (_, i) => state.swap('t:k', null, String(i), 60)))
        expect(wins.filter(Boolean)).toHaveLength(1)
        expect(await state.get('t:k')).toBe(String(wins.indexOf(true)))
      }),
    )

    it(
      'loses no count when many swap at once',
      trial(async ({ host: { state } }) => {
        const countUp = async () => {
          for (;;) {
            const value = await state.get('t:count')
            if (await state.swap('t:count', value, String(Number(value ?? 0) + 1), 60)) return
          }
        }
        await Promise.all(Array.from({ length: 10 }, countUp))
        expect(await state.get('t:count')).toBe('10')
      }),
    )

    it(
      'lists a prefix literally, in order and page by page',
      trial(async ({ host: { state } }) => {
        for (const key of ['t_b:2', 't_b:1', 'txb:1', 't_b', 'T_B:9', 't_b:10', 't_c'])
          await state.swap(key, null, `value of ${key}`, null)
        const keys = async (prefix: string, limit: number, after?: string) =>
          (await state.list(prefix, { limit, after })).map((entry) => entry.key)
        expect(await state.list('t_b:', { limit: 1 })).toEqual([{ key: 't_b:1', value: 'value of t_b:1' }])
        expect(await keys('t_b:', 10)).toEqual(['t_b:1', 't_b:10', 't_b:2'])
        expect(await keys('t_b:', 2, 't_b:1')).toEqual(['t_b:10', 't_b:2'])
        expect(await keys('t_b:', 2, 't_b:2')).toEqual([])
        expect(await keys('nothing', 2)).toEqual([])
      }),
    )

    if (features.handClock === false) return
    it(
      'reads an expired entry as absent and lets it be taken over',
      trial(async ({ host: { state }, clock }) => {
        await state.swap('t:k', null, 'a', 100)
        await state.swap('t:kept', null, 'a', null)
        clock.pass(99)
        expect(await state.get('t:k')).toBe('a')
        clock.pass(2)
        expect(await state.get('t:k')).toBeNull()
        expect(await state.list('t:', { limit: 10 })).toEqual([{ key: 't:kept', value: 'a' }])
        expect(await state.swap('t:k', 'a', 'b', 100)).toBe(false)
        expect(await state.swap('t:k', 'a', null, null)).toBe(false)
        const wins = await Promise.all(['b', 'c', 'd'].map((value) => state.swap('t:k', null, value, 100)))
        expect(wins.filter(Boolean)).toHaveLength(1)
        clock.pass(1_000_000_000)
        expect(await state.get('t:kept')).toBe('a')
      }),
    )

    it(
      'counts the time to live anew at each swap',
      trial(async ({ host: { state }, clock }) => {
        await state.swap('t:k', null, 'a', 100)
        clock.pass(90)
        expect(await state.swap('t:k', 'a', 'a', 100)).toBe(true)
        clock.pass(90)
        expect(await state.get('t:k')).toBe('a')
      }),
    )
  })
}
