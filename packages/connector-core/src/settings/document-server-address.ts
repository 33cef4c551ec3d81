import { ConnectorError } from '../errors.ts'
import type { Settings } from './settings.ts'

/** Address by which this server reaches Document Server, without trailing slash. Throws `not_configured`. */
export function documentServerAddress(
  settings: Pick<Settings, 'documentServerUrl' | 'documentServerInternalUrl'>,
): string {
  const address = settings.documentServerInternalUrl || settings.documentServerUrl
  if (address !== '') return address
  throw new ConnectorError(
    'not_configured',
    'No Document Server is set up yet. Enter its address in the connector settings.',
  )
}
