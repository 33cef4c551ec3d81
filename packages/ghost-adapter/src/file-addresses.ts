import path from 'node:path'
import type { Ghost } from './ghost.ts'
import { isOfficeFile } from './office-file.ts'

/** A file that a text names. */
export interface FileAddress {
  path: string
  /** Whether the address is one of this Ghost as it stands; else it has the same path on another host, which may be an older name of this one. */
  own: boolean
}

const letters = /[\w-]/
/** Longer addresses are none of Ghost's; the limits keep a hostile text from taking long. */
const longestStart = 200
const longestPath = 500
const mostEnds = 4

/**
 * Reads texts such as HTML, Markdown, JSON and plain writing for addresses of office files in this Ghost's storage, wherever in the text they stand and however
 * they are written: absolute, relative, with Ghost's placeholder, percent-encoded, with escaped slashes or as character references. It rather finds
 * one too many than one too few: an address in a text holds rights back.
 */
export function fileAddresses(ghost: Ghost): (text: string) => FileAddress[] {
  const site = new URL(ghost.siteUrl())
  const storage = new URL(ghost.files.urlOf('x'), site)
  const hosts = new Set([site.host, new URL(ghost.adminUrl()).host, storage.host])
  // Without the site's own folder, which a relative address may leave out.
  const folder = site.pathname.replace(/\/+$/, '')
  const whole = storage.pathname.slice(0, -1)
  const place = (whole.startsWith(`${folder}/`) ? whole.slice(folder.length) : whole).slice(1)

  return (text) => {
    const found = new Map<string, boolean>()
    for (const spelling of spellingsOf(text)) {
      for (let at = spelling.indexOf(place); at !== -1; at = spelling.indexOf(place, at + 1)) {
        if (at > 0 && letters.test(spelling[at - 1] ?? '')) continue
        const host = hostBefore(spelling.slice(Math.max(0, at - longestStart), at))
        const own = host === '' || hosts.has(host)
        const names = namesAt(spelling, at + place.length)
        // Only where there is nothing but an address may it hold spaces.
        if (at <= longestStart && /^(?:__GHOST_URL__|https?:|[./])/.test(spelling))
          for (const name of filesNamed(spelling.slice(at + place.length).replace(/[?#].*$/s, ''))) names.add(name)
        for (const name of names) found.set(name, own || found.get(name) === true)
      }
    }
    return [...found].map(([path, own]) => ({ path, own }))
  }
}

/** The text, and what a browser or Markdown makes of it. */
function spellingsOf(text: string): Set<string> {
  const spellings = new Set([text])
  if (text.includes('\\')) spellings.add(text.replace(/\\([!-/:-@[-`{-~])/g, '$1'))
  if (text.includes('&'))
    spellings.add(
      text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(sol|period|amp));?/gi, (all, decimal, hex, name) => {
        if (name !== undefined)
          return ({ sol: '/', period: '.', amp: '&' } as Record<string, string>)[name.toLowerCase()] ?? all
        const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
        return code <= 0x10ffff ? String.fromCodePoint(code) : all
      }),
    )
  for (const spelling of [...spellings]) if (/%2f/i.test(spelling)) spellings.add(decoded(spelling))
  return spellings
}

/** Host of the address that this is the beginning of; empty: it names none. */
function hostBefore(text: string): string {
  const address = text.split(/[\s"'<>()]/).at(-1) ?? ''
  const slashes = address.lastIndexOf('//')
  return slashes === -1 ? '' : (address.slice(slashes + 2).split('/')[0] ?? '').toLowerCase()
}

/** What may be a path from here on: an address in a text has no certain end, so each place where an office file's name could end counts. */
function namesAt(text: string, from: number): Set<string> {
  const [rest = ''] = text.slice(from, from + longestPath).split(/[\s"'<>?#|\\^`]/, 1)
  const names = new Set<string>()
  for (const match of [...rest.matchAll(/\.\w{1,12}(?!\w|\.\w)/g)].slice(0, mostEnds)) {
    const end = rest.slice(0, match.index + match[0].length)
    for (const name of filesNamed(end)) names.add(name)
  }
  return names
}

/** Paths of office files among what this is as it stands and without percent-encoding. */
function filesNamed(text: string): string[] {
  return [text, decoded(text)]
    .map((spelling) => path.posix.normalize(spelling).replace(/^\/+/, ''))
    .filter((name) => name.length <= longestPath && isOfficeFile(name) && !name.startsWith('../'))
}

/** Percent-encoding taken off where it is valid. */
function decoded(text: string): string {
  return text.replace(/(?:%[\da-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded)
    } catch {
      return encoded
    }
  })
}
