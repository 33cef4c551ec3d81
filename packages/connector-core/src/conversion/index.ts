export { conversionError } from './conversion-error.ts'
export { type ConversionInput, conversionKey } from './conversion-key.ts'
export { type Conversion, type ConvertRequest, convert } from './convert.ts'
