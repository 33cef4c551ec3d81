/** The header of the file page and that of a drawer (Directus 12.4: app/views/private, app/components/v-drawer). */
const places = '.header-bar .actions .default, .header-bar .actions, header .actions'

/**
 * Where a button goes that belongs into the header above `element`: that of its drawer, else that of the page. Null when this version of the app has none:
 * the button in the form is there in any case.
 */
export function headerPlace(element: Element): Element | null {
  return (element.closest('.v-drawer') ?? element.ownerDocument).querySelector(places)
}
