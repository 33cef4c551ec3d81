import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ghostBridge } from './ghost-bridge.ts'

describe('the bridge to Ghost', () => {
  let root: string
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'openwith-bridge-'))
  })
  afterEach(() => rm(root, { recursive: true }))

  const put = async (file: string, text: string) => {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true })
    await writeFile(path.join(root, file), text)
  }

  it('names in one sentence each part that a Ghost lacks, and what to install', async () => {
    await put('package.json', '{ "version": "6.99.1" }')
    await put('core/shared/settings-cache.js', 'exports.get = () => null')
    await put('core/server/services/auth/session.js', 'exports.sessionService = { getUserForSession() {} }')
    const failure = (() => {
      try {
        ghostBridge(root)
      } catch (error) {
        return error as Error
      }
    })()
    expect(failure?.message).toContain('Ghost 6.99.1 is not as this adapter knows it')
    expect(failure?.message).toContain('./core/server/services/auth/session: sessionService.isVerifiedSession')
    expect(failure?.message).toContain(
      "./core/server/services/permissions (Cannot find module './core/server/services/permissions'",
    )
    expect(failure?.message).not.toContain('settings-cache')
    expect(failure?.message).toContain('Tested with Ghost 6.65')
    expect(failure?.message.split('\n')).toHaveLength(1)
  })
})
