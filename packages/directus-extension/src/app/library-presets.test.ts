import { expect, it } from 'vitest'
import { inOurLayout, inStockLayout, isStock, type LibraryPreset } from './library-presets.ts'

const preset = (values: Partial<LibraryPreset>): LibraryPreset => ({
  id: 1,
  layout: null,
  layout_options: null,
  layout_query: null,
  ...values,
})

it('keeps what a view showed when it goes over to our layout, and gives it back as it was', () => {
  const cards = preset({
    layout: 'cards',
    layout_options: { cards: { size: 2 }, tabular: { spacing: 'compact' } },
    layout_query: { cards: { sort: ['title'] } },
  })
  const ours = inOurLayout(cards)
  expect(ours).toMatchObject({
    layout: 'openwith-layout',
    layout_options: { cards: { size: 2 }, 'openwith-layout': { view: 'cards', cards: { size: 2 } } },
    layout_query: { 'openwith-layout': { sort: ['title'] } },
  })
  expect(inStockLayout(ours)).toMatchObject({ layout: 'cards', layout_options: { cards: { size: 2 } } })
})

it('leaves layouts of other extensions alone, and takes away only what it added', () => {
  expect([null, 'tabular', 'cards', 'map'].map((layout) => isStock(preset({ layout })))).toEqual([
    true,
    true,
    true,
    false,
  ])
  expect(inStockLayout(inOurLayout(preset({})))).toBeNull()
  const mapped = preset({ layout: 'openwith-layout', layout_options: { map: {} } })
  expect(inStockLayout(mapped)).toEqual({ ...mapped, layout: null })
})
