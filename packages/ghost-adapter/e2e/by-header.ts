/** An sso adapter that takes the person from a header, as behind a proxy that logs people in. */
export const byHeader = `
class SSOBase {
  constructor() {
    Object.defineProperty(this, 'requiredFns', {
      value: ['getRequestCredentials', 'getIdentityFromCredentials', 'getUserForIdentity'],
    })
  }
}
module.exports = class ByHeader extends SSOBase {
  constructor(options) {
    super()
    this.header = options.header
  }
  setUserRepository(users) {
    this.users = users
  }
  async getRequestCredentials(request) {
    return request.headers[this.header] ?? null
  }
  async getIdentityFromCredentials(email) {
    return email
  }
  async getUserForIdentity(email) {
    const found = await this.users.getByEmail(email)
    return found
  }
}
`
