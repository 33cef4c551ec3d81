import { X509Certificate } from 'node:crypto'
import type { SettingField, SettingValue } from './schema.ts'
import { fieldMessage, inEnglish, type SettingMessage, type TranslateSetting } from './setting-messages.ts'

/** A value in its setting's type, or one sentence about what is wrong with it that starts with the setting's label. */
export type CheckedValue = { value: SettingValue } | { error: string }

const longestText = 2048

/** Brings `raw` (a form's text, an environment variable, stored JSON) into the type of `field`. Never repeats the value in an error: it may be a secret. */
export function checkValue(field: SettingField, raw: unknown, translate: TranslateSetting = inEnglish): CheckedValue {
  const refuse: Refuse = (message, values) => ({ error: fieldMessage(translate, field, message, values) })
  switch (field.type) {
    case 'boolean': {
      const value = asBoolean(raw)
      return value === undefined ? refuse('boolean') : { value }
    }
    case 'number': {
      const value = asNumber(raw)
      if (value === undefined || (field.integer && !Number.isInteger(value)))
        return refuse(field.integer ? 'wholeNumber' : 'number')
      const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, also = [] } = field
      if ((value >= min && value <= max) || also.includes(value)) return { value }
      return also.length === 0
        ? refuse('between', { min, max })
        : refuse('betweenOr', { min, max, also: also.join(', ') })
    }
    case 'choices':
    case 'extensions':
      return checkList(field, raw, refuse)
    default:
      return checkText(field, raw, refuse)
  }
}

type Refuse = (message: SettingMessage, values?: Record<string, string | number>) => CheckedValue

function checkList(field: SettingField, raw: unknown, refuse: Refuse): CheckedValue {
  const entries = typeof raw === 'string' ? raw.split(/[\s,;]+/) : raw
  if (!Array.isArray(entries) || entries.length > 500 || !entries.every((entry) => typeof entry === 'string'))
    return refuse('list')
  const isChoice = field.type === 'choices'
  const clean = (entry: string) =>
    isChoice
      ? entry.trim()
      : entry
          .trim()
          .toLowerCase()
          .replace(/^\*?\./, '')
  const value = [...new Set((entries as string[]).map(clean).filter((entry) => entry !== ''))]
  if (value.length < (field.min ?? 0)) return refuse('empty')
  if (isChoice) {
    const allowed = (field.options ?? []).map((option) => option.value)
    return value.every((entry) => allowed.includes(entry)) ? { value } : refuse('only', { allowed: allowed.join(', ') })
  }
  return value.every((entry) => /^[a-z0-9]{1,16}$/.test(entry)) ? { value } : refuse('extensions')
}

function checkText(field: SettingField, raw: unknown, refuse: Refuse): CheckedValue {
  if (typeof raw !== 'string') return refuse('text')
  const text = raw.trim()
  const max = field.max ?? longestText
  if (text.length > max) return refuse('length', { max })
  if (field.type === 'certificates') return checkCertificates(text, refuse)
  if (hasControlCharacter(text)) return refuse('controlCharacters')
  if (field.type === 'url') return checkUrl(text, refuse)
  if (field.type === 'choice') {
    const allowed = (field.options ?? []).map((option) => option.value)
    return allowed.includes(text) ? { value: text } : refuse('choice', { allowed: allowed.filter(Boolean).join(', ') })
  }
  if (field.name === 'jwtHeader') return isUsableHeader(text) ? { value: text } : refuse('header')
  if (field.name === 'jwtPrefix' && !/^[ -~]*$/.test(text)) return refuse('ascii')
  return { value: text }
}

function checkUrl(text: string, refuse: Refuse): CheckedValue {
  if (text === '') return { value: '' }
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return refuse('address')
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') return refuse('credentials')
  if (/[?#]/.test(text)) return refuse('query')
  return { value: url.origin + url.pathname.replace(/\/+$/, '') }
}

const block = /-----BEGIN ([A-Z0-9 ]+)-----[^-]*-----END \1-----/g

function checkCertificates(text: string, refuse: Refuse): CheckedValue {
  if (text === '') return { value: '' }
  const blocks = [...text.matchAll(block)]
  if (blocks.some(([, kind]) => kind?.endsWith('PRIVATE KEY'))) return refuse('privateKey')
  if (blocks.length === 0 || text.split('-----BEGIN ').length !== blocks.length + 1) return refuse('pem')
  for (const [index, [pem]] of blocks.entries()) {
    try {
      new X509Certificate(pem)
    } catch {
      return refuse('certificate', { number: index + 1 })
    }
  }
  return { value: `${blocks.map(([pem]) => pem).join('\n')}\n` }
}

/** Headers that HTTP or the connector needs for itself. */
const takenHeaders: ReadonlySet<string> = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'cookie',
  'expect',
  'host',
  'keep-alive',
  'origin',
  'range',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

function isUsableHeader(name: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) && !takenHeaders.has(name.toLowerCase())
}

function hasControlCharacter(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return /[\u0000-\u001f\u007f\u2028\u2029]/.test(text)
}

function asBoolean(raw: unknown): boolean | undefined {
  if (typeof raw === 'boolean') return raw
  if (raw === 1 || raw === 0) return raw === 1
  if (typeof raw !== 'string') return undefined
  const word = raw.trim().toLowerCase()
  if (['true', '1', 'yes', 'on'].includes(word)) return true
  if (['false', '0', 'no', 'off'].includes(word)) return false
  return undefined
}

function asNumber(raw: unknown): number | undefined {
  if (typeof raw === 'number') return Number.isFinite(raw) ? raw : undefined
  // Number('') is 0, and Number('0x10') is a surprise.
  if (typeof raw !== 'string' || !/^[+-]?\d+(\.\d+)?$/.test(raw.trim())) return undefined
  return Number(raw)
}
