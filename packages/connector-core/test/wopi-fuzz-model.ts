/** What a WOPI request may do by the rules, worked out apart from the code that does it. Rules: WOPI REST; one document, its lock and its size. */
export interface Asked {
  kind: 'file' | 'container' | 'ecosystem' | 'direct'
  method: string
  /** Below the address of the thing itself, without its first slash. */
  path: string
  /** As it was understood: trimmed, upper case. */
  override: string
  headers: Headers
  right: 'edit' | 'view'
  /** Of the thing that is asked, byte for byte. */
  isTokenGood: boolean
  isProofGood: boolean
  size: number
}

export interface Present {
  lock: string | null
  size: number
}

/** The lock that is there after a request, and how it is answered. */
export interface LockOutcome {
  status: number
  lock: string | null
}

const canBeLock = (id: string | null): id is string => id !== null && id !== '' && id.length <= 1024

/** Null when it is none on the lock. */
export function lockOutcome(asked: Asked, { lock }: Present): LockOutcome | null {
  const { kind, method, path, override, headers, right } = asked
  if (kind !== 'file' || method !== 'POST' || path !== '') return null
  const id = headers.get('x-wopi-lock')
  const old = headers.get('x-wopi-oldlock')
  const is = (status: number, next = lock): LockOutcome => ({ status, lock: next })
  if (override === 'GET_LOCK') return is(200)
  if (override !== 'LOCK' && override !== 'REFRESH_LOCK' && override !== 'UNLOCK') return null
  if (right !== 'edit') return is(401)
  if (!canBeLock(id)) return is(400)
  if (override === 'LOCK' && old !== null) {
    if (!canBeLock(old)) return is(400)
    return lock === old ? is(200, id) : is(409)
  }
  if (lock === null) return override === 'LOCK' ? is(200, id) : is(409)
  if (lock !== id) return is(409)
  return is(200, override === 'UNLOCK' ? null : id)
}

/** Everything that it may change; whatever is not named here must not happen. */
export function allowedChanges(asked: Asked, { lock, size }: Present): readonly string[] {
  const { kind, method, path, override, headers, right } = asked
  if (!asked.isTokenGood || !asked.isProofGood || right !== 'edit' || method !== 'POST') return []
  const given = headers.get('x-wopi-lock')
  const overwrites = headers.get('x-wopi-overwriterelativetarget')?.trim().toLowerCase() === 'true'
  const placed = overwrites ? ['create', 'write other', ...(lock === null ? ['write d'] : [])] : ['create']
  if (kind === 'file' && path === 'contents' && override === 'PUT')
    return (lock === null ? size === 0 : lock === given) ? ['write d'] : []
  if (path !== '') return []
  if (kind === 'file') {
    if (override === 'PUT_RELATIVE') return placed
    const forgetful = given === null && lock !== null && /^[cl]ool-lock/.test(lock)
    if (override === 'RENAME_FILE') return lock === null || lock === given || forgetful ? ['rename d'] : []
    return override === 'DELETE' && lock === null ? ['delete d'] : []
  }
  if (kind !== 'container') return []
  if (override === 'CREATE_CHILD_FILE') return placed
  if (override === 'CREATE_CHILD_CONTAINER') return ['create folder']
  if (override === 'RENAME_CONTAINER') return ['rename folder']
  return override === 'DELETE_CONTAINER' ? ['delete folder'] : []
}
