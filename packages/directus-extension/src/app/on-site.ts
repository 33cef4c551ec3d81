/**
 * The server builds addresses with `PUBLIC_URL`. Where that was never set, the browser still knows how it reaches Directus, whose app and API are always one
 * origin.
 */
export function onSite(address: string, here: { href: string; origin: string } = window.location): string {
  const { pathname, search } = new URL(address, here.href)
  return `${here.origin}${pathname}${search}`
}
