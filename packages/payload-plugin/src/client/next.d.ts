/** The part of Next that these components use. Next is installed by the user's application only. Source: Next 16.4, `next/navigation.js`. */
declare module 'next/navigation.js' {
  export interface Router {
    push(href: string): void
    replace(href: string): void
    refresh(): void
  }
  export function useRouter(): Router
  /** Does not return. */
  export function redirect(url: string): never
  /** Does not return. */
  export function notFound(): never
}
