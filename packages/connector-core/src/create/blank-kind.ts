import { ConnectorError } from '../errors.ts'
import { readLocale } from './locale.ts'

/** A blank document that can be made; also its extension. `pdf` is an empty PDF form. */
export type BlankKind = 'docx' | 'xlsx' | 'pptx' | 'pdf'

export const blankKinds: readonly BlankKind[] = ['docx', 'xlsx', 'pptx', 'pdf']

/** True for one of {@link blankKinds}; for values that come from outside. */
export function isBlankKind(value: unknown): value is BlankKind {
  return (blankKinds as readonly unknown[]).includes(value)
}

/** What a new document of this kind is called in the language of `locale`, without extension, such as "New document". */
export function blankLabel(kind: BlankKind, locale: string): string {
  requireKind(kind)
  return readLocale(locale).texts[kind]
}

/** The file name of a new document, such as "Neues Dokument.docx". English for languages without a translation. */
export function defaultName(kind: BlankKind, locale: string): string {
  return `${blankLabel(kind, locale)}.${kind}`
}

/** Throws `format_unsupported` for a value that only claims to be a kind. */
export function requireKind(kind: BlankKind): void {
  if (isBlankKind(kind)) return
  throw new ConnectorError(
    'format_unsupported',
    'A new document can be a docx, xlsx, pptx or pdf file; choose one of them.',
  )
}
