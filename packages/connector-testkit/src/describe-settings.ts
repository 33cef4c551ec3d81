import { isAbsolute } from 'node:path'
import type { Host } from '@openwith/connector-core/host'
import { readSettings, saveSettings } from '@openwith/connector-core/settings'
import { describe, expect, it } from 'vitest'
import type { HostFeatures, WithHost } from './host-suite.ts'

const secret = 'describe-host-secret-5f0c7a9e41d2'

/** Settings, addresses and the rest of the seam. */
export function describeSettings<H extends Host>(trial: WithHost<H>, features: HostFeatures<H>): void {
  describe('settings', () => {
    it(
      'keeps what was saved',
      trial(async ({ host }) => {
        const values = {
          secret,
          jwtHeader: 'X-Jwt',
          maxDocumentBytes: 12345,
          lossyEditFormats: ['odt', 'rtf'],
          forcesave: false,
          'customization.zoom': -1,
        }
        await saveSettings(host.settings, values)
        const expected = {
          secret,
          jwtHeader: 'X-Jwt',
          maxDocumentBytes: 12345,
          lossyEditFormats: ['odt', 'rtf'],
          forcesave: false,
          customization: { zoom: -1 },
        }
        expect(await readSettings(host.settings)).toMatchObject(expected)
        await saveSettings(host.settings, { jwtHeader: null, secret: '' })
        expect(await readSettings(host.settings)).toMatchObject({ ...expected, jwtHeader: 'Authorization' })
      }),
    )

    it(
      'gives what it loads to be changed by nobody else',
      trial(async ({ host }) => {
        const first = await host.settings.load()
        first.jwtHeader = 'X-Changed'
        expect(await host.settings.load()).not.toMatchObject({ jwtHeader: 'X-Changed' })
      }),
    )

    const { visibleSettings } = features
    if (visibleSettings)
      it(
        'never shows the secret',
        trial(async ({ host }) => {
          await saveSettings(host.settings, { secret })
          expect(await visibleSettings(host)).not.toContain(secret)
          expect((await readSettings(host.settings)).secret).toBe(secret)
        }),
      )
  })

  describe('the rest of the seam', () => {
    it(
      'has addresses, a data directory, a log and a clock',
      trial(async ({ host, clock }) => {
        const { publicUrl, serverPath, browserPath } = host.mount()
        expect(publicUrl).toMatch(/^https?:\/\/.*[^/]$/)
        expect(serverPath).toMatch(/^\/.*[^/]$/)
        expect(browserPath).toMatch(/^\/.*[^/]$/)
        expect(isAbsolute(host.dataDirectory)).toBe(true)
        host.log({ level: 'debug', code: 'describe_host.logged', message: 'The host was asked to log this.' })
        if (features.handClock !== false) expect(host.now?.()).toEqual(clock.now())
      }),
    )
  })
}
