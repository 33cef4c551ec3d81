import path from 'node:path'
import type { Core } from '@strapi/strapi'

const config = ({ env }: Core.Config.Shared.ConfigParams): Core.Config.Server => ({
  host: env('HOST', '0.0.0.0'),
  port: env.int('PORT', 1337),
  app: { keys: env.array('APP_KEYS')! },
  // One installed application serves many runs: each has its own uploads and database.
  dirs: { public: path.resolve(env('PUBLIC_DIRECTORY', './public')) },
  webhooks: { populateRelations: env.bool('WEBHOOKS_POPULATE_RELATIONS', false) },
})

export default config
