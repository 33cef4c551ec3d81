import { createAgent } from '../document-server/index.ts'
import { ConnectorError } from '../errors.ts'
import type { Mount } from '../host.ts'
import { documentServerAddress } from '../settings/index.ts'
import type { Settings } from '../settings/settings.ts'
import { type Finding, fail, pass, warn } from './check-report.ts'
import { clientSentence } from './client-fault.ts'
import { say } from './sentence.ts'

/** This CMS as Document Server reaches it. */
export function storageAddress(settings: Settings, mount: Mount): string {
  return settings.storageUrl === '' ? mount.publicUrl : settings.storageUrl
}

/** Step 1: what can be told without any request. */
export async function checkAddresses(settings: Settings, mount: Mount): Promise<Finding> {
  if (settings.documentServerUrl === '') return fail(say('addressMissing'), 'documentServerUrl')
  for (const setting of ['documentServerUrl', 'documentServerInternalUrl', 'storageUrl'] as const)
    if (settings[setting] !== '' && !isWebAddress(settings[setting]))
      return fail(say('addressNotPlain', { setting: { setting } }), setting)
  if (!isWebAddress(storageAddress(settings, mount))) return fail(say('publicAddressNotPlain'), 'storageUrl')
  if (!settings.jwtDisabled && settings.secret === '') return fail(say('secretMissing'), 'secret')
  try {
    await createAgent(settings).close()
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    return fail(clientSentence(error), 'caBundle')
  }

  const server = documentServerAddress(settings)
  const storage = storageAddress(settings, mount)
  if (settings.jwtDisabled) return warn(say('tokensOff'), 'jwtDisabled')
  if (!settings.tlsVerify && server.startsWith('https:')) return warn(say('certificateNotChecked'), 'tlsVerify')
  if (isLoopback(storage) && !isLoopback(server))
    return warn(say('storageOnItself', { host: hostOf(storage) }), 'storageUrl')
  return pass(say('addressesComplete', { server, storage }))
}

/** The setting that holds the address by which this server reaches Document Server. */
export function documentServerSetting(settings: Settings): 'documentServerUrl' | 'documentServerInternalUrl' {
  return settings.documentServerInternalUrl === '' ? 'documentServerUrl' : 'documentServerInternalUrl'
}

/** Host name and port. */
export function hostOf(address: string): string {
  return new URL(address).host
}

/** A name of the machine itself. */
export function isLoopback(address: string): boolean {
  return /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)$/.test(new URL(address).hostname)
}

function isWebAddress(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, username, password, search, hash } = new URL(address)
  return /^https?:$/.test(protocol) && `${username}${password}${search}${hash}` === ''
}
