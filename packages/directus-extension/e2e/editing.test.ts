import { describeEditing } from './describe-editing.ts'

describeEditing('SQLite', async () => ({}))
