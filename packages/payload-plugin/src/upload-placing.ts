import type { Collection, CollectionBeforeChangeHook, CollectionBeforeOperationHook, CollectionConfig } from 'payload'

/** Where a save of ours waits in `req.context`. */
export const placingKey = 'openwithPlacing'

/** A save that brings the bytes of a local file into place itself. */
export interface Placing {
  /** Puts the new bytes in place of the old ones, in one step. */
  place(): Promise<void>
}

/**
 * Payload's local writer deletes the old file before its hooks have agreed, and then copies into the live name (`payload` 3.90:
 * collections/operations/utilities/update), so that for a moment there is no file or half of one, and none at all after a crash. For our own saves these two
 * hooks tell that one operation that no local storage is in use, which keeps all else as it is, and rename the complete file into place
 * after the last hook that could refuse it.
 */
export function withPlacing(collection: CollectionConfig): CollectionConfig {
  const { hooks } = collection
  return {
    ...collection,
    hooks: {
      ...hooks,
      beforeOperation: [...(hooks?.beforeOperation ?? []), leaveFilesAlone],
      beforeChange: [...(hooks?.beforeChange ?? []), placeFile],
    },
  }
}

const placingOf = (context: unknown): Placing | undefined =>
  (context as { [placingKey]?: Placing } | undefined)?.[placingKey]

const leaveFilesAlone: CollectionBeforeOperationHook = ({ args, context, operation }) => {
  if (operation !== 'update' || placingOf(context) === undefined) return args
  const { collection } = args as { collection: Collection }
  const upload = { ...collection.config.upload, disableLocalStorage: true }
  return { ...args, collection: { ...collection, config: { ...collection.config, upload } } } as typeof args
}

const placeFile: CollectionBeforeChangeHook = async ({ context, data }) => {
  await placingOf(context)?.place()
  return data
}
