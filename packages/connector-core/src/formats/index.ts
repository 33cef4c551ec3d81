/**
 * Formats: what ONLYOFFICE Docs can view, edit, fill and convert, and what the administrator's choices leave of it.
 * Facts: ONLYOFFICE/document-formats.
 */
export type { FormatCapabilities, FormatChoices } from './capabilities.ts'
export { capabilitiesOf, creatableExtensions, viewableExtensions } from './capabilities.ts'
export type { Container } from './container.ts'
export { containerOf, containerProbeBytes, matchesContainer } from './container.ts'
export { extensionOf } from './extension.ts'
export { findFormat, mimeOf } from './find-format.ts'
export type { Format, FormatType } from './format.ts'
export { pictureExtensions, pictureMediaType } from './pictures.ts'
export { formatsVersion } from './table.ts'
