import type { WopiOpenAnswer } from '../editor/wopi-open-answer.ts'

/** The WOPI server does not answer this browser. */
export class ServerUnreachable extends Error {
  override readonly name = 'ServerUnreachable'
  readonly origin: string
  readonly editorName: string

  constructor(origin: string, editorName: string) {
    super(`${origin} does not answer this browser.`)
    this.origin = origin
    this.editorName = editorName
  }
}

/** What an editor needs; no navigation of our own page without a click, which its messages ask for instead. */
const sandbox = [
  'allow-scripts',
  'allow-same-origin',
  'allow-forms',
  'allow-popups',
  'allow-popups-to-escape-sandbox',
  'allow-downloads',
  'allow-modals',
  'allow-top-navigation-by-user-activation',
].join(' ')

/**
 * Puts the client's frame into `parent` and posts the token into it: made by script, so that going back in history does not post an old token again
 * (WOPI, "Building a host page").
 */
export function mountWopiFrame(
  parent: HTMLElement,
  answer: Pick<WopiOpenAnswer, 'actionUrl' | 'accessToken' | 'accessTokenTtl' | 'document'>,
): HTMLIFrameElement {
  const { origin } = new URL(answer.actionUrl)
  const frame = document.createElement('iframe')
  frame.name = `openwith-${Math.random().toString(36).slice(2)}`
  frame.title = answer.document.name
  frame.setAttribute('sandbox', sandbox)
  frame.allow = ['clipboard-read', 'clipboard-write', 'fullscreen'].map((right) => `${right} ${origin}`).join('; ')
  parent.append(frame)

  const form = document.createElement('form')
  form.method = 'post'
  form.action = answer.actionUrl
  form.target = frame.name
  form.hidden = true
  for (const [name, value] of [
    ['access_token', answer.accessToken],
    ['access_token_ttl', String(answer.accessTokenTtl)],
  ] as const) {
    const input = document.createElement('input')
    input.type = 'hidden'
    input.name = name
    input.value = value
    form.append(input)
  }
  parent.append(form)
  form.submit()
  form.remove()
  return frame
}

/** Resolves when something answers at the server. A frame does not tell its page whether it could load. Throws {@link ServerUnreachable}. */
export async function reachServer(
  { actionUrl, iconUrl, editor }: Pick<WopiOpenAnswer, 'actionUrl' | 'iconUrl' | 'editor'>,
  signal: AbortSignal,
): Promise<void> {
  const { origin } = new URL(actionUrl)
  let blocked = false
  const note = (event: SecurityPolicyViolationEvent) => {
    blocked ||= event.blockedURI.startsWith(origin)
  }
  document.addEventListener('securitypolicyviolation', note)
  try {
    const timeout = AbortSignal.any([signal, AbortSignal.timeout(reachMilliseconds)])
    await fetch(iconUrl ?? `${origin}/favicon.ico`, {
      mode: 'no-cors',
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      signal: timeout,
    })
  } catch {
    signal.throwIfAborted()
    // a page that forbids this request may well allow the frame
    await new Promise((resolve) => setTimeout(resolve, 100))
    if (!blocked) throw new ServerUnreachable(origin, editor.name)
  } finally {
    document.removeEventListener('securitypolicyviolation', note)
  }
}

const reachMilliseconds = 20_000
