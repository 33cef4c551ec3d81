import type { ProofKeyAttributes } from '../proof-keys.ts'
import { type OnlyofficeApp, onlyofficeApps } from './onlyoffice-formats.ts'
import { attributes } from './xml.ts'

const placeholders =
  '<rs=DC_LLCC&><dchat=DISABLE_CHAT&><embed=EMBEDDED&><fs=FULLSCREEN&><hid=HOST_SESSION_ID&><rec=RECORDING&><sc=SESSION_CONTEXT&><thm=THEME_ID&><ui=UI_LLCC&><wopisrc=WOPI_SOURCE&>&'

/** `/hosting/discovery` as ONLYOFFICE Docs 9.3 sends it, byte for byte but for the address and the keys. Without keys there is no `<proof-key>`. */
export function onlyofficeDiscovery(base: string, keys: ProofKeyAttributes | null): string {
  const apps = onlyofficeApps.map((app) => extensionApp(base, app))
  const mimeApps = onlyofficeApps.flatMap((app) => mimeAppsOf(base, app))
  const capabilities = `<app name="Capabilities"><action${attributes([
    ['ext', ''],
    ['name', 'getinfo'],
    ['requires', 'locks,update'],
    ['urlsrc', `${base}/hosting/capabilities`],
  ])}/></app>`
  const proofKey =
    keys === null
      ? ''
      : `<proof-key${attributes([
          ['oldvalue', keys.oldvalue],
          ['oldmodulus', keys.oldmodulus],
          ['oldexponent', keys.oldexponent],
          ['value', keys.value],
          ['modulus', keys.modulus],
          ['exponent', keys.exponent],
        ])}/>`
  const zone = `<net-zone name="external-http">${apps.join('')}${mimeApps.join('')}${capabilities}</net-zone>`
  return `<?xml version="1.0" encoding="utf-8"?><wopi-discovery>${zone}${proofKey}</wopi-discovery>`
}

function extensionApp(base: string, app: OnlyofficeApp): string {
  const icon = `${base}/web-apps/apps/${app.webApp}/main/resources/img/favicon.ico`
  const viewed = app.view.split(' ').map((ext) => viewActions(base, app, ext, ext))
  const edited = app.edit
    .split(' ')
    .map((ext) => lookActions(base, app, ext, false) + editActions(base, app, ext, ext === app.blank))
  return `<app${attributes([
    ['name', app.name],
    ['favIconUrl', icon],
  ])}>${viewed.join('')}${edited.join('')}</app>`
}

function mimeAppsOf(base: string, app: OnlyofficeApp): string[] {
  const wrap = (mime: string, actions: string) => `<app${attributes([['name', mime]])}>${actions}</app>`
  return [
    ...app.viewMime.map(([mime, extension]) => wrap(mime, viewActions(base, app, '', extension))),
    ...app.editMime.map((mime) => wrap(mime, editActions(base, app, '', mime === app.blankMime))),
  ]
}

function viewActions(base: string, app: OnlyofficeApp, ext: string, convertFrom: string): string {
  const look = lookActions(base, app, ext, true)
  if (app.target === undefined) return look
  return (
    look +
    action('convert', ext, `${base}/hosting/wopi/convert-and-edit/${convertFrom}/${app.target}?`, {
      target: app.target,
      requires: 'update',
    })
  )
}

function lookActions(base: string, app: OnlyofficeApp, ext: string, isDefault: boolean): string {
  const address = `${base}/hosting/wopi/${app.kind}/view?`
  return (
    action('view', ext, address, { isDefault }) +
    action('embedview', ext, `${address}embed=1&`) +
    action('mobileView', ext, `${address}mobile=1&`)
  )
}

function editActions(base: string, app: OnlyofficeApp, ext: string, isBlank: boolean): string {
  const address = `${base}/hosting/wopi/${app.kind}/edit?`
  const requires = 'locks,update'
  return (
    action('edit', ext, address, { isDefault: true, requires }) +
    (app.kind === 'pdf' ? action('formsubmit', ext, `${address}formsubmit=1&`, { requires }) : '') +
    action('mobileEdit', ext, `${address}mobile=1&`, { requires }) +
    (isBlank ? action('editnew', ext, address, { requires }) : '')
  )
}

function action(
  name: string,
  ext: string,
  address: string,
  more: { target?: string; isDefault?: boolean; requires?: string } = {},
): string {
  return `<action${attributes([
    ['name', name],
    ['ext', ext],
    ['targetext', more.target],
    ['default', more.isDefault ? 'true' : undefined],
    ['requires', more.requires],
    ['urlsrc', `${address}${placeholders}`],
  ])}/>`
}
