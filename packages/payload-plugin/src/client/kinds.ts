import type { FormatsAnswer } from '@openwith/connector-core/browser'
import type { TextKey } from '../translations/index.ts'

/** A kind of blank document. */
export type Kind = FormatsAnswer['create'][number]

export const kindLabels: Readonly<Record<Kind['kind'], TextKey>> = {
  docx: 'kindDocx',
  xlsx: 'kindXlsx',
  pptx: 'kindPptx',
  pdf: 'kindPdf',
}

const officeXml = 'application/vnd.openxmlformats-officedocument'
const mimeTypes: Readonly<Record<Kind['kind'], string>> = {
  docx: `${officeXml}.wordprocessingml.document`,
  xlsx: `${officeXml}.spreadsheetml.sheet`,
  pptx: `${officeXml}.presentationml.presentation`,
  pdf: 'application/pdf',
}

/** Those that a collection's `mimeTypes` let in. As Payload compares them: an entry may end in an asterisk. */
export function allowedKinds(all: readonly Kind[], allowed: readonly string[] | undefined): Kind[] {
  if (allowed === undefined || allowed.length === 0) return [...all]
  const isIn = (mimeType: string) =>
    allowed.some((one) => one === mimeType || (one.endsWith('*') && mimeType.startsWith(one.slice(0, -1))))
  return all.filter(({ kind }) => isIn(mimeTypes[kind]))
}
