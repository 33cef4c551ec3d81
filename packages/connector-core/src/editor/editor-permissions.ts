import type { FormatCapabilities } from '../formats/index.ts'
import type { Permissions } from '../host.ts'
import type { EditorMode } from './editor-config.ts'

/** `document.permissions` of the config: every right is named, so that none is left to a default of the editor. */
export interface EditorPermissions {
  edit: boolean
  review: boolean
  comment: boolean
  fillForms: boolean
  download: boolean
  print: boolean
  copy: boolean
  chat: boolean
  protect: boolean
  modifyFilter: boolean
  modifyContentControl: boolean
}

/** The parts of a format that limit rights. */
export type FormatRights = Pick<FormatCapabilities, 'edit' | 'fill' | 'review' | 'comment' | 'modifyFilter'>

/**
 * What the editor may allow: what the CMS allows, the format can keep, and the mode asks for; never more than any of the three.
 * A format that is not edited in its own form (lossy and not chosen) gives no writing right at all, because a comment or
 * a filled field would be saved in that form as well. Without `view` nothing is granted.
 */
export function editorPermissions(input: {
  allowed: Permissions
  format: FormatRights
  mode: EditorMode
  chat?: boolean
}): EditorPermissions {
  const { allowed, format } = input
  const writable = allowed.view && input.mode === 'edit' && (format.edit || format.fill)
  const edit = writable && format.edit && allowed.edit
  // Beside full editing the editor ignores these abilities of the format; alone, they are the mode it opens in.
  const review = writable && format.edit && (allowed.review ?? allowed.edit) && (edit || format.review)
  const comment = writable && format.edit && (allowed.comment ?? allowed.edit) && (edit || format.comment)
  const fillForms = writable && (allowed.fillForms ?? allowed.edit) && (edit || format.fill)
  const writes = edit || review || comment || fillForms
  return {
    edit,
    review,
    comment,
    fillForms,
    download: allowed.view && allowed.download,
    print: allowed.view && allowed.print,
    copy: allowed.view && allowed.copy,
    chat: writes && (allowed.chat ?? true) && (input.chat ?? true),
    protect: edit && (allowed.protect ?? allowed.edit),
    modifyFilter: writes && (allowed.modifyFilter ?? allowed.edit) && (edit || format.modifyFilter),
    modifyContentControl: edit,
  }
}

/**
 * True when Document Server counts the connection as an editor: callbacks come, a licence seat is taken, and changes are
 * lost without a `callbackUrl`. Commenters and form fillers count, too.
 */
export function countsAsEditor(
  permissions: Pick<EditorPermissions, 'edit' | 'review' | 'comment' | 'fillForms'>,
  mode: EditorMode,
): boolean {
  return mode !== 'view' && (permissions.edit || permissions.review || permissions.comment || permissions.fillForms)
}
