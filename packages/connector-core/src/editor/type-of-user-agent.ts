const mobileBrowser = /android|iphone|ipad|ipod|mobile|windows phone|blackberry|opera mini|kindle|silk|fennec/i

/** The editor's `type` for a browser. An iPad that poses as a Mac gets the desktop editor, which works there. */
export function typeOfUserAgent(userAgent: string | null | undefined): 'desktop' | 'mobile' {
  return mobileBrowser.test(userAgent ?? '') ? 'mobile' : 'desktop'
}
