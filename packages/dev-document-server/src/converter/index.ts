import { createConverter } from './convert-document.ts'

export { ConversionError, conversionCodes } from './conversion-error.ts'
export { type ConverterOptions, createConverter } from './convert-document.ts'

/** The converter of this process: all servers in it share one LibreOffice, which starts when it is first needed. */
export const convertDocument = createConverter()
