import { extensionOf, findFormat } from '@openwith/connector-core/formats'

/** Whether an editor could open a file of this name, so that its bytes may change. */
export function isOfficeFile(name: string): boolean {
  return (findFormat(extensionOf(name))?.type ?? null) !== null
}
