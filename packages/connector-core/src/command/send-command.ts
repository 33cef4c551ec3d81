import { callService, type DocumentServerClient } from '../document-server/index.ts'
import { ConnectorError } from '../errors.ts'

/** Options of every command. */
export interface CommandOptions {
  /** Default: `requestTimeoutSeconds`. */
  timeoutSeconds?: number
  signal?: AbortSignal
}

/** The second path serves releases before 8.2. */
export const commandPaths = ['/command', '/coauthoring/CommandService.ashx']

/** The numbers of the command service that callers handle themselves. */
export const unknownKey = 1
export const nothingToSave = 4

/**
 * Sends one command and gives the answer's fields. `accept` lists error numbers that the caller reads from `error`; any other throws.
 * Source: ONLYOFFICE docs, "Command service"; error 7 is in ONLYOFFICE/server only.
 */
export async function sendCommand(
  client: DocumentServerClient,
  command: { c: string; key?: string },
  options: CommandOptions & { accept?: readonly number[] } = {},
): Promise<Record<string, unknown>> {
  const { accept = [], timeoutSeconds, signal } = options
  const answer = await callService(client, commandPaths, command, { key: command.key, timeoutSeconds, signal })
  const error = typeof answer === 'string' ? undefined : answer.error
  if (typeof answer === 'string' || typeof error !== 'number')
    throw new ConnectorError(
      'document_server_answer',
      `What answered the command "${command.c}" is not Document Server's command service: check its address in the connector settings.`,
      { detail: { command: command.c }, transient: false },
    )
  if (error === 0 || accept.includes(error)) return answer
  throw commandError(command.c, error)
}

/** The error for one of the command service's numbers; `detail` has `command` and `commandError`. */
export function commandError(command: string, error: number): ConnectorError {
  const detail = { command, commandError: error }
  const failed = (message: string, transient = false) =>
    new ConnectorError('command_failed', message, { detail, transient })
  switch (error) {
    case 1:
      return failed('Document Server does not know this document: nobody has it open there. Open it again.')
    case 2:
      return failed(
        'Document Server cannot call this CMS back for this document: its callback address is missing or wrong. Open the document again, and run the connection check.',
      )
    case 3:
      return failed(
        'Document Server failed inside while it carried out a command. Try again; its log has the reason.',
        true,
      )
    case 4:
      return failed('Document Server has no changes of this document to store.')
    case 5:
      return /forgotten/i.test(command)
        ? new ConnectorError(
            'not_supported',
            'This Document Server keeps no list of forgotten files that can be asked for: that needs release 7.5 or later.',
            { detail },
          )
        : failed(`Document Server does not know the command "${command}" or one of its values: it may be too old.`)
    case 6:
      return new ConnectorError(
        'document_server_token',
        'Document Server refused our token: the secret in the connector settings is not the one of Document Server.',
        { detail: { ...detail, setting: 'secret' } },
      )
    case 7:
      return new ConnectorError(
        'document_server_token',
        'Document Server says that our token has expired: set the clocks of both servers right.',
        { detail },
      )
    default:
      return failed(`Document Server answered the command "${command}" with error ${error}, which is not known here.`)
  }
}
