/** Create: blank documents in the language and paper size of a locale, their default names, and the rules for file names. */
export { blankDocument } from './blank-document.ts'
export type { BlankKind } from './blank-kind.ts'
export { blankKinds, blankLabel, defaultName, isBlankKind } from './blank-kind.ts'
export { checkFileName, maxNameBytes, numberedName, safeFileName } from './file-name.ts'
