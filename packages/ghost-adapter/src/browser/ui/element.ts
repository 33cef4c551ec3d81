type Child = Node | string | null | undefined | false

/** Properties by their DOM names; `data` and `aria` become attributes; `on` are listeners. Texts are never read as HTML. */
export interface ElementOptions {
  class?: string
  text?: string
  attributes?: Readonly<Record<string, string | number | boolean | null | undefined>>
  on?: Readonly<Record<string, (event: Event) => void>>
}

/** Makes an element. An attribute of `true` is empty, one of false, null or undefined is left out. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  options: ElementOptions = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag)
  if (options.class !== undefined) made.className = options.class
  if (options.text !== undefined) made.textContent = options.text
  for (const [name, value] of Object.entries(options.attributes ?? {})) {
    if (value === false || value === null || value === undefined) continue
    made.setAttribute(name, value === true ? '' : String(value))
  }
  for (const [name, listener] of Object.entries(options.on ?? {})) made.addEventListener(name, listener)
  made.append(
    ...children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false),
  )
  return made
}
