import { useText } from './use-text.ts'

/** The server keeps a notice as an English sentence, until somebody of whatever language reads it. */
const copied = /^While this document was being edited, it was replaced\. The edit is kept as (.+)\.$/s

/** The notice of a document in the language of the Directus user. Must be called in a component's setup. */
export function useNotice(): (notice: string) => string {
  const { text } = useText()
  return (notice) => {
    const [, name] = copied.exec(notice) ?? []
    return name === undefined ? notice : text('noticeCopied', { name })
  }
}
