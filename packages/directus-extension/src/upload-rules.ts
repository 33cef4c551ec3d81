import { HostError } from '@openwith/connector-core'

const units: Readonly<Record<string, number>> = {
  b: 1,
  kb: 2 ** 10,
  mb: 2 ** 20,
  gb: 2 ** 30,
  tb: 2 ** 40,
  pb: 2 ** 50,
}

/** `FILES_MAX_UPLOAD_SIZE`, which Directus applies in its routes and not in its service. Throws `too_large`. */
export function checkSize(env: Record<string, unknown>, name: string, size: number): void {
  const limit = bytesOf(env.FILES_MAX_UPLOAD_SIZE)
  if (limit !== null && size > limit)
    throw new HostError('too_large', `${name} is larger than FILES_MAX_UPLOAD_SIZE of Directus allows.`)
}

/** `FILES_MIME_TYPE_ALLOW_LIST`, which Directus applies in its routes and not in its service. Throws `forbidden`. */
export function checkType(env: Record<string, unknown>, name: string, type: string): void {
  const list = env.FILES_MIME_TYPE_ALLOW_LIST
  const patterns = (Array.isArray(list) ? list.map(String) : String(list ?? '*/*').split(',')).map((text) =>
    text.trim(),
  )
  if (patterns.some((pattern) => matches(pattern, type))) return
  throw new HostError(
    'forbidden',
    `Directus does not allow ${name}: its type ${type} is not in FILES_MIME_TYPE_ALLOW_LIST.`,
  )
}

function matches(pattern: string, type: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('[^/]*')}$`).test(type)
}

/** `100mb` and the like, as the package `bytes` reads it. Null: no limit. */
function bytesOf(setting: unknown): number | null {
  if (typeof setting === 'number') return setting
  const [, number, unit] = /^\s*(\d+(?:\.\d+)?)\s*([kmgtp]?b)?\s*$/i.exec(String(setting ?? '')) ?? []
  return number === undefined ? null : Math.floor(Number(number) * (units[(unit ?? 'b').toLowerCase()] ?? 1))
}
