import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Connector } from '@openwith/connector-core'
import type { Host, SpooledFile, User } from '@openwith/connector-core/host'
import { type HandClock, handClock } from './hand-clock.ts'
import { spoolBytes } from './spool-bytes.ts'

type OptionalMethod = 'create' | 'rename' | 'list' | 'nameTaken'

/** How a plugin tells {@link describeHost} to make its host and to look behind it. */
export interface HostSuite<H extends Host = Host> {
  /** A fresh host, nothing left of an earlier one that could be seen. Its `now` must be the given one. */
  create(context: { now(): Date }): Promise<H> | H
  /** Adds a document by the CMS's own means, as an author's upload would; gives its id. */
  seed(host: H, document: { name: string; bytes: Uint8Array }): Promise<string> | string
  /** The stored bytes, read by other means than the host's `documents`. Null: none. */
  readRaw(host: H, id: string): Promise<Uint8Array | null> | Uint8Array | null
  cleanUp?(host: H): Promise<void> | void
  /** Somebody who may do everything. Default: `{ id: 'ada', name: 'Ada Lovelace' }`. */
  user?(host: H): Promise<User> | User
  features?: HostFeatures<H>
}

/** What else can be tried with a host. Each one that is left out is named when the suite runs. */
export interface HostFeatures<H extends Host = Host> {
  /** Optional methods of the document store that this host has not got. */
  without?: readonly OptionalMethod[]
  /** Replaces the bytes by the CMS's own means. */
  replaceOutside?(host: H, id: string, bytes: Uint8Array): Promise<void> | void
  /** Edits a field that is not the bytes by the CMS's own means, such as an alternative text. */
  touchMetadata?(host: H, id: string): Promise<void> | void
  /** Blocks the account, or takes all rights from it. */
  revoke?(host: H, user: User): Promise<void> | void
  /** All that the CMS shows of the stored settings to anybody, by its own API, as text. */
  visibleSettings?(host: H): Promise<string> | string
  /** Mounts a connector over the host the way the plugin does, inside the CMS's own middleware. */
  serverDoor?(host: H): Promise<{
    /** Where `connector.fetch` is mounted, as this process reaches it. */
    url: string
    connector: Pick<Connector, 'open'>
    close(): Promise<void>
  }>
  /** False: bytes are held in memory on purpose. */
  streams?: boolean
  /** False: the CMS refuses files without bytes. */
  emptyFiles?: boolean
  /** False: entries of the state expire by the database's clock. */
  handClock?: boolean
}

/** What one test works with. */
export interface HostTrial<H extends Host = Host> {
  host: H
  suite: HostSuite<H>
  user: User
  clock: HandClock
  seed(name: string, bytes: Uint8Array | string): Promise<string>
  raw(id: string): Promise<string | null>
  spool(parts: Uint8Array | string | Iterable<Uint8Array>): Promise<SpooledFile>
}

/** Runs `act` with a fresh host and removes everything afterwards. */
export type WithHost<H extends Host = Host> = (act: (trial: HostTrial<H>) => Promise<void>) => () => Promise<void>

/** Starts a test's body: `it('...', trial(async ({ host }) => { ... }))`. */
export function trialOf<H extends Host>(suite: HostSuite<H>): WithHost<H> {
  return (act) => async () => {
    // Entries of a real database expire by the real time too, so the hand clock starts there.
    const clock = handClock(new Date())
    const host = await suite.create({ now: clock.now })
    const directory = await mkdtemp(join(tmpdir(), 'openwith-describe-host-'))
    try {
      await act({
        host,
        suite,
        clock,
        user: (await suite.user?.(host)) ?? { id: 'ada', name: 'Ada Lovelace' },
        seed: async (name, bytes) =>
          suite.seed(host, { name, bytes: new Uint8Array(Buffer.from(bytes as Uint8Array)) }),
        raw: async (id) => {
          const bytes = await suite.readRaw(host, id)
          return bytes === null ? null : Buffer.from(bytes).toString('latin1')
        },
        spool: (parts) => spoolBytes(directory, parts),
      })
    } finally {
      await suite.cleanUp?.(host)
      await rm(directory, { recursive: true, force: true })
    }
  }
}
