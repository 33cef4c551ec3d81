import { requestSender } from '@openwith/connector-core/browser'
import { describe, expect, it } from 'vitest'
import { type StudioApi, studioFetch } from './studio-fetch.ts'

const answering = (status: number, data: unknown, seen: object[] = []): StudioApi => ({
  defaults: {},
  async request(config) {
    seen.push(config)
    return { status, data }
  },
})

describe('studioFetch', () => {
  it('sends what the client of the door sends, to its whole address, and reads its answer', async () => {
    const seen: object[] = []
    const send = requestSender('/cms/openwith', { fetch: studioFetch(answering(200, '{"done":true}', seen)) })
    expect(await send('POST', '/check', { values: {} })).toEqual({ status: 200, value: { done: true } })
    expect(seen).toMatchObject([{ method: 'POST', url: '/cms/openwith/check', baseURL: '', data: '{"values":{}}' }])
  })

  it('answers a refusal as an error of the door, and nothing as nothing', async () => {
    const refused = answering(403, '{"error":{"code":"forbidden","message":"Not you."}}')
    await expect(requestSender('', { fetch: studioFetch(refused) })('GET', '/x')).rejects.toMatchObject({
      code: 'forbidden',
      message: 'Not you.',
    })
    const send = requestSender('', { fetch: studioFetch(answering(204, '')) })
    expect(await send('DELETE', '/x')).toEqual({ status: 204, value: undefined })
  })

  it('is "offline" when nothing answered', async () => {
    const api: StudioApi = { defaults: {}, request: () => Promise.reject(new Error('Network Error')) }
    await expect(requestSender('', { fetch: studioFetch(api) })('GET', '/x')).rejects.toMatchObject({ code: 'offline' })
  })
})
