import { existsSync } from 'node:fs'
import path from 'node:path'
import { addAdminScript } from './admin-script.ts'
import { answerFailure, createApp, isOurs, type OpenWithApp } from './app.ts'
import type { GhostRequest } from './ghost.ts'
import { ghostBridge, otherSsoAdapter, runningGhost } from './ghost-bridge.ts'
import type { SsoAdapter } from './ghost-internals.ts'

/** Ghost accepts an adapter whose parent has this name. Source: Ghost 6.65, `services/adapter-manager`. */
class SSOBase {
  constructor() {
    const requiredFns = Object.freeze(['getRequestCredentials', 'getIdentityFromCredentials', 'getUserForIdentity'])
    Object.defineProperty(this, 'requiredFns', { value: requiredFns, writable: false })
  }
}

interface SsoOptions {
  /** Class name of another sso adapter, which then logs people in as if it were the only one. */
  delegate?: string
}

/**
 * The adapter that Ghost asks about each request below `/ghost` that is not its API, before any of its own middleware there: the one place where the staff
 * cookie, an unread request and Ghost's services meet. It answers `/ghost/openwith/` itself, adds our script to the admin's page, and logs nobody in.
 * Whatever we miss of Ghost, Ghost goes on, and so does another sso adapter behind this one.
 */
export default class OpenWith extends SSOBase {
  #app: OpenWithApp | null = null
  #delegate: SsoAdapter | null = null
  #problem: string | null = null

  constructor(options: SsoOptions = {}) {
    super()
    const root = runningGhost()
    if (options.delegate && root !== null) this.#delegate = otherSsoAdapter(root, options.delegate)
    try {
      if (root === null) throw new Error('No Ghost runs in this process.')
      const bridge = ghostBridge(root)
      if (bridge.versionWarning !== null) bridge.log('warn', `[openwith] ${bridge.versionWarning}`)
      this.#app = createApp(bridge, { browserDirectory: browserDirectory() })
      // Ghost's own services are complete once its start has gone on.
      setImmediate(() => void this.#app?.start())
    } catch (error) {
      this.#problem = error instanceof Error ? error.message : String(error)
      process.stderr.write(`[openwith] OpenWith is off: ${this.#problem}\n`)
    }
  }

  /** Ghost lends its users to the adapter that logs people in. */
  setUserRepository(repository: unknown): void {
    this.#delegate?.setUserRepository?.(repository)
  }

  async getRequestCredentials(request: GhostRequest): Promise<unknown> {
    if (isOurs(request)) {
      if (this.#app === null) answerFailure(request, `OpenWith is off. ${this.#problem ?? ''}`)
      else this.#app.answer(request)
      // It is answered: Ghost must not go on with it.
      return await new Promise(() => {})
    }
    if (this.#app !== null) addAdminScript(request)
    return (await this.#delegate?.getRequestCredentials(request)) ?? null
  }

  async getIdentityFromCredentials(credentials: unknown): Promise<unknown> {
    return (await this.#delegate?.getIdentityFromCredentials(credentials)) ?? null
  }

  async getUserForIdentity(identity: unknown): Promise<unknown> {
    return (await this.#delegate?.getUserForIdentity(identity)) ?? null
  }
}

/** Beside the bundle where it is installed, one up where it is built. */
function browserDirectory(): string {
  const beside = path.join(import.meta.dirname, 'browser')
  return existsSync(beside) ? beside : path.join(import.meta.dirname, '../browser')
}
