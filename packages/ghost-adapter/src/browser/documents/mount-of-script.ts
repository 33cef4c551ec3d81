/** Path of our routes, from the address of the script that is running; the site may lie in a folder. */
export function mountOfScript(): string {
  const script = document.currentScript
  return script instanceof HTMLScriptElement ? new URL('.', script.src).pathname : '/ghost/openwith/'
}
