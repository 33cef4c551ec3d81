import { type Component, computed, type Ref, reactive } from 'vue'

/** A layout as the Directus app registers it (Directus 12.4: packages/types, LayoutConfig). */
export interface StockLayout {
  id: string
  component: Component
  slots: { options: Component; sidebar: Component; actions: Component }
  setup(props: LayoutProps, context: { emit: Emit }): Record<string, unknown>
}

export type Emit = (event: string, value: unknown) => void

/** What the app gives a layout. */
export interface LayoutProps {
  collection: string | null
  selection: (string | number)[]
  layoutOptions: Record<string, unknown> | null
  layoutQuery: Record<string, unknown> | null
  [more: string]: unknown
}

export type ViewId = 'tabular' | 'cards'

export const viewIds: readonly ViewId[] = ['tabular', 'cards']

/** What a view of the file library looks like until somebody changes it, as Directus has it for its own cards (Directus 12.4: system data, presets). */
const usualOptions: Readonly<Record<ViewId, Record<string, unknown>>> = {
  tabular: {},
  cards: {
    icon: 'insert_drive_file',
    imageSource: '$thumbnail',
    title: '{{ title }}',
    subtitle: '{{ type }} • {{ filesize }}',
    size: 4,
    imageFit: 'crop',
  },
}

const usualFields = ['title', 'filename_download', 'filesize', 'modified_on']

/** The state of one of Directus's own layouts, as its components take it; also `onUpdate:…` for what they change. */
export type ViewState = Record<string, unknown>

/**
 * Runs one of Directus's own layouts inside ours. Each view keeps its options under its own name; sorting, page and fields are shared. A view that is not
 * shown has no collection, and asks the server for nothing.
 */
export function stockView(
  id: ViewId,
  stock: StockLayout,
  props: LayoutProps,
  emit: Emit,
  shown: Ref<ViewId>,
): ViewState {
  const options = computed(() => ({
    ...usualOptions[id],
    ...(props.layoutOptions?.[id] as Record<string, unknown> | undefined),
  }))
  const query = computed(() => ({ sort: ['-uploaded_on'], fields: usualFields, ...props.layoutQuery }))
  const given = reactive({
    ...Object.fromEntries(Object.keys(props).map((name) => [name, computed(() => props[name])])),
    collection: computed(() => (shown.value === id ? props.collection : null)),
    layoutOptions: options,
    layoutQuery: query,
  }) as unknown as LayoutProps
  const tell: Emit = (event, value) => {
    if (event === 'update:layoutOptions') emit(event, { ...props.layoutOptions, [id]: value })
    else emit(event, value)
  }
  const state = reactive({ ...stock.setup(given, { emit: tell }) }) as ViewState
  for (const name of Object.keys(state)) {
    state[`onUpdate:${name}`] = (value: unknown) => {
      state[name] = value
    }
  }
  return state
}
