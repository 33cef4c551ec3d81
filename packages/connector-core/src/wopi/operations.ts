import type { FileCall, FolderCall, WopiCall } from './call.ts'
import { addActivities } from './operations/add-activities.ts'
import { checkContainerInfo } from './operations/check-container-info.ts'
import { checkFileInfo } from './operations/check-file-info.ts'
import { createChildContainer } from './operations/create-child-container.ts'
import { createChildFile } from './operations/create-child-file.ts'
import { deleteContainer } from './operations/delete-container.ts'
import { deleteFile } from './operations/delete-file.ts'
import { checkEcosystem, getEcosystem, getRootContainer } from './operations/ecosystem.ts'
import { enumerateFileAncestors, enumerateFolderAncestors } from './operations/enumerate-ancestors.ts'
import { enumerateChildren } from './operations/enumerate-children.ts'
import { getFile } from './operations/get-file.ts'
import { getLock } from './operations/get-lock.ts'
import { getFolderShareUrl, getShareUrl } from './operations/get-share-url.ts'
import { lock } from './operations/lock.ts'
import { putFile } from './operations/put-file.ts'
import { putRelativeFile } from './operations/put-relative-file.ts'
import { putUserInfo } from './operations/put-user-info.ts'
import { refreshLock } from './operations/refresh-lock.ts'
import { renameContainer } from './operations/rename-container.ts'
import { renameFile } from './operations/rename-file.ts'
import { unlock } from './operations/unlock.ts'

/** What the host must be able to do; else the operation answers 501 and is not advertised. */
export type Capability = 'create' | 'relative' | 'rename' | 'delete' | 'activity' | 'pages' | 'folders'

interface Row {
  /** `HEAD` is answered wherever `GET` is. */
  method: 'GET' | 'POST'
  /** What follows the id in the path. */
  path: string
  /** `X-WOPI-Override`; null: none is looked at. */
  override: string | null
  /** `write`: of the token and of the user, asked before the operation. */
  right: 'view' | 'write'
  needs?: Capability
}

type Rows<Call> = readonly (Row & { run(call: Call): Promise<Response> })[]

/** Operations on `/files/{id}`. PutFile asks for the right itself: it must take the bytes first. */
export const fileOperations: Rows<FileCall> = [
  { method: 'GET', path: '', override: null, right: 'view', run: checkFileInfo },
  { method: 'GET', path: 'contents', override: null, right: 'view', run: getFile },
  { method: 'GET', path: 'ancestry', override: null, right: 'view', needs: 'folders', run: enumerateFileAncestors },
  { method: 'GET', path: 'ecosystem_pointer', override: null, right: 'view', needs: 'folders', run: getEcosystem },
  { method: 'POST', path: '', override: 'LOCK', right: 'write', run: lock },
  { method: 'POST', path: '', override: 'GET_LOCK', right: 'view', run: getLock },
  { method: 'POST', path: '', override: 'REFRESH_LOCK', right: 'write', run: refreshLock },
  { method: 'POST', path: '', override: 'UNLOCK', right: 'view', run: unlock },
  { method: 'POST', path: '', override: 'PUT_RELATIVE', right: 'view', needs: 'relative', run: putRelativeFile },
  { method: 'POST', path: '', override: 'RENAME_FILE', right: 'write', needs: 'rename', run: renameFile },
  { method: 'POST', path: '', override: 'DELETE', right: 'write', needs: 'delete', run: deleteFile },
  { method: 'POST', path: '', override: 'PUT_USER_INFO', right: 'view', run: putUserInfo },
  { method: 'POST', path: '', override: 'GET_SHARE_URL', right: 'view', needs: 'pages', run: getShareUrl },
  { method: 'POST', path: '', override: 'ADD_ACTIVITIES', right: 'view', needs: 'activity', run: addActivities },
]

/** PutFile, apart: document, user and rights may be gone when its bytes arrive. */
export const putOperation: Row & { run(call: WopiCall): Promise<Response> } = {
  method: 'POST',
  path: 'contents',
  override: 'PUT',
  right: 'view',
  run: putFile,
}

/** Operations on `/containers/{id}`. */
export const folderOperations: Rows<FolderCall> = [
  { method: 'GET', path: '', override: null, right: 'view', run: checkContainerInfo },
  { method: 'GET', path: 'children', override: null, right: 'view', run: enumerateChildren },
  { method: 'GET', path: 'ancestry', override: null, right: 'view', run: enumerateFolderAncestors },
  { method: 'GET', path: 'ecosystem_pointer', override: null, right: 'view', run: getEcosystem },
  { method: 'POST', path: '', override: 'CREATE_CHILD_FILE', right: 'view', needs: 'create', run: createChildFile },
  { method: 'POST', path: '', override: 'CREATE_CHILD_CONTAINER', right: 'view', run: createChildContainer },
  { method: 'POST', path: '', override: 'DELETE_CONTAINER', right: 'view', run: deleteContainer },
  { method: 'POST', path: '', override: 'RENAME_CONTAINER', right: 'view', run: renameContainer },
  { method: 'POST', path: '', override: 'GET_SHARE_URL', right: 'view', needs: 'pages', run: getFolderShareUrl },
]

/** Operations on `/ecosystem`. */
export const ecosystemOperations: Rows<WopiCall> = [
  { method: 'GET', path: '', override: null, right: 'view', run: checkEcosystem },
  { method: 'GET', path: 'root_container_pointer', override: null, right: 'view', run: getRootContainer },
]

/** The row for a request, or undefined: then it is not supported. */
export function findOperation<Found extends Row>(
  rows: readonly Found[],
  request: { method: string; path: string; override: string | null },
): Found | undefined {
  const method = request.method === 'HEAD' ? 'GET' : request.method
  const override = request.override?.trim().toUpperCase()
  return rows.find(
    (row) => row.method === method && row.path === request.path && (row.override === null || row.override === override),
  )
}
