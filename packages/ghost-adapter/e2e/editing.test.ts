import { describeEditing } from './describe-editing.ts'

describeEditing('editing from a post on SQLite', { pictures: true })
