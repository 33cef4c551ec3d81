/**
 * Whether a right of Payload's permission answers is given. One that hangs on a condition comes as `{ permission, where }` (`payload` 3.90:
 * utilities/getEntityPermissions); one that is not given is absent.
 */
export function isGranted(right: unknown): boolean {
  return right === true || (right as { permission?: unknown } | null | undefined)?.permission === true
}
