import { element } from './element.ts'

/** Downloads from this address. The page is not left, so nobody is asked about what is unsaved in it. */
export function startDownload(url: string): void {
  const link = element('a', { attributes: { href: url, download: '', hidden: true } })
  // Ghost's own listeners have no say in it.
  link.addEventListener('click', (event) => event.stopPropagation())
  document.body.append(link)
  link.click()
  link.remove()
}
