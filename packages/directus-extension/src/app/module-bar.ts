export interface ModuleBarEntry {
  type: 'module' | 'link'
  id: string
  enabled?: boolean
}

/** What the bar shows as long as nobody has changed it (Directus 12.4: app/constants, DEFAULT_MODULE_BAR). */
const usualBar: readonly (ModuleBarEntry & Record<string, unknown>)[] = [
  { type: 'module', id: 'content', enabled: true },
  { type: 'module', id: 'visual', enabled: false },
  { type: 'module', id: 'users', enabled: true },
  { type: 'module', id: 'files', enabled: true },
  { type: 'module', id: 'insights', enabled: true },
  { type: 'module', id: 'flows', enabled: true },
  { type: 'module', id: 'deployments', enabled: false },
  {
    type: 'link',
    id: 'docs',
    enabled: true,
    name: '$t:documentation',
    icon: 'help',
    url: 'https://directus.com/docs',
  },
  { type: 'module', id: 'settings', enabled: true, locked: true },
]

const ours = 'openwith'

export function isInModuleBar(bar: readonly ModuleBarEntry[] | null | undefined): boolean {
  return bar?.some(({ id, enabled }) => id === ours && enabled === true) ?? false
}

/** The bar with our module after the files, or at the end; what it has already stays as it is. */
export function withModule(bar: readonly ModuleBarEntry[] | null | undefined): ModuleBarEntry[] {
  const others = (bar ?? usualBar).filter(({ id }) => id !== ours)
  const files = others.findIndex(({ id }) => id === 'files')
  const settings = others.findIndex(({ id }) => id === 'settings')
  const at = files !== -1 ? files + 1 : settings !== -1 ? settings : others.length
  return [...others.slice(0, at), { type: 'module', id: ours, enabled: true }, ...others.slice(at)]
}
