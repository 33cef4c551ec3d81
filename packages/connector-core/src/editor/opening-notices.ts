import type { FormatCapabilities } from '../formats/index.ts'
import type { Permissions } from '../host.ts'
import { fillIn, texts } from '../texts/index.ts'
import type { EditorMode } from './editor-config.ts'

/** What people should read when they asked to edit: why they can only view, or that saving may lose formatting. */
export function openingNotices(input: {
  capabilities: Pick<FormatCapabilities, 'extension' | 'edit' | 'lossyEdit' | 'fill' | 'convertToOoxml'>
  permissions: Pick<Permissions, 'edit' | 'review' | 'comment' | 'fillForms' | 'viewOnlyReason'>
  /** What was asked for. */
  mode: EditorMode
  locale?: string
}): string[] {
  if (input.mode === 'view') return []
  const { capabilities, permissions } = input
  const text = texts(input.locale)
  const format = capabilities.extension.toUpperCase()
  const mayWrite = permissions.edit || permissions.review || permissions.comment || permissions.fillForms
  if (mayWrite !== true) return [permissions.viewOnlyReason ?? text.noticeViewOnly]
  if (capabilities.edit) return capabilities.lossyEdit ? [fillIn(text.noticeLossy, { format })] : []
  if (capabilities.fill) return []
  return capabilities.convertToOoxml === null
    ? [fillIn(text.noticeFormatViewOnly, { format })]
    : [fillIn(text.noticeConvert, { format, target: capabilities.convertToOoxml.toUpperCase() })]
}
