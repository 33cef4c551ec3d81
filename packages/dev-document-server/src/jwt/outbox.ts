import jwt from 'jsonwebtoken'

/** Signs what the server sends to hosts. HS256, 5 minutes (`token.outbox.expires`). */
export interface Outbox {
  /** `null` when tokens are off. */
  sign(claims: object): string | null
  /** Name of the header that carries a token. */
  header: string
}

export function createOutbox(options: { secret: () => string | null; header: string; now: () => Date }): Outbox {
  return {
    header: options.header,
    sign(claims) {
      const secret = options.secret()
      if (secret === null) return null
      const iat = Math.floor(options.now().getTime() / 1000)
      return jwt.sign({ ...claims, iat, exp: iat + 300 }, secret, { algorithm: 'HS256' })
    },
  }
}
