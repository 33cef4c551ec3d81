const timeoutMilliseconds = 10_000

/**
 * Lets a page have the font of Ghost's admin: its file has another name in each release, and only the admin's own style sheet knows it. Without it the page
 * has the device's font. Source: Ghost 6.65, the built admin.
 */
export async function useGhostFont(): Promise<void> {
  const admin = new URL('../', location.href)
  const html = await read(admin)
  const sheets = [
    ...html.matchAll(
      /<link\b[^>]*rel="stylesheet"[^>]*href="([^"]+)"|<link\b[^>]*href="([^"]+)"[^>]*rel="stylesheet"/g,
    ),
  ]
  for (const [, first, second] of sheets) {
    const sheet = new URL(first ?? second ?? '', admin)
    if (sheet.origin !== location.origin) continue
    const css = await read(sheet)
    const face = css.match(/@font-face\{[^}]*InterVariable-(?!Italic)[^}]*\}/)?.[0]
    const file = face?.match(/url\(["']?([^"')]+\.woff2)["']?\)/)?.[1]
    if (file === undefined) continue
    const font = new FontFace('Inter', `url("${new URL(file, sheet).href}")`, { weight: '100 900' })
    document.fonts.add(await font.load())
    return
  }
}

async function read(url: URL): Promise<string> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(timeoutMilliseconds) })
  return answer.ok ? await answer.text() : ''
}
