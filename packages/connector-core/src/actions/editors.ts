import type { Core } from '../core.ts'
import { capabilitiesOf } from '../formats/index.ts'
import type { Permissions } from '../host.ts'
import type { Settings } from '../settings/settings.ts'
import { cannotReviewIn } from '../wopi/index.ts'
import { provesItself, serverName, serverOffer } from '../wopi/servers.ts'

/** The editor that `documentServerUrl` names, over the Docs API. */
export const docsApiEditor = 'onlyoffice'

/** An editor that people can choose: `onlyoffice`, or the id of a WOPI server. */
export interface Editor {
  id: string
  /** For "Open with ...". */
  name: string
}

/** Ids of the editors that can show and change a format, the one to take without being asked first. */
export interface FormatEditors {
  view: readonly string[]
  edit: readonly string[]
}

/** All editors that are set up, as they are at one moment. */
export interface Editors {
  all: readonly Editor[]
  /** For an extension; without `may`, before anybody's rights are asked. Who may not download gets none that would hand out the file all the same. */
  of(extension: string, may?: Pick<Permissions, 'download'>): FormatEditors
  /** Somebody with these rights could only read in this editor, though they may review. */
  readsOnly(id: string, may: Permissions): boolean
}

/** Reads the discovery of each WOPI server; one that cannot be read soon is left out. */
export async function loadEditors(core: Core, settings: Settings): Promise<Editors> {
  const servers = await core.wopiServers.list()
  const known = await Promise.all(
    servers.map(async (server) => ({ server, loaded: await core.wopiServers.known(server) })),
  )
  const usable = known.flatMap(({ server, loaded }) => (loaded === null ? [] : [{ server, loaded }]))
  // with nothing else it is named although it is not set up yet: whoever opens is told so
  const docsApi = settings.documentServerUrl !== '' || servers.length === 0

  function idsOf(extension: string, mode: 'view' | 'edit'): string[] {
    const able = capabilitiesOf(extension, settings)
    const docsApiCan = docsApi && (mode === 'view' ? able.view : able.edit || able.fill)
    const others = usable.filter(
      ({ server, loaded }) => 'action' in serverOffer(server, loaded, extension, settings)[mode],
    )
    const first = others.filter(({ server }) =>
      (mode === 'view' ? server.defaultViewFormats : server.defaultEditFormats).includes(extension),
    )
    const rest = others.filter((other) => !first.includes(other))
    return [
      ...first.map(({ server }) => server.id),
      ...(docsApiCan ? [docsApiEditor] : []),
      ...rest.map(({ server }) => server.id),
    ]
  }

  const leaky = new Set<string>(
    usable.filter(({ server, loaded }) => !provesItself(server, loaded)).map(({ server }) => server.id),
  )

  return {
    all: [
      ...(docsApi ? [{ id: docsApiEditor, name: 'ONLYOFFICE' }] : []),
      ...usable.map(({ server, loaded }) => ({ id: server.id, name: serverName(server, loaded) })),
    ],
    readsOnly: (id, may) =>
      usable.some(({ server, loaded }) => server.id === id && cannotReviewIn(loaded.discovery, may)),
    of(extension, may = { download: true }) {
      const fits = (id: string): boolean => may.download || !leaky.has(id)
      return { view: idsOf(extension, 'view').filter(fits), edit: idsOf(extension, 'edit').filter(fits) }
    },
  }
}
