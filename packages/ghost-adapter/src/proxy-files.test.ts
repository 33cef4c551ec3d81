import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { formatTable } from '../../connector-core/src/formats/table.ts'
import { isOfficeFile } from './office-file.ts'

const read = (name: string) => readFileSync(path.join(import.meta.dirname, '../proxy', name), 'utf8')

/** What each proxy matches, in its own syntax made one of JavaScript. */
const patterns: [string, RegExp][] = [
  ['nginx', new RegExp(/location ~\* (\^\S+\$) \{/.exec(read('nginx.conf'))?.[1] ?? 'none', 'i')],
  ['Caddy', new RegExp(/path_regexp \(\?i\)(\^\S+\$)\n/.exec(read('Caddyfile'))?.[1] ?? 'none', 'i')],
]

describe.each(patterns)('the configuration of %s', (_proxy, pattern) => {
  it('lets browsers ask again for every file that can change, as the storage adapter does', () => {
    const names = formatTable.map(({ name }) => name)
    expect(names.length).toBeGreaterThan(40)
    for (const name of [...names, 'jpeg', 'DOCX', 'Xlsm'])
      expect([name, pattern.test(`/content/files/2026/11/a.b.${name}`)]).toEqual([name, isOfficeFile(`a.${name}`)])
    for (const file of ['files/a.zip', 'files/a.mp4', 'files/docx', 'files/a.docx.zip', 'images/a.docx'])
      expect([file, pattern.test(`/content/${file}`)]).toEqual([file, false])
  })
})
