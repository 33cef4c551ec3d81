import { EditorSession } from './editor-session.ts'
import type { Session, SessionListener, SessionOptions } from './session.ts'
import { WopiSession } from './wopi-session.ts'

/** Opens a document in the editor that was asked for, or else in the administrator's choice: the answer of the door tells which one it is. */
export function openSession(options: SessionOptions, listener: SessionListener): Session {
  const abort = new AbortController()
  const { signal } = abort
  let inner: Session | undefined

  async function start(): Promise<void> {
    const { client, documentId, editor, mode, type, locale } = options
    try {
      const answer = await client.open(
        documentId,
        { mode, ...(type === undefined ? {} : { type }), locale, ...(editor === undefined ? {} : { editor }) },
        { signal },
      )
      signal.throwIfAborted()
      const session =
        'actionUrl' in answer
          ? new WopiSession(options, listener, answer)
          : new EditorSession(options, listener, answer)
      inner = session
      listener.opening(answer.document, 'actionUrl' in answer ? answer.editor.name : 'ONLYOFFICE')
      await session.mount()
      if (signal.aborted) return
      for (const text of answer.notices) listener.notice({ kind: 'info', text, reload: false })
    } catch (error) {
      if (!signal.aborted) listener.failed(error)
    }
  }

  void start()
  return {
    requestClose: () => inner?.requestClose() ?? false,
    stop() {
      abort.abort()
      inner?.stop()
    },
  }
}
