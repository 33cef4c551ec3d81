import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createConnector } from '@openwith/connector-core'
import { createHost } from '../host.ts'
import type { GhostSettings } from '../settings-store.ts'
import { openGhost } from './open-ghost.ts'

export interface CheckOptions {
  env: string
  say(line: string): void
}

interface Report {
  ok: boolean
  steps: { title: string; ok: true | false | 'warning' | 'skipped'; message: string }[]
}

const words = new Map<Report['steps'][number]['ok'], string>([
  [true, 'ok     '],
  [false, 'FAILS  '],
  ['warning', 'warning'],
  ['skipped', 'skipped'],
])

const ours = /^(?:DOCUMENT_SERVER_|OPENWITH_|WOPI2?_|MAX_DOCUMENT_BYTES$)/

/** What this command's environment does to its answer: Ghost's service may have another one. */
async function environmentLines(settings: GhostSettings): Promise<string[]> {
  const names = Object.keys(process.env).filter((name) => ours.test(name) && process.env[name] !== '')
  const unreadable = await settings.unreadable()
  return [
    `Environment of this command: ${names.length === 0 ? 'nothing of ours is set' : names.sort().join(', ')}. Where Ghost's service sets other variables, such as DOCUMENT_SERVER_URL, run this with the same ones: Ghost is checked as it would run with these.`,
    ...(unreadable.length === 0
      ? []
      : [
          `Stored with another key, so it counts as not set: ${unreadable.join(', ')}. Set OPENWITH_ENCRYPTION_KEY as Ghost's service has it, or enter it again in the settings.`,
        ]),
  ]
}

/** Runs the connection check of the settings page from the command line, in the owner's name. False: something fails. */
export async function check(folder: string, { env, say }: CheckOptions): Promise<boolean> {
  // A folder of its own: interrupted saves belong to the Ghost that runs.
  const dataDirectory = await mkdtemp(path.join(tmpdir(), 'openwith-check-'))
  const open = await openGhost(folder, {
    env,
    log: (level, text) => (level === 'error' ? process.stderr.write(`${text}\n`) : undefined),
  })
  const host = createHost(open.ghost, { dataDirectory })
  const connector = createConnector(host)
  try {
    const [owner] = await open.ghost.database.all<{ user_id: string }>(
      "select user_id from roles_users join roles on roles.id = roles_users.role_id where roles.name = 'Owner'",
    )
    const account = owner === undefined ? null : await open.ghost.account(owner.user_id)
    if (account === null) throw new Error('This Ghost has no owner yet. Set it up in the browser, then try again.')
    const { publicUrl, browserPath } = host.mount()
    say(`Ghost ${open.ghost.version} at ${publicUrl}/ghost/`)
    for (const line of await environmentLines(host.settings)) say(line)
    const request = new Request(`${publicUrl}${browserPath}/check`, { method: 'POST' })
    const answer = await connector.browser(request, host.access.toUser(account))
    const report = (await answer.json()) as Report & { error?: { message: string } }
    if (report.error !== undefined) throw new Error(report.error.message)
    for (const { title, ok, message } of report.steps) say(`${words.get(ok)}  ${title}: ${message}`)
    say(report.ok ? 'All is well.' : 'Something is to be mended, see above.')
    return report.ok
  } finally {
    await connector.close()
    await open.close()
    await rm(dataDirectory, { recursive: true, force: true })
  }
}
