type Child = Node | string | null | undefined | false

/** Makes an element. `on...` properties are listeners, `class` and `aria-*`/`data-*` are attributes; text is always text. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Readonly<Record<string, unknown>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false || value === null) continue
    if (name.startsWith('on') && typeof value === 'function') {
      made.addEventListener(name.slice(2), value as EventListener)
    } else made.setAttribute(name, value === true ? '' : String(value))
  }
  made.append(
    ...children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false),
  )
  return made
}

/** A colour that stays the same for one person. */
export function colorOf(userId: string): string {
  let hash = 0
  for (const char of userId) hash = (hash * 31 + char.charCodeAt(0)) | 0
  return `hsl(${((hash % 360) + 360) % 360} 65% 42%)`
}
