import { describe, expect, it } from 'vitest'
import { createGuard } from './guard.ts'

function guarded() {
  const said: string[] = []
  return { guard: createGuard((message) => said.push(message)), said }
}

describe('the guard around what hangs on the admin', () => {
  it('lets no failure through, of a promise neither, and says one line for all of them', async () => {
    const { guard, said } = guarded()
    guard('cards', () => {
      throw new Error('Ghost keeps its cards in another way')
    })
    guard('link', () => Promise.reject(new Error('no side bar')))
    await new Promise((resolve) => setImmediate(resolve))
    expect(said).toEqual(['OpenWith: "cards" does not fit this version of Ghost and is left out.'])
  })

  it('gives up what keeps failing, and goes on with the others', () => {
    const { guard } = guarded()
    let tries = 0
    let others = 0
    for (let at = 0; at < 20; at += 1) {
      guard('cards', () => {
        tries += 1
        throw new Error('again')
      })
      guard('link', () => {
        others += 1
      })
    }
    expect(tries).toBe(5)
    expect(others).toBe(20)
  })
})
