import { useApi, useExtensions, useStores } from '@directus/extensions-sdk'
import { type Component, computed, markRaw, type Ref, shallowRef, watch } from 'vue'
import { useText } from '../app/use-text.ts'
import { actionsColumn, actionsDisplay, actionsField, type LibraryFile } from './library-context.ts'
import {
  type Emit,
  type LayoutProps,
  type StockLayout,
  stockView,
  type ViewId,
  type ViewState,
  viewIds,
} from './stock-layout.ts'

type Row = Record<string, unknown> & { id: string }

/** What the components of our layout share. */
export interface Library {
  view: Ref<ViewId>
  /** Those of Directus's own layouts that this version of the app has. */
  views: readonly ViewId[]
  /** The view that is shown: its components, its own state, and that state with our buttons in it. */
  stock: Readonly<
    Ref<{ component: Component; options: Component; actions: Component; own: ViewState; state: ViewState }>
  >
  reload(): void
}

/** The setup of our layout: must be called where the Directus app sets a layout up. */
export function useLibrary(props: LayoutProps, emit: Emit): Record<string, unknown> {
  const { text } = useText()
  const { layouts } = useExtensions() as unknown as { layouts: Ref<StockLayout[]> }
  const found = viewIds.flatMap((id) => layouts.value.find((layout) => layout.id === id) ?? [])
  if (found.length === 0) throw new Error('This version of Directus has neither of the layouts "tabular" and "cards".')
  const views = found.map(({ id }) => id as ViewId)
  const view = computed<ViewId>({
    get: () => views.find((id) => id === props.layoutOptions?.view) ?? (views[0] as ViewId),
    set: (value) => emit('update:layoutOptions', { ...props.layoutOptions, view: value }),
  })
  const stocks = Object.fromEntries(
    found.map((layout) => [layout.id, { layout, state: stockView(layout.id as ViewId, layout, props, emit, view) }]),
  )
  const current = computed(() => stocks[view.value] as { layout: StockLayout; state: ViewState })
  const fileOf = useFileNames(computed(() => rowsOf(current.value.state)))
  const cardsTakeActions = hasActionsField()

  const state = computed(() =>
    view.value === 'tabular'
      ? tableState(current.value.state, fileOf, text('actions'))
      : cardsTakeActions
        ? cardsState(current.value.state, fileOf)
        : current.value.state,
  )
  const reload = () => (current.value.state.refresh as (() => void) | undefined)?.()
  const library: Library = {
    view,
    views,
    stock: computed(() => {
      const { component, slots } = current.value.layout
      return {
        component,
        options: slots.options,
        actions: slots.actions,
        own: current.value.state,
        state: state.value,
      }
    }),
    reload,
  }
  return {
    library: markRaw(library),
    // What the file library's own page reads of a layout.
    items: computed(() => current.value.state.items),
    loading: computed(() => current.value.state.loading),
    itemCount: computed(() => current.value.state.itemCount),
    totalCount: computed(() => current.value.state.totalCount),
    refresh: reload,
  }
}

const rowsOf = (state: ViewState) => (state.items ?? []) as Row[]

/** One column more, the second, whose cells hold the buttons. It is never stored with the user's columns. */
function tableState(state: ViewState, fileOf: (row: Row) => LibraryFile | null, heading: string): ViewState {
  const column = {
    text: heading,
    value: actionsColumn,
    description: null,
    width: 250,
    align: 'left',
    sortable: false,
    field: { display: actionsDisplay, collection: 'directus_files', field: actionsField, type: 'alias' },
  }
  const headers = (state.tableHeaders ?? []) as object[]
  return {
    ...state,
    tableHeaders: [...headers.slice(0, 1), column, ...headers.slice(1)],
    'onUpdate:tableHeaders': (changed: { value: string }[]) => {
      state.tableHeaders = changed.filter(({ value }) => value !== actionsColumn)
    },
    items: rowsOf(state).map((row) => ({ ...row, [actionsColumn]: fileOf(row) })),
  }
}

/** One part more in the template of the cards' second line: the alias field, which brings its display along. */
function cardsState(state: ViewState, fileOf: (row: Row) => LibraryFile | null): ViewState {
  return {
    ...state,
    subtitle: `${state.subtitle ?? ''}{{ ${actionsField} }}`,
    items: rowsOf(state).map((row) => ({ ...row, [actionsField]: fileOf(row) })),
  }
}

/** A role whose rights name single fields may lack the alias field; without it a card's template would show raw text. */
function hasActionsField(): boolean {
  const stores = useStores() as Record<string, (() => unknown) | undefined>
  const fields = stores.useFieldsStore?.() as
    | { getField(collection: string, field: string): { meta?: { display?: string | null } | null } | null }
    | undefined
  return fields?.getField('directus_files', actionsField)?.meta?.display === actionsDisplay
}

/** The file names of rows, whatever columns the user has chosen: what a row lacks is asked for, once a page. */
function useFileNames(rows: Ref<Row[]>): (row: Row) => LibraryFile | null {
  const api = useApi()
  const names = shallowRef<ReadonlyMap<string, string>>(new Map())
  const nameOf = (row: Row) =>
    typeof row.filename_download === 'string' ? row.filename_download : names.value.get(row.id)
  watch(
    rows,
    async (present) => {
      const missing = present.filter((row) => nameOf(row) === undefined).map(({ id }) => id)
      if (missing.length === 0) return
      const query = { filter: { id: { _in: missing } }, fields: ['id', 'filename_download'], limit: missing.length }
      // In the body: a page may have a thousand files.
      const answer = await api.request({ method: 'SEARCH', url: '/files', data: { query } }).catch(() => null)
      const found = (answer?.data as { data?: { id: string; filename_download: string | null }[] } | undefined)?.data
      names.value = new Map([
        ...names.value,
        ...(found ?? []).map((one) => [one.id, one.filename_download ?? ''] as const),
      ])
    },
    { immediate: true },
  )
  return (row) => {
    const name = nameOf(row)
    return name === undefined ? null : { id: row.id, name }
  }
}
