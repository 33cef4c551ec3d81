import { type Connector, createConnector } from '@openwith/connector-core'
import { registerActions } from './access.ts'
import { contentTypes } from './content-types.ts'
import { createHost, type StrapiHost } from './host.ts'
import { browserRoutes, mountServerDoor } from './mount.ts'
import type { AdminUser, Strapi } from './strapi.ts'

const sweepMilliseconds = 60 * 60 * 1000

interface Running {
  host: StrapiHost
  connector: Connector
  sweeper?: NodeJS.Timeout
}

/**
 * The server half, as Strapi loads it. A function, so that each Strapi in a process has a connector of its own.
 * Source: `@strapi/core: dist/loaders/plugins`.
 */
function createPlugin() {
  let running: Running | null = null
  const parts = (): Running => {
    if (running === null) throw new Error('The ONLYOFFICE plugin is used before Strapi has registered it.')
    return running
  }

  return {
    contentTypes,
    config: { default: {}, validator() {} },
    routes: { admin: { type: 'admin', routes: browserRoutes(parts) } },

    register({ strapi }: { strapi: Strapi }) {
      const host = createHost(strapi)
      running = { host, connector: createConnector(host) }
      mountServerDoor(
        strapi,
        () => parts().host,
        () => parts().connector,
      )
    },

    async bootstrap({ strapi }: { strapi: Strapi }) {
      const { host, connector } = parts()
      await registerActions(strapi)
      endSessionsOfBlocked(strapi, connector)
      const sweep = () =>
        host
          .sweep()
          .catch((cause: unknown) =>
            host.log({ level: 'warn', code: 'sweep.failed', message: 'Expired state could not be removed.', cause }),
          )
      parts().sweeper = setInterval(sweep, sweepMilliseconds).unref()
      await sweep()
      // Saves that a stopped process left behind may take long; Strapi need not wait, the doors do.
      void connector.start().catch((cause: unknown) =>
        host.log({
          level: 'error',
          code: 'start.failed',
          message: 'Interrupted saves could not be finished.',
          cause,
        }),
      )
    },

    async destroy() {
      if (running === null) return
      clearInterval(running.sweeper)
      await running.connector.close()
      running = null
    },
  }
}

/** The editors' tokens do not come back to life with the account. Source: `@strapi/admin` 5.54: `server/src/services/user`. */
function endSessionsOfBlocked({ eventHub, log }: Strapi, connector: Connector): void {
  const end = ({ user }: { user: AdminUser }) =>
    connector
      .revoke({ userId: String(user.id) })
      .catch(() => log.warn('The sessions of a user who was blocked or deleted could not be ended.'))
  eventHub.on('user.update', (told) => (told.user.isActive !== true || told.user.blocked === true) && end(told))
  eventHub.on('user.delete', end)
}

export default createPlugin
