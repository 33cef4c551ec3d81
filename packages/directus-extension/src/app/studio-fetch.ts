/** What the extension needs of the Directus app's axios instance. */
export interface StudioApi {
  defaults: { baseURL?: string }
  request(config: object): Promise<{ status: number; data: unknown }>
}

const withoutBody = new Set([204, 304])

/**
 * The Directus app's own HTTP client as a `fetch`: it renews a session that is about to end, and adds what its login mode needs. Answers every status, as
 * `fetch` does; throws when nothing answered.
 */
export function studioFetch(api: StudioApi): typeof fetch {
  return async (input, init = {}) => {
    const { status, data } = await api.request({
      url: String(input),
      // The address is whole already.
      baseURL: '',
      method: init.method,
      headers: init.headers,
      data: init.body ?? undefined,
      signal: init.signal,
      responseType: 'text',
      transformResponse: (body: unknown) => body,
      validateStatus: () => true,
    })
    return new Response(withoutBody.has(status) ? null : String(data ?? ''), { status })
  }
}
