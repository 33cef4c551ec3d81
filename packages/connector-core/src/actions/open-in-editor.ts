import type { Core } from '../core.ts'
import type { OpenAnswer, WopiOpenAnswer } from '../editor/index.ts'
import { extensionOf } from '../formats/index.ts'
import type { User } from '../host.ts'
import { docsApiEditor, loadEditors } from './editors.ts'
import { findDocument } from './find-document.ts'
import { type OpenOptions, openDocument } from './open-document.ts'
import { openOverWopi } from './open-over-wopi.ts'

/** Opens a document in the editor that is asked for, else in the administrator's choice for its format. Throws what both ways throw. */
export async function openInEditor(
  core: Core,
  id: string,
  user: User,
  options: OpenOptions & { editor?: string },
): Promise<OpenAnswer | WopiOpenAnswer> {
  const editor = options.editor ?? (await usualEditor(core, id, user, options.mode ?? 'edit'))
  return editor === docsApiEditor
    ? await openDocument(core, id, user, options)
    : await openOverWopi(core, id, user, { ...options, editor })
}

async function usualEditor(core: Core, id: string, user: User, mode: 'view' | 'edit'): Promise<string> {
  if ((await core.wopiServers.list()).length === 0) return docsApiEditor
  const settings = await core.settings()
  const { document, permissions } = await findDocument(core, id, user)
  const editors = await loadEditors(core, settings)
  const { view, edit } = editors.of(extensionOf(document.name), permissions)
  const usual = edit.find((editor) => !editors.readsOnly(editor, permissions)) ?? edit[0]
  // what nothing edits is shown
  return (
    (mode === 'edit' ? usual : undefined) ?? view[0] ?? (settings.documentServerUrl === '' ? 'wopi' : docsApiEditor)
  )
}
