import type { DocsApi } from './docs-api.ts'

/** The editor's script could not be loaded: Document Server is not reachable from this browser. */
export class ScriptUnreachable extends Error {
  override readonly name = 'ScriptUnreachable'
  readonly origin: string

  constructor(url: string) {
    const origin = URL.parse(url)?.origin ?? url
    super(`${origin} did not deliver the editor's script.`)
    this.origin = origin
  }
}

const marker = 'data-openwith-api'

/**
 * Loads `api.js` by a script element, because it finds Document Server's address by looking at the page's script elements.
 * Once an address: the elements themselves are the memory, so two copies of this module agree. Only one such element stays
 * in the page, so that the script cannot find another server's address. Throws {@link ScriptUnreachable}.
 */
export async function loadDocsApi(url: string, timeoutMilliseconds: number): Promise<DocsApi> {
  const scripts = [...document.querySelectorAll<HTMLScriptElement>(`script[${marker}]`)]
  let script = scripts.find(({ src }) => src === new URL(url, document.baseURI).href)
  for (const other of scripts) {
    if (other !== script) other.remove()
  }
  if (script === undefined) {
    script = document.createElement('script')
    script.src = url
    script.async = true
    script.setAttribute(marker, 'loading')
    document.head.append(script)
  }
  if (script.getAttribute(marker) === 'loading') {
    try {
      await settled(script, url, timeoutMilliseconds)
    } catch (error) {
      script.remove()
      throw error
    }
    script.setAttribute(marker, 'loaded')
  }
  const api = (globalThis as { DocsAPI?: Partial<DocsApi> }).DocsAPI
  if (typeof api?.DocEditor !== 'function') {
    script.remove()
    throw new ScriptUnreachable(url)
  }
  return api as DocsApi
}

function settled(script: HTMLScriptElement, url: string, timeoutMilliseconds: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(new ScriptUnreachable(url))
    const timer = setTimeout(fail, timeoutMilliseconds)
    script.addEventListener('load', () => {
      clearTimeout(timer)
      resolve()
    })
    script.addEventListener('error', () => {
      clearTimeout(timer)
      fail()
    })
  })
}
