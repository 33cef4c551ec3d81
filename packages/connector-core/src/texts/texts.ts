import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { it } from './it.ts'
import { ja } from './ja.ts'
import { nearestLanguage } from './nearest-language.ts'
import { nl } from './nl.ts'
import { pl } from './pl.ts'
import { ptBR } from './pt-br.ts'
import { ru } from './ru.ts'
import { zhCN } from './zh-cn.ts'

/** Every text that people read in our own user interface, by a flat key. */
export type Texts = Readonly<Record<keyof typeof en, string>>

/** All languages, by their BCP 47 tag. */
export const languages: Readonly<Record<string, Texts>> = {
  en,
  de,
  es,
  fr,
  it,
  ja,
  nl,
  pl,
  'pt-BR': ptBR,
  ru,
  'zh-CN': zhCN,
}

/** The texts in the language nearest to `locale` (BCP 47; `pt_BR` and an Accept-Language are understood, too). Unknown languages read English. */
export function texts(locale: string | undefined): Texts {
  return languages[textsLanguage(locale)] ?? en
}

/** The BCP 47 tag of the language that {@link texts} picks: what belongs into `lang` of a page that shows them. */
export function textsLanguage(locale: string | undefined): string {
  return nearestLanguage(locale, Object.keys(languages)) ?? 'en'
}
