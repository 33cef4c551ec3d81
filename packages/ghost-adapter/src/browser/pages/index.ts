/** The script of our pages below `/ghost/openwith/`. */
import { RequestError } from '@openwith/connector-core/browser'
import { openDocumentHere, showFailure } from '../documents/document-actions.ts'
import { messageOf } from '../documents/error-message.ts'
import { mountOfScript } from '../documents/mount-of-script.ts'
import { loadStaff, type Staff, validLocale } from '../documents/staff.ts'
import { textsFor } from '../translations/text.ts'
import { element } from '../ui/element.ts'
import { addStyle, controlStyle } from '../ui/style.ts'
import { documentsPage } from './documents-page.ts'
import { centred, failed, loading } from './frame.ts'
import { useGhostFont } from './ghost-font.ts'
import { pageStyle } from './page-style.ts'
import { settingsPage } from './settings-page.ts'

const mount = mountOfScript()
const app = document.getElementById('app') ?? document.body

/** As a person has it in Ghost: `system` by default, as their device has it. */
function followAppearance(nightShift: unknown): void {
  const device = window.matchMedia('(prefers-color-scheme: dark)')
  const show = () => {
    const dark = nightShift === 'dark' || nightShift === true || (nightShift === 'system' && device.matches)
    document.documentElement.classList.toggle('dark', dark)
  }
  device.addEventListener('change', show)
  show()
}

/** The address of one document: the editor lies over the list, which is what is left when it is closed. */
function showAsked(staff: Staff): void {
  const id = /\/edit\/([\w-]+)$/.exec(location.pathname)?.[1]
  if (id === undefined) return
  const mode = new URLSearchParams(location.search).get('mode') === 'view' ? 'view' : 'edit'
  openDocumentHere(staff, id, { mode, onClosed: () => history.replaceState(null, '', mount) }).catch((error: unknown) =>
    showFailure(staff, error),
  )
}

function show(staff: Staff): void {
  const { me, text, locale } = staff
  document.documentElement.lang = locale
  followAppearance(me.user.nightShift ?? 'light')
  const isSettings = location.pathname.endsWith('/settings')
  document.title = `${text(isSettings ? 'settingsTitle' : 'documents')} – Ghost`
  if (!isSettings) {
    app.replaceChildren(documentsPage(staff))
    showAsked(staff)
  } else if (me.mayAdminister) app.replaceChildren(settingsPage(staff))
  else
    app.replaceChildren(
      centred('gear', text('settingsTitle'), text('notAllowed'), link(me.adminUrl, text('backToGhost'))),
    )
}

const link = (href: string, label: string): HTMLElement =>
  element('a', { class: 'ow-button', text: label, attributes: { href } })

async function start(): Promise<void> {
  const locale = validLocale(navigator.language)
  const text = textsFor(locale)
  followAppearance('system')
  app.replaceChildren(loading(text('loading')))
  try {
    show(await loadStaff(mount))
  } catch (error) {
    if (error instanceof RequestError && error.code === 'unauthenticated') {
      app.replaceChildren(
        centred('document', text('documents'), text('signIn'), link(`${mount}../#/signin`, text('toSignIn'))),
      )
      return
    }
    const again = element('button', { class: 'ow-button', text: text('retry'), attributes: { type: 'button' } })
    again.addEventListener('click', () => void start())
    const errors = /^en\b/i.test(locale) ? null : {}
    app.replaceChildren(failed(messageOf({ text, errors }, error), again))
  }
}

addStyle(controlStyle + pageStyle)
useGhostFont().catch(() => {})
void start()
