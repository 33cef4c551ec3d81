export { type ErrorTexts, errorTexts, explainedCodes } from './error-texts.ts'
export { fillIn } from './fill-in.ts'
export { nearestLanguage } from './nearest-language.ts'
export { languages, type Texts, texts, textsLanguage } from './texts.ts'
