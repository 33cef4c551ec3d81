import { RequestError } from '@openwith/connector-core/browser'
import { type ErrorMessage, errorMessage } from './error-message.ts'
import { useText } from './use-text.ts'

/** What went wrong, in the language of the Directus user. Must be called in a component's setup. */
export function useErrors(): (error: unknown) => ErrorMessage {
  const { text, locale } = useText()
  return (error) => {
    if (error instanceof RequestError) return errorMessage(error, locale.value)
    return error instanceof Error && error.message !== ''
      ? { sentence: text('failed'), detail: error.message }
      : { sentence: text('failed') }
  }
}
