import { createHmac } from 'node:crypto'

/** A JWT as Document Server signs its requests: HS256, good for five minutes. */
export function documentServerToken(claims: object, secret: string, now: Date): string {
  const iat = Math.floor(now.getTime() / 1000)
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ ...claims, iat, exp: iat + 300 })}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}
