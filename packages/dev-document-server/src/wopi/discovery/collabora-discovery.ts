import type { ProofKeyAttributes } from '../proof-keys.ts'
import { collaboraApps } from './collabora-apps.ts'
import { attributes } from './xml.ts'

/** Part of every editor address; a real server changes it with each upgrade. */
export const collaboraVersionHash = 'd0edfea'

/** The editor's address: Collabora Online has one page for all formats and actions. */
export function collaboraEditorPath(spelling: 'COOL' | 'LOOL'): string {
  return spelling === 'COOL'
    ? `/browser/${collaboraVersionHash}/cool.html`
    : `/loleaflet/${collaboraVersionHash}/loleaflet.html`
}

const icons: Readonly<Record<string, string>> = { writer: 'document', calc: 'spreadsheet', impress: 'presentation' }

/** `/hosting/discovery` in the shape of Collabora Online: no placeholders, `edit` alone for what can be edited, one proof key. */
export function collaboraDiscovery(
  base: string,
  spelling: 'COOL' | 'LOOL',
  keys: Pick<ProofKeyAttributes, 'exponent' | 'modulus' | 'value'> | null,
): string {
  const path = collaboraEditorPath(spelling)
  const folder = path.slice(0, path.lastIndexOf('/'))
  const apps = collaboraApps.map(([name, actions]) => {
    const icon = icons[name]
    const head = attributes([
      ['favIconUrl', icon === undefined ? undefined : `${base}${folder}/images/x-office-${icon}.svg`],
      ['name', name],
    ])
    const lines = actions.split(' ').map((each) => {
      const [, ext = '', action = '', star, isBare] = /^([^:]*):(\w+)(\*?)(!?)$/.exec(each) ?? []
      const isDefault = star === '*' ? 'true' : undefined
      const pairs: readonly (readonly [string, string | undefined])[] =
        isBare === '!'
          ? [
              ['name', action],
              ['default', isDefault],
              ['ext', ext],
            ]
          : [
              ['default', isDefault],
              ['ext', ext],
              ['name', action],
              ['urlsrc', `${base}${path}?`],
            ]
      return `            <action${attributes(pairs)}/>`
    })
    return `        <app${head}>\n${lines.join('\n')}\n        </app>`
  })
  const capabilities = attributes([
    ['ext', ''],
    ['name', 'getinfo'],
    ['urlsrc', `${base}/hosting/capabilities`],
  ])
  const proofKey =
    keys === null
      ? ''
      : `<proof-key${attributes([
          ['exponent', keys.exponent],
          ['modulus', keys.modulus],
          // Builds before 2021 repeat their one key as the old one; later ones leave it out.
          ...(spelling === 'LOOL'
            ? ([
                ['oldexponent', keys.exponent],
                ['oldmodulus', keys.modulus],
                ['oldvalue', keys.value],
              ] as const)
            : []),
          ['value', keys.value],
        ])}/>`
  return `<wopi-discovery>
    <net-zone name="external-http">
${apps.join('\n')}
        <app name="Capabilities">
            <action${capabilities}/>
        </app>
    </net-zone>
${proofKey}</wopi-discovery>
`
}
