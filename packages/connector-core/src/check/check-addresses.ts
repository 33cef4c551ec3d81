import { createAgent } from '../document-server/index.ts'
import { ConnectorError } from '../errors.ts'
import type { Mount } from '../host.ts'
import { documentServerAddress } from '../settings/index.ts'
import type { Settings } from '../settings/settings.ts'
import { type Finding, fail, pass, warn } from './check-report.ts'

/** This CMS as Document Server reaches it. */
export function storageAddress(settings: Settings, mount: Mount): string {
  return settings.storageUrl === '' ? mount.publicUrl : settings.storageUrl
}

/** Step 1: what can be told without any request. */
export async function checkAddresses(settings: Settings, mount: Mount): Promise<Finding> {
  if (settings.documentServerUrl === '')
    return fail('The address of Document Server is not set: enter it in documentServerUrl.', 'documentServerUrl')
  for (const setting of ['documentServerUrl', 'documentServerInternalUrl', 'storageUrl'] as const)
    if (settings[setting] !== '' && !isWebAddress(settings[setting]))
      return fail(
        `The address in ${setting} is not a plain http or https address without user name, query and fragment: correct it.`,
        setting,
      )
  if (!isWebAddress(storageAddress(settings, mount)))
    return fail(
      "The public address of this CMS is not a plain http or https address: set it in the CMS's configuration, or set storageUrl.",
      'storageUrl',
    )
  if (!settings.jwtDisabled && settings.secret === '')
    return fail('The secret shared with Document Server is not set: enter it in secret.', 'secret')
  try {
    await createAgent(settings).close()
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    return fail(error.message, 'caBundle')
  }

  const server = documentServerAddress(settings)
  const storage = storageAddress(settings, mount)
  if (settings.jwtDisabled)
    return warn(
      'Tokens are switched off: anyone who reaches this CMS can pose as Document Server, so switch jwtDisabled off outside of a test.',
      'jwtDisabled',
    )
  if (!settings.tlsVerify && server.startsWith('https:'))
    return warn(
      "Document Server's certificate is not checked: add its authority to caBundle and switch tlsVerify on.",
      'tlsVerify',
    )
  if (isLoopback(storage) && !isLoopback(server))
    return warn(
      `Document Server is told to fetch files from ${hostOf(storage)}, which is its own machine: set storageUrl to the address of this CMS as Document Server reaches it.`,
      'storageUrl',
    )
  return pass(`Document Server is at ${server}, and reaches this CMS at ${storage}.`)
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
