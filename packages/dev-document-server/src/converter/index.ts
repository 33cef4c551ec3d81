import type { ConvertDocument } from '../rooms.ts'

export const convertDocument: ConvertDocument = async () => {
  throw Object.assign(new Error('not ready'), { code: -7 })
}
