import { capabilitiesOf, type FormatCapabilities, viewableExtensions } from '../formats/index.ts'
import type { Customization, Settings, WopiServerSettings } from './settings.ts'
import { type WopiServerId, wopiServerIds } from './wopi-servers.ts'

/** Every setting by its flat name: `secret`, `customization.zoom`. */
export type SettingName =
  | Exclude<keyof Settings, 'customization' | WopiServerId>
  | `customization.${keyof Customization}`
  | `${WopiServerId}.${keyof WopiServerSettings}`

export type SettingType =
  | 'url'
  | 'text'
  | 'secret'
  /** Certificates in PEM, several lines. */
  | 'certificates'
  | 'boolean'
  | 'number'
  /** One of `options`. */
  | 'choice'
  /** Some of `options`. */
  | 'choices'
  /** File extensions, lower case, without dot. */
  | 'extensions'

export type SettingGroup = 'connection' | 'security' | 'editing' | 'formats' | 'limits' | 'look' | WopiServerId

export type SettingValue = string | number | boolean | readonly string[]

/** One setting as data: enough to validate it, to read it from the environment and to draw a form. */
export interface SettingField {
  name: SettingName
  type: SettingType
  group: SettingGroup
  /** English; other languages replace it by the key `settings.<name>.label`. */
  label: string
  /** English; other languages replace it by the key `settings.<name>.help`. */
  help: string
  default: SettingValue
  /** Environment variable. With the prefix `OPENWITH_` it is read as well, and wins. */
  env: string
  /** Environment variable that holds the path of a file with the value. */
  envFile?: string
  /** Written, never shown. */
  secret?: true
  /** All there are for a choice; those worth offering for extensions. */
  options?: readonly { value: string; label: string }[]
  min?: number
  max?: number
  /** Numbers allowed beside `min` to `max`. */
  also?: readonly number[]
  integer?: true
  /** What to say, loudly, while the field has this value. */
  danger?: { value: boolean; message: string }
}

export const settingGroups: readonly { name: SettingGroup; label: string }[] = [
  { name: 'connection', label: 'Connection' },
  { name: 'security', label: 'Security' },
  { name: 'editing', label: 'Editing and saving' },
  { name: 'formats', label: 'File formats' },
  { name: 'limits', label: 'Limits' },
  { name: 'look', label: 'Look of the editor' },
  { name: 'wopi', label: 'Editor server by WOPI (Collabora Online, Office Online Server)' },
  { name: 'wopi2', label: 'Second editor server by WOPI' },
]

const bytesPerMegabyte = 1024 * 1024

const seconds = (
  name: SettingName,
  label: string,
  help: string,
  standard: number,
  max: number,
  env: string,
): SettingField => ({ name, type: 'number', group: 'limits', label, help, default: standard, env, min: 0.1, max })

const look = (name: keyof Customization, label: string, help: string, standard: boolean): SettingField => ({
  name: `customization.${name}`,
  type: 'boolean',
  group: 'look',
  label,
  help,
  default: standard,
  env: `OPENWITH_CUSTOMIZATION_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`,
})

const noChoices = { lossyEditFormats: [], defaultOpenFormats: [], disabledFormats: [] }

function extensionsThat(are: (format: FormatCapabilities) => boolean): { value: string; label: string }[] {
  return viewableExtensions(noChoices)
    .filter((extension) => are(capabilitiesOf(extension, noChoices)))
    .map((value) => ({ value, label: value }))
}

/** The fields of one WOPI server; as flat as all others, so that any form draws them. */
function wopiServer(id: WopiServerId): SettingField[] {
  const prefix = id.toUpperCase()
  const offered = extensionsThat((format) => format.view)
  const formats = (name: keyof WopiServerSettings, label: string, help: string, env: string): SettingField => ({
    ...{ name: `${id}.${name}`, type: 'extensions', group: id, label, help },
    ...{ default: [], env: `${prefix}_${env}`, options: offered },
  })
  return [
    {
      name: `${id}.discoveryUrl`,
      type: 'url',
      group: id,
      label: 'WOPI server address',
      help: 'Address of the server as browsers reach it, such as https://collabora.example.com. Its /hosting/discovery is read. Empty: none.',
      default: '',
      env: `${prefix}_DISCOVERY_URL`,
    },
    {
      name: `${id}.name`,
      type: 'text',
      group: id,
      label: 'Name of the editor',
      help: 'What people read in “Open with …”, such as Collabora. Empty: what the server calls itself.',
      default: '',
      env: `${prefix}_NAME`,
      max: 64,
    },
    {
      name: `${id}.internalUrl`,
      type: 'url',
      group: id,
      label: 'WOPI server address for this server',
      help: 'Only if this server reaches it by another address than browsers do, such as http://collabora:9980. Empty: the address above.',
      default: '',
      env: `${prefix}_INTERNAL_URL`,
    },
    {
      name: `${id}.storageUrl`,
      type: 'url',
      group: id,
      label: 'Address of this site for the WOPI server',
      help: 'Only if that server reaches this site by another address than browsers do. Empty: the public address of this site.',
      default: '',
      env: `${prefix}_STORAGE_URL`,
    },
    {
      name: `${id}.proof`,
      type: 'choice',
      group: id,
      label: 'Proof keys',
      help: 'Whether calls must prove that they come from this server.',
      default: 'optional',
      env: `${prefix}_PROOF`,
      options: [
        { value: 'required', label: 'Required: refuse what is not signed' },
        { value: 'optional', label: 'Checked if the server publishes keys' },
        { value: 'off', label: 'Not checked' },
      ],
    },
    formats(
      'formats',
      'Offer for',
      'Extensions that this editor is offered for. Empty: all that it can open.',
      'FORMATS',
    ),
    formats(
      'defaultEditFormats',
      'Edits by default',
      'Extensions that this editor opens for editing unless people choose another one.',
      'DEFAULT_EDIT_FORMATS',
    ),
    formats(
      'defaultViewFormats',
      'Shows by default',
      'Extensions that this editor opens for viewing unless people choose another one.',
      'DEFAULT_VIEW_FORMATS',
    ),
  ]
}

/** The settings in the order of the form. Source of defaults: ONLYOFFICE docs, "Config" and server configuration `default.json`. */
export const settingsSchema: readonly SettingField[] = [
  {
    name: 'documentServerUrl',
    type: 'url',
    group: 'connection',
    label: 'Document Server address',
    help: 'Address of ONLYOFFICE Docs as browsers reach it, such as https://docs.example.com. A path below the host is allowed.',
    default: '',
    env: 'DOCUMENT_SERVER_URL',
  },
  {
    name: 'secret',
    type: 'secret',
    group: 'connection',
    label: 'Secret',
    help: 'The JWT secret of Document Server (services.CoAuthoring.secret, or JWT_SECRET of its container). It is never shown again.',
    default: '',
    env: 'DOCUMENT_SERVER_SECRET',
    secret: true,
  },
  {
    name: 'documentServerInternalUrl',
    type: 'url',
    group: 'connection',
    label: 'Document Server address for this server',
    help: 'Only if this server reaches Document Server by another address than browsers do, such as http://documentserver. Empty: the address above.',
    default: '',
    env: 'DOCUMENT_SERVER_INTERNAL_URL',
  },
  {
    name: 'storageUrl',
    type: 'url',
    group: 'connection',
    label: 'Address of this site for Document Server',
    help: 'Only if Document Server reaches this site by another address than browsers do, such as http://cms:1337. Empty: the public address of this site.',
    default: '',
    env: 'DOCUMENT_SERVER_STORAGE_URL',
  },
  {
    name: 'jwtHeader',
    type: 'text',
    group: 'security',
    label: 'JWT header',
    help: 'Name of the header that carries the token, as set in Document Server (JWT_HEADER of its container).',
    default: 'Authorization',
    env: 'DOCUMENT_SERVER_JWT_HEADER',
    max: 64,
  },
  {
    name: 'jwtPrefix',
    type: 'text',
    group: 'security',
    label: 'JWT header prefix',
    help: 'Text before the token in that header. Usually Bearer.',
    default: 'Bearer',
    env: 'DOCUMENT_SERVER_JWT_PREFIX',
    max: 32,
  },
  {
    name: 'jwtAlgorithms',
    type: 'choices',
    group: 'security',
    label: 'JWT algorithms',
    help: 'Accepted signatures. The first is used for signing.',
    default: ['HS256'],
    env: 'DOCUMENT_SERVER_JWT_ALGORITHMS',
    options: ['HS256', 'HS384', 'HS512'].map((value) => ({ value, label: value })),
    min: 1,
  },
  {
    name: 'jwtLeewaySeconds',
    type: 'number',
    group: 'security',
    label: 'Tolerated clock difference in seconds',
    help: 'How far the clocks of both servers may be apart when a token expires.',
    default: 60,
    env: 'DOCUMENT_SERVER_JWT_LEEWAY_SECONDS',
    min: 0,
    max: 600,
    integer: true,
  },
  {
    name: 'jwtDisabled',
    type: 'boolean',
    group: 'security',
    label: 'Work without JWT',
    help: 'Accept and send unsigned requests. Only for a closed test network whose Document Server has JWT switched off.',
    default: false,
    env: 'DOCUMENT_SERVER_JWT_DISABLED',
    danger: {
      value: true,
      message:
        'JWT is switched off: requests are not signed, and anybody who knows a link can pose as Document Server.',
    },
  },
  {
    name: 'tlsVerify',
    type: 'boolean',
    group: 'security',
    label: 'Check the certificate of Document Server',
    help: 'Leave this on. For a private authority, add its certificate below instead.',
    default: true,
    env: 'DOCUMENT_SERVER_TLS_VERIFY',
    danger: {
      value: false,
      message: 'The certificate of Document Server is not checked: documents and tokens can be read on the way.',
    },
  },
  {
    name: 'caBundle',
    type: 'certificates',
    group: 'security',
    label: 'Certificates of private authorities',
    help: 'PEM certificates that the certificate of Document Server may chain to, beside those of the system.',
    default: '',
    env: 'DOCUMENT_SERVER_CA_BUNDLE',
    envFile: 'DOCUMENT_SERVER_CA_FILE',
    max: 512 * 1024,
  },
  {
    name: 'openIn',
    type: 'choice',
    group: 'editing',
    label: 'Open the editor',
    help: 'Where the editor appears.',
    default: 'tab',
    env: 'OPENWITH_OPEN_IN',
    options: [
      { value: 'tab', label: 'In a tab of its own' },
      { value: 'admin', label: 'Inside the admin panel' },
    ],
  },
  {
    name: 'forcesave',
    type: 'boolean',
    group: 'editing',
    label: 'Save button stores at once',
    help: 'Otherwise a document is stored when its last editor has left.',
    default: true,
    env: 'OPENWITH_FORCESAVE',
  },
  {
    name: 'forcesaveEveryMinutes',
    type: 'number',
    group: 'editing',
    label: 'Store automatically every so many minutes',
    help: 'While people edit. 0: only when they press Save, or leave.',
    default: 0,
    env: 'OPENWITH_FORCESAVE_EVERY_MINUTES',
    min: 0,
    max: 1440,
    integer: true,
  },
  {
    name: 'lossyEditFormats',
    type: 'extensions',
    group: 'formats',
    label: 'Edit in their own format, with possible losses',
    help: 'Extensions such as odt, rtf or csv. What their format cannot hold is lost at saving. Others are offered for conversion first.',
    default: [],
    env: 'OPENWITH_LOSSY_EDIT_FORMATS',
    options: extensionsThat((format) => format.lossyEditPossible),
  },
  {
    name: 'defaultOpenFormats',
    type: 'extensions',
    group: 'formats',
    label: 'Open in the editor by default',
    help: 'Extensions that open in the editor at a click on the file.',
    default: [],
    env: 'OPENWITH_DEFAULT_OPEN_FORMATS',
    options: extensionsThat((format) => format.view),
  },
  {
    name: 'disabledFormats',
    type: 'extensions',
    group: 'formats',
    label: 'Leave alone',
    help: 'Extensions for which the editor is not offered.',
    default: [],
    env: 'OPENWITH_DISABLED_FORMATS',
    options: extensionsThat((format) => format.view),
  },
  {
    name: 'maxDocumentBytes',
    type: 'number',
    group: 'limits',
    label: 'Largest document in bytes',
    help: 'Larger ones are neither opened nor stored. Document Server itself stops at 104857600 unless it is told otherwise.',
    default: 100 * bytesPerMegabyte,
    env: 'MAX_DOCUMENT_BYTES',
    min: 1,
    max: 10 * 1024 * bytesPerMegabyte,
    integer: true,
  },
  seconds(
    'connectTimeoutSeconds',
    'Seconds to connect',
    'How long to wait for Document Server to accept a connection.',
    10,
    120,
    'DOCUMENT_SERVER_CONNECT_TIMEOUT_SECONDS',
  ),
  seconds(
    'requestTimeoutSeconds',
    'Seconds for a command',
    'How long to wait for the answer to a command or a health check.',
    30,
    600,
    'DOCUMENT_SERVER_REQUEST_TIMEOUT_SECONDS',
  ),
  seconds(
    'downloadTimeoutSeconds',
    'Seconds for a download',
    'How long fetching an edited document may take as a whole.',
    600,
    3600,
    'DOCUMENT_SERVER_DOWNLOAD_TIMEOUT_SECONDS',
  ),
  seconds(
    'conversionTimeoutSeconds',
    'Seconds for a conversion',
    'How long to wait for a converted document.',
    120,
    3600,
    'DOCUMENT_SERVER_CONVERSION_TIMEOUT_SECONDS',
  ),
  look('chat', 'Chat', 'Editors can write to each other.', true),
  look(
    'compactHeader',
    'Compact header',
    'Puts the title and the buttons of the header into one row with the toolbar.',
    false,
  ),
  look('compactToolbar', 'Compact toolbar', 'Shows only the names of the toolbar tabs until one is clicked.', false),
  look('feedback', 'Feedback button', 'Shows the Feedback & Support button.', false),
  look('help', 'Help button', 'Shows the Help button.', true),
  look('hideRightMenu', 'Hide the right panel', 'The panel with the properties of the selection starts closed.', true),
  look('macros', 'Macros', 'Documents may run their macros in the editor; people are asked first.', false),
  look('plugins', 'Plugins', 'Plugins of the editor can be used.', true),
  {
    name: 'customization.reviewDisplay',
    type: 'choice',
    group: 'look',
    label: 'Tracked changes',
    help: 'How tracked changes look when a document is opened.',
    default: 'markup',
    env: 'OPENWITH_CUSTOMIZATION_REVIEW_DISPLAY',
    options: [
      { value: 'markup', label: 'Markup' },
      { value: 'simple', label: 'Simple markup' },
      { value: 'final', label: 'Final' },
      { value: 'original', label: 'Original' },
    ],
  },
  {
    name: 'customization.uiTheme',
    type: 'choice',
    group: 'look',
    label: 'Theme',
    help: 'Colours of the editor until somebody chooses others there.',
    default: '',
    env: 'OPENWITH_CUSTOMIZATION_UI_THEME',
    options: [
      { value: '', label: 'Chosen by the editor' },
      { value: 'default-light', label: 'Default light' },
      { value: 'default-dark', label: 'Default dark' },
      { value: 'theme-system', label: 'As the system' },
      { value: 'theme-light', label: 'Light' },
      { value: 'theme-classic-light', label: 'Classic light' },
      { value: 'theme-dark', label: 'Dark' },
      { value: 'theme-contrast-dark', label: 'Contrast dark' },
    ],
  },
  {
    name: 'customization.unit',
    type: 'choice',
    group: 'look',
    label: 'Unit of measurement',
    help: 'For the rulers and dialogs.',
    default: 'cm',
    env: 'OPENWITH_CUSTOMIZATION_UNIT',
    options: [
      { value: 'cm', label: 'Centimetres' },
      { value: 'pt', label: 'Points' },
      { value: 'inch', label: 'Inches' },
    ],
  },
  {
    name: 'customization.zoom',
    type: 'number',
    group: 'look',
    label: 'Zoom in percent',
    help: '-1 fits the page, -2 fits the width.',
    default: 100,
    env: 'OPENWITH_CUSTOMIZATION_ZOOM',
    min: 10,
    max: 500,
    also: [-1, -2],
    integer: true,
  },
  ...wopiServerIds.flatMap(wopiServer),
]
