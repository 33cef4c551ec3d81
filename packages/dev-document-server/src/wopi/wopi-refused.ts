/** The host did not let a file be opened. `status` is what the host answered; `null` when it did not answer, or not with what CheckFileInfo needs. */
export class WopiRefused extends Error {
  readonly status: number | null

  constructor(message: string, status: number | null) {
    super(message)
    this.status = status
  }
}
