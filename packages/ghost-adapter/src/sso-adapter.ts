import { existsSync } from 'node:fs'
import path from 'node:path'
import { addAdminScript } from './admin-script.ts'
import { answerFailure, createApp, isOurs, type OpenWithApp } from './app.ts'
import type { GhostRequest } from './ghost.ts'
import { type GhostBridge, ghostBridge, runningGhost } from './ghost-bridge.ts'
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
 * Whatever goes wrong in here, Ghost goes on.
 */
export default class OpenWith extends SSOBase {
  #bridge: GhostBridge | null = null
  #app: OpenWithApp | null = null
  #delegate: SsoAdapter | null = null
  #problem: string | null = null

  constructor(options: SsoOptions = {}) {
    super()
    try {
      const root = runningGhost()
      if (root === null) throw new Error('No Ghost runs in this process.')
      this.#bridge = ghostBridge(root)
      if (this.#bridge.versionWarning !== null) this.#bridge.log('warn', `[openwith] ${this.#bridge.versionWarning}`)
      this.#app = createApp(this.#bridge, { browserDirectory: browserDirectory() })
      // Ghost's own services are complete once its start has gone on.
      setImmediate(() => void this.#app?.start())
    } catch (error) {
      this.#problem = error instanceof Error ? error.message : String(error)
      const text = `[openwith] OpenWith is off: ${this.#problem}`
      if (this.#bridge === null) process.stderr.write(`${text}\n`)
      else this.#bridge.log('error', text)
    }
    if (options.delegate && this.#bridge !== null) this.#delegate = this.#bridge.ssoAdapter(options.delegate)
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
