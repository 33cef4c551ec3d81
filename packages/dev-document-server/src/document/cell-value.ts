/** `B2` as counted from 0, or `undefined` for anything else. */
export function parseCellName(name: string): { row: number; column: number } | undefined {
  const match = /^\$?([A-Z]{1,3})\$?([1-9]\d{0,6})$/i.exec(name)
  if (!match) return undefined
  let column = 0
  for (const letter of match[1]!.toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64
  return { row: Number(match[2]) - 1, column: column - 1 }
}

/** `AB` for 27. */
export function columnName(column: number): string {
  let name = ''
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name
  }
  return name
}

export const cellName = (row: number, column: number): string => `${columnName(column)}${row + 1}`

export interface CellRange {
  readonly top: number
  readonly left: number
  readonly bottom: number
  readonly right: number
}

/** `A1:C3` or `A1`. */
export function parseRange(ref: string): CellRange | undefined {
  const [first, last = first] = ref.split(':')
  const start = parseCellName(first ?? '')
  const end = parseCellName(last ?? '')
  return start && end && { top: start.row, left: start.column, bottom: end.row, right: end.column }
}

export const inRange = (range: CellRange, row: number, column: number): boolean =>
  row >= range.top && row <= range.bottom && column >= range.left && column <= range.right

/** How a number format shows a number: as itself, or as a date or time. */
export type NumberLook = 'number' | 'date' | 'time' | 'dateTime'

/** Built-in formats: ECMA-376-1, section 18.8.30. */
export function numberLookOf(formatId: number, code: string | undefined): NumberLook {
  if (code === undefined) {
    if ((formatId >= 14 && formatId <= 17) || (formatId >= 27 && formatId <= 31) || (formatId >= 50 && formatId <= 58))
      return 'date'
    if ((formatId >= 18 && formatId <= 21) || formatId === 45 || formatId === 47) return 'time'
    return formatId === 22 ? 'dateTime' : 'number'
  }
  // `[h]` counts hours beyond a day: no time of day.
  if (/\[(h+|m+|s+)\]/i.test(code) || /general/i.test(code)) return 'number'
  const letters = code.replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/g, '').toLowerCase()
  const hasDate = /[yd]/.test(letters) || /^[^hs]*m[^hs]*$/.test(letters)
  const hasTime = /[hs]/.test(letters)
  return hasDate && hasTime ? 'dateTime' : hasDate ? 'date' : hasTime ? 'time' : 'number'
}

const dayMs = 86_400_000
// Serial 61 is 1 March 1900: from there on the 1900 system agrees with the calendar.
const epoch1900 = Date.UTC(1899, 11, 30)
const epoch1904 = Date.UTC(1904, 0, 1)

/** A stored number as text: at most 15 digits as Excel shows them, dates as ISO 8601 without zone. */
export function showNumber(stored: string, look: NumberLook, is1904: boolean): string {
  const number = Number(stored)
  if (stored.trim() === '' || !Number.isFinite(number)) return stored
  const isCalendar = number < 2_958_466 && number >= (look === 'time' || is1904 ? 0 : 61)
  if (look === 'number' || !isCalendar) return `${Number(number.toPrecision(15))}`
  const iso = new Date(Math.round(((is1904 ? epoch1904 : epoch1900) + number * dayMs) / 1000) * 1000).toISOString()
  if (look === 'date') return number % 1 === 0 ? iso.slice(0, 10) : iso.slice(0, 19).replace('T', ' ')
  if (look === 'time') return number < 1 ? iso.slice(11, 19) : iso.slice(0, 19).replace('T', ' ')
  return iso.slice(0, 19).replace('T', ' ')
}

/** The number to store for typed text, or `undefined` when it is no number. Leading zeros and long digit strings stay text. */
export function typedNumber(text: string, look: NumberLook, is1904: boolean): string | undefined {
  const trimmed = text.trim()
  if (look !== 'number') {
    const match = /^(?:(\d{4})-(\d\d)-(\d\d))?[ T]?(?:(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(trimmed)
    if (match && trimmed !== '') {
      const [, year, month, day, hour = '0', minute = '0', second = '0'] = match
      const base = is1904 ? epoch1904 : epoch1900
      const date = year === undefined ? base : Date.UTC(Number(year), Number(month) - 1, Number(day))
      const isReal = year === undefined || new Date(date).toISOString().startsWith(`${year}-${month}-${day}`)
      const time = Number(hour) * 3_600_000 + Number(minute) * 60_000 + Number(second) * 1000
      if (isReal && time < dayMs && date >= base) return `${(date - base + time) / dayMs}`
    }
  }
  if (!/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d{1,3})?$/.test(trimmed)) return undefined
  if (trimmed.replace(/[eE].*$|[-.]/g, '').length > 15 || !Number.isFinite(Number(trimmed))) return undefined
  return trimmed
}

/** True when a formula may depend on another sheet, through a reference or a defined name. */
export function refersElsewhere(formula: string): boolean {
  const bare = formula.replace(/"[^"]*"/g, '')
  if (/[![]/.test(bare)) return true
  for (const match of bare.matchAll(/(.?)\b([A-Za-z_\\][\w.\\]*)(.?)/g)) {
    const [, before, word = '', after] = match
    const isReference = /^[A-Z]{1,3}\d+$/i.test(word) || /[$:]/.test(`${before}${after}`)
    const isCall = after === '(' && !/^(INDIRECT|OFFSET)$/i.test(word)
    if (!isReference && !isCall && !/^(TRUE|FALSE)$/i.test(word)) return true
  }
  return false
}
