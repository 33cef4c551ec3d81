import { describeStrapiHost } from './describe-strapi-host.ts'

describeStrapiHost('strapi on SQLite', async () => ({}))
