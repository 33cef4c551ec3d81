/** The script that the adapter puts into Ghost's admin. */
import { RequestError } from '@openwith/connector-core/browser'
import { createStyle, keepCreateButton } from './admin/create-in-post.ts'
import { cardStyle, createFileCards } from './admin/file-cards.ts'
import { createGuard } from './admin/guard.ts'
import { keepDocumentsLink, keepIntegrationRow, navigationStyle } from './admin/navigation.ts'
import { watchCursor } from './admin/post-editor.ts'
import { mountOfScript } from './documents/mount-of-script.ts'
import { loadStaff, type Staff } from './documents/staff.ts'
import { addStyle, controlStyle } from './ui/style.ts'

/** A failed question is not asked again with every change of the page. */
const pauseMilliseconds = 15_000
/** Elements of the admin that something of ours belongs to. Before they are there, nobody is signed in. */
const places =
  'header.gh-editor-header, [data-sidebar=menu] a[href^="#/posts"], [data-testid=posts-filters], [data-testid=slack-integration], [data-lexical-editor] [data-kg-card=file]'

function start(mount: string): void {
  const guard = createGuard()
  let asked: Promise<Staff> | null = null
  let staff: Staff | null = null

  const ask = (): Promise<Staff> => {
    asked ??= loadStaff(mount).then(
      (found) => {
        staff = found
        return found
      },
      (error: unknown) => {
        // Signing in changes the page's address, and so asks again.
        setTimeout(() => {
          asked = null
        }, pauseMilliseconds)
        throw error
      },
    )
    return asked
  }
  const cards = createFileCards(ask, watchCursor())

  function refresh(): void {
    if (document.querySelector(places) === null) return
    const present = staff
    if (present === null) {
      ask().then(refresh, (error: unknown) => {
        if (!(error instanceof RequestError)) guard('start', () => Promise.reject(error))
      })
      return
    }
    guard('documents link', () => keepDocumentsLink(present))
    guard('integration', () => keepIntegrationRow(present))
    guard('create new', () => keepCreateButton(present, cards))
    guard('file cards', cards.refresh)
  }

  let scheduled = false
  const schedule = () => {
    if (scheduled) return
    scheduled = true
    requestAnimationFrame(() => {
      scheduled = false
      guard('refresh', refresh)
    })
  }
  let status = ''
  const observer = new MutationObserver(() => {
    schedule()
    // Who may edit a file depends on the posts that use it: what was just saved may have given the right.
    const now = document.querySelector('[data-test-editor-post-status]')?.textContent?.trim() ?? ''
    if (now === status) return
    status = now
    guard('file cards', cards.forgetRefused)
  })
  observer.observe(document.body, { childList: true, subtree: true, characterData: true })
  window.addEventListener('hashchange', () => {
    if (location.hash.includes('signin') || location.hash.includes('signout')) {
      asked = null
      staff = null
    }
    guard('file cards', cards.forgetRefused)
    schedule()
  })
  const back = () => {
    if (document.visibilityState === 'visible') guard('card sizes', cards.updateSizes)
  }
  window.addEventListener('focus', back)
  document.addEventListener('visibilitychange', back)
  schedule()
}

try {
  const mount = mountOfScript()
  addStyle(controlStyle + cardStyle + createStyle + navigationStyle)
  start(mount)
} catch (cause) {
  console.warn('OpenWith: the buttons for documents could not be added.', cause)
}
