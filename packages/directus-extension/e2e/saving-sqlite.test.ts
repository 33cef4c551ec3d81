import { describeSaving } from './describe-saving.ts'

describeSaving('Directus on SQLite', async () => ({}))
