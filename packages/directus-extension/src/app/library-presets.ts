import type { ViewId } from '../layout/stock-layout.ts'

/** A view of the file library that Directus keeps: of a person, of a role, or of everybody. Layouts have their options under their own names. */
export interface LibraryPreset {
  id: number
  layout: string | null
  layout_options: Record<string, unknown> | null
  layout_query: Record<string, unknown> | null
}

export const ourLayout = 'openwith-layout'
export const presetFields: readonly string[] = ['id', 'layout', 'layout_options', 'layout_query']

/** Whether the view is one of Directus's own that our layout shows with buttons. */
export function isStock({ layout }: LibraryPreset): boolean {
  return layout === null || viewOf(layout) !== null
}

/** The view in our layout, with the columns, sorting and pictures that it had. */
export function inOurLayout(preset: LibraryPreset): LibraryPreset {
  const view = viewOf(preset.layout)
  if (view === null) return { ...preset, layout: ourLayout }
  const options = { ...optionsOf(preset), view, [view]: preset.layout_options?.[view] ?? {} }
  const query = preset.layout_query?.[view]
  return {
    ...preset,
    layout: ourLayout,
    layout_options: { ...preset.layout_options, [ourLayout]: options },
    layout_query: query === undefined ? preset.layout_query : { ...preset.layout_query, [ourLayout]: query },
  }
}

/** The view as it was before {@link inOurLayout}; null when there was none. */
export function inStockLayout(preset: LibraryPreset): LibraryPreset | null {
  const view = viewOf(optionsOf(preset).view)
  if (view !== null) return { ...preset, layout: view }
  const isOurs = Object.keys({ ...preset.layout_options, ...preset.layout_query }).every((name) => name === ourLayout)
  return isOurs ? null : { ...preset, layout: null }
}

const optionsOf = (preset: LibraryPreset): Record<string, unknown> =>
  (preset.layout_options?.[ourLayout] ?? {}) as Record<string, unknown>

const viewOf = (layout: unknown): ViewId | null => (layout === 'tabular' || layout === 'cards' ? layout : null)
