import type {
  Collection,
  CollectionAfterReadHook,
  CollectionBeforeChangeHook,
  CollectionBeforeOperationHook,
  CollectionConfig,
} from 'payload'
import type { RowId } from './row-id.ts'

/** Where a save of ours waits in `req.context`. Payload hands the context on to every operation that a hook starts with the same request. */
export const placingKey = 'openwithPlacing'

/** A save that brings the bytes of a local file into place itself. */
export interface Placing extends RowId {
  /** The name that the row gets, whatever a hook of the application makes of the uploaded one. */
  filename: string
  /** Runs before the row is written, while fields may still be refused: only what does no harm then, such as a second name of the same bytes. */
  prepare?(): Promise<void>
  /** Puts the new bytes in place of the old ones, in one step. Runs when the row is written, before the hooks that follow a change. */
  place?(): Promise<void>
  /** The collection's configuration of the one operation that this is, once it has begun. */
  operation?: unknown
}

const ours = Symbol.for('@openwith/payload-plugin/hook')

/** Whether a hook is one of these, whatever copy of this module it comes from. */
export const isOurHook = (hook: unknown): boolean => typeof hook === 'function' && ours in hook

/**
 * Payload's local writer deletes the old file before its hooks have agreed, and then copies into the live name (`payload` 3.90:
 * collections/operations/utilities/update), so that for a moment there is no file or half of one, and none at all after a crash. For our own saves these
 * hooks tell that one operation that no local storage is in use, which keeps all else as it is, and rename the complete file into place after validation,
 * fields' hooks and the row: in the collection's `afterRead`, the last one before the hooks that follow a change. Those can still refuse.
 */
export function withPlacing(collection: CollectionConfig): CollectionConfig {
  const { hooks } = collection
  return {
    ...collection,
    hooks: {
      ...hooks,
      beforeOperation: [...(hooks?.beforeOperation ?? []), leaveFilesAlone],
      beforeChange: [...(hooks?.beforeChange ?? []), keepName],
      afterRead: [...(hooks?.afterRead ?? []), placeFile],
    },
  }
}

const placingOf = (context: unknown): Placing | undefined =>
  (context as { [placingKey]?: Placing } | undefined)?.[placingKey]

const leaveFilesAlone: CollectionBeforeOperationHook = ({ args, context, operation }) => {
  const placing = placingOf(context)
  if (operation !== 'update' || placing === undefined || placing.operation !== undefined) return args
  const { collection, id } = args as { collection: Collection; id?: number | string }
  if (collection.config.slug !== placing.collection || String(id) !== String(placing.id)) return args
  const config = { ...collection.config, upload: { ...collection.config.upload, disableLocalStorage: true } }
  placing.operation = config
  return { ...args, collection: { ...collection, config } } as typeof args
}

const keepName: CollectionBeforeChangeHook = async ({ collection, context, data }) => {
  const placing = placingOf(context)
  if (placing?.operation !== collection) return data
  await placing.prepare?.()
  return { ...data, filename: placing.filename }
}

const placeFile: CollectionAfterReadHook = async ({ collection, context, doc }) => {
  const placing = placingOf(context)
  if (placing?.operation === collection) await placing.place?.()
  return doc
}

for (const hook of [leaveFilesAlone, keepName, placeFile]) Object.defineProperty(hook, ours, { value: true })
