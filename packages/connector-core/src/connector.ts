import { spoolLink } from './actions/document-links.ts'
import { leaveNotice } from './actions/notice.ts'
import { type OpenOptions, openDocument } from './actions/open-document.ts'
import { openOverWopi } from './actions/open-over-wopi.ts'
import { meta } from './command/index.ts'
import { convert } from './conversion/index.ts'
import { type Core, requireConfigured, type WopiFeatures } from './core.ts'
import { createDocumentServerClient, type DocumentServerClient } from './document-server/client.ts'
import { type BrowserOptions, browserDoor } from './doors/browser-door.ts'
import { answerError } from './doors/json.ts'
import { serverDoor } from './doors/server-door.ts'
import type { OpenAnswer, WopiOpenAnswer } from './editor/index.ts'
import { ConnectorError } from './errors.ts'
import type { Host, Mount, User } from './host.ts'
import { plainUnlessWhole, urlOf } from './http/whole-response.ts'
import { linkTokens } from './jwt/index.ts'
import { createRecoveryArea, forcesaveActive, reconcileForgotten, reconcileQuiet } from './recovery/index.ts'
import { createCommitter } from './save/commit.ts'
import { createSaver } from './save/saver.ts'
import { dataFolders, spool } from './save/spool.ts'
import { createLeases, createSessions, loadInstallation } from './session/index.ts'
import { settingsReader } from './settings/index.ts'
import { createAccessTokens } from './wopi/access-token.ts'
import { wopiPath } from './wopi/addresses.ts'
import { createItemVersions } from './wopi/item-version.ts'
import { createLocks } from './wopi/locks.ts'
import { createWopiServers } from './wopi/servers.ts'
import { wopiDoor } from './wopi/wopi-door.ts'

/** A running connector: two doors and one function. */
export interface Connector {
  /**
   * The server door: mount it where the CMS's own authentication is off, for every method below `host.mount().serverPath`. Never throws.
   */
  fetch(request: Request): Promise<Response>
  /** The browser door: mount it where the CMS has authenticated `user`, below `host.mount().browserPath`. Never throws. */
  browser(request: Request, user: User, options?: BrowserOptions): Promise<Response>
  /** Everything that a page needs to open a document. Throws `not_found`, `format_unsupported`, `too_large`, `not_configured`. */
  open(options: OpenOptions & { documentId: string; user: User }): Promise<OpenAnswer>
  /**
   * The same for an editor that speaks WOPI: `editor` is the server's id; default: the first that is set up. Throws the same, and `document_server_*` when its
   * discovery cannot be read.
   */
  openOverWopi(options: OpenOptions & { documentId: string; user: User; editor?: string }): Promise<WopiOpenAnswer>
  /**
   * Ends every session in a WOPI editor of one person, or of one document: the tokens that are out are worthless from now on, in all instances. What such a
   * session still saves is refused and kept in the recovery area; who has the right opens the document again. Rights themselves need no call: the
   * CMS is asked for them on every request. For tokens that may be in wrong hands, such as when an account is blocked.
   */
  revoke(sessions: { userId: string } | { documentId: string }): Promise<void>
  /** Finishes interrupted saves, then looks after forgotten files and quiet sessions until {@link close}. The doors wait for its first part. */
  start(): Promise<void>
  /** Fetches forgotten files now. Throws what Document Server's client throws. */
  reconcile(): Promise<{ stored: number; failed: number }>
  close(): Promise<void>
}

export interface ConnectorOptions {
  /** Called as each named step of a save is reached. For tests that stop the process there. */
  onSaveStep?(name: string): void | Promise<void>
  /** Seconds between looks at forgotten files; 0: never. Default 3600. */
  reconcileEverySeconds?: number
  /** What WOPI clients may use of what the host can do. Default: all of it. */
  wopi?: Partial<WopiFeatures>
}

/** What has lain so long in the journal is not under way any more: its save failed, and the recovery area could not take it either. */
const restingSeconds = 900

/** Makes a connector over what a CMS lends it. Does nothing until it is used. */
export function createConnector(host: Host, options: ConnectorOptions = {}): Connector {
  const now = (): Date => host.now?.() ?? new Date()
  const folders = dataFolders(host.dataDirectory)
  const leases = createLeases(host.state)
  const recovery = createRecoveryArea(folders.recovery)
  const step = async (name: string): Promise<void> => await options.onSaveStep?.(name)
  let client: { of: string; client: DocumentServerClient } | null = null
  let made: Promise<Core> | null = null
  let ready: Promise<Core> | null = null
  const timers = new Set<NodeJS.Timeout>()

  const settings = settingsReader(host.settings)

  async function currentClient(): Promise<DocumentServerClient> {
    const present = await settings()
    requireConfigured(present)
    const of = JSON.stringify(present)
    if (client?.of !== of) {
      const before = client
      client = { of, client: createDocumentServerClient(present, { now }) }
      // downloads that run on the old settings end by themselves
      void before?.client.close().catch(() => {})
    }
    return client.client
  }

  async function make(): Promise<Core> {
    const installation = await loadInstallation(host.state)
    const sessions = createSessions(host.state, installation, now)
    const committer = createCommitter({
      host,
      sessions,
      leases,
      recovery,
      now,
      step,
      async convertBack(file, from, to) {
        const present = await settings()
        const service = await currentClient()
        const done = await convert(service, {
          url: spoolLink(core, present, file, from),
          from,
          to,
          revision: file.sha256,
        })
        if (!done.done)
          throw new ConnectorError(
            'document_server_timeout',
            'Document Server is still converting the edit back to its own format.',
          )
        const answer = await service.open(done.url, {
          maxBytes: present.maxDocumentBytes,
          timeoutSeconds: present.downloadTimeoutSeconds,
        })
        return await spool(answer.body, { folder: folders.spool, maxBytes: present.maxDocumentBytes })
      },
      async conflict(key, document, copyName) {
        await leaveNotice(core, document.id, copyName).catch(() => {})
        await currentClient()
          .then((service) => meta(service, key, copyName))
          .catch(() => {})
      },
    })
    const saver = createSaver({ host, committer, settings, client: currentClient, now, step })
    const core: Core = {
      host,
      installation,
      links: linkTokens(installation.linkKey, now),
      sessions,
      leases,
      recovery,
      saver,
      folders,
      wopiServers: createWopiServers({ host, settings, now }),
      accessTokens: createAccessTokens({ key: installation.linkKey, state: host.state, now }),
      wopiLocks: createLocks({ state: host.state, leases, now, editedOverDocsApi: (id) => sessions.isEdited(id) }),
      itemVersions: createItemVersions(host.state),
      wopiFeatures: { relative: true, containers: true, ...options.wopi },
      now,
      settings,
      knownSettings: settings.known,
      client: currentClient,
    }
    return core
  }

  function core(): Promise<Core> {
    made ??= make().catch((error: unknown) => {
      made = null
      throw error
    })
    return made
  }

  /** The core once interrupted saves are finished: no opener may see a document between a save's write and its record. */
  function resumed(): Promise<Core> {
    ready ??= core()
      .then(async (made) => {
        await made.saver.resume()
        return made
      })
      .catch((error: unknown) => {
        ready = null
        throw error
      })
    return ready
  }

  async function reconcile(): Promise<{ stored: number; failed: number }> {
    const { sessions, saver } = await resumed()
    const deps = { host, client: await currentClient(), sessions, saver, now }
    await reconcileQuiet(deps)
    return await reconcileForgotten(deps)
  }

  async function forcesaveTimer(): Promise<void> {
    const { forcesaveEveryMinutes, documentServerUrl } = await settings()
    if (forcesaveEveryMinutes === 0 || documentServerUrl === '') return
    const { sessions, saver } = await resumed()
    await forcesaveActive({ host, client: await currentClient(), sessions, saver, now }, forcesaveEveryMinutes)
  }

  function every(seconds: number, work: () => Promise<unknown>): void {
    const timer = setInterval(() => {
      work().catch((cause: unknown) =>
        host.log({
          level: 'warn',
          code: 'timer.failed',
          message: 'A periodic look at Document Server failed; the next one tries again.',
          cause,
        }),
      )
    }, seconds * 1000)
    timer.unref()
    timers.add(timer)
  }

  let known: { publicUrl: string; base: string } | null = null
  /** Path of the CMS's public address, parsed once for as long as it stays the same. */
  function basePath(publicUrl: string): string {
    if (known?.publicUrl !== publicUrl) known = { publicUrl, base: new URL(publicUrl).pathname.replace(/\/+$/, '') }
    return known.base
  }

  /** The path below a door's mount. The CMS may mount us below a base path that its proxy strips. */
  function below(url: URL, mount: Mount, mountPath: string): string {
    const path = findBelow(url, mount, mountPath)
    if (path === null) throw new ConnectorError('not_found', 'There is nothing at this address.')
    return path
  }

  function findBelow({ pathname }: URL, { publicUrl }: Mount, mountPath: string): string | null {
    for (const prefix of [`${basePath(publicUrl)}${mountPath}`, mountPath]) {
      if (pathname === prefix || pathname.startsWith(`${prefix}/`)) return pathname.slice(prefix.length)
    }
    return null
  }

  return {
    async fetch(request) {
      try {
        const mount = host.mount()
        const url = urlOf(request)
        const wopi = findBelow(url, mount, wopiPath(mount)) ?? findBelow(url, mount, `${mount.serverPath}/wopi`)
        if (wopi !== null)
          return plainUnlessWhole(request, await wopiDoor(await resumed(), request, { url, path: wopi }))
        return await serverDoor(await resumed(), request, below(url, mount, mount.serverPath))
      } catch (error) {
        return answerError(error, host)
      }
    },
    async browser(request, user, browserOptions) {
      try {
        const mount = host.mount()
        const path = below(new URL(request.url), mount, mount.browserPath)
        return await browserDoor(await resumed(), request, path, user, browserOptions)
      } catch (error) {
        return answerError(error, host)
      }
    },
    async open({ documentId, user, ...rest }) {
      return await openDocument(await resumed(), documentId, user, rest)
    },
    async openOverWopi({ documentId, user, editor = 'wopi', ...rest }) {
      return await openOverWopi(await resumed(), documentId, user, { ...rest, editor })
    },
    async revoke(sessions) {
      const { accessTokens } = await core()
      if ('userId' in sessions) await accessTokens.revokeUser(sessions.userId)
      else await accessTokens.revokeFile(sessions.documentId)
    },
    async start() {
      const seconds = options.reconcileEverySeconds ?? 3600
      if (seconds > 0 && timers.size === 0) {
        // First of all, and once: with a database that is not there yet they try again what fails below.
        every(seconds, async () => {
          await (await resumed()).saver.resume(restingSeconds)
          await reconcile()
        })
        every(60, async () => {
          await resumed()
          await forcesaveTimer()
        })
      }
      await resumed()
      if (seconds > 0) {
        const present = await settings()
        if (present.documentServerUrl !== '') {
          reconcile().catch((cause: unknown) =>
            host.log({
              level: 'info',
              code: 'reconcile.later',
              message: 'Document Server could not be asked for forgotten files at start; it is tried again.',
              cause,
            }),
          )
        }
      }
    },
    reconcile,
    async close() {
      for (const timer of timers) clearInterval(timer)
      timers.clear()
      await client?.client.close()
      client = null
    },
  }
}
