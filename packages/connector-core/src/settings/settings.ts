/**
 * The connector's settings after defaults, stored values, configuration files and environment were merged and checked.
 * Addresses have no trailing slash. An empty address means: as the one named in its comment.
 */
export interface Settings {
  /** Document Server as the browser sees it, sub-path included. Empty: not configured yet. */
  documentServerUrl: string
  /** Document Server as this server reaches it. Empty: `documentServerUrl`. */
  documentServerInternalUrl: string
  /** This CMS as Document Server reaches it (origin and base path). Empty: the CMS's public address. */
  storageUrl: string
  /** Secret shared with Document Server. Never leaves the server. */
  secret: string
  /** Accept and send requests without JWT. Only by explicit choice, loudly marked. */
  jwtDisabled: boolean
  /** Header that carries the token both ways. */
  jwtHeader: string
  /** Text before the token in that header, compared without case, such as `Bearer`. */
  jwtPrefix: string
  jwtAlgorithms: readonly JwtAlgorithm[]
  jwtLeewaySeconds: number
  /** PEM certificates of private authorities that Document Server's certificate may chain to, beside the system's. */
  caBundle: string
  /** Check Document Server's certificate. False only by explicit choice, loudly marked. */
  tlsVerify: boolean
  connectTimeoutSeconds: number
  /** For commands and health. */
  requestTimeoutSeconds: number
  /** For the whole download of an edited document. */
  downloadTimeoutSeconds: number
  conversionTimeoutSeconds: number
  /** Largest document that is opened, created or stored. */
  maxDocumentBytes: number
  /** Extensions for which lossy editing in their own format is allowed. */
  lossyEditFormats: readonly string[]
  /** Extensions that open in the editor at a click on the file, where the CMS lets a plugin say so. */
  defaultOpenFormats: readonly string[]
  /** Extensions for which nothing is offered. */
  disabledFormats: readonly string[]
  /** Where the editor opens: a tab of its own, or inside the CMS's admin. */
  openIn: 'tab' | 'admin'
  /** The editor's Save button stores at once. */
  forcesave: boolean
  /** Minutes between automatic stores of a session that has changes. 0: never. */
  forcesaveEveryMinutes: number
  customization: Customization
  /** An editor server that speaks WOPI, beside Document Server or instead of it. */
  wopi: WopiServerSettings
  /** Another one. */
  wopi2: WopiServerSettings
}

/** One editor server that speaks WOPI: Collabora Online, Office Online Server, or ONLYOFFICE Docs in its WOPI mode. */
export interface WopiServerSettings {
  /** The server as the browser sees it, with or without `/hosting/discovery`. Empty: there is none. */
  discoveryUrl: string
  /** The same as this server reaches it. Empty: `discoveryUrl`. */
  internalUrl: string
  /** This CMS as that server reaches it (origin and base path). Empty: the CMS's public address. */
  storageUrl: string
  /** What people read in "Open with ...". Empty: what the server calls itself, else its host. */
  name: string
  /** Whether its calls must prove by its keys that they are its own. `optional`: as far as it publishes keys. */
  proof: WopiProof
  /** Extensions that it is offered for. Empty: all that it and the connector know. */
  formats: readonly string[]
  /** Extensions that it shows unless people choose another editor. */
  defaultViewFormats: readonly string[]
  /** Extensions that it edits unless people choose another editor. */
  defaultEditFormats: readonly string[]
}

export type WopiProof = 'required' | 'optional' | 'off'

export type JwtAlgorithm = 'HS256' | 'HS384' | 'HS512'

/** What people see around the document; the editor's `customization`. */
export interface Customization {
  chat: boolean
  compactHeader: boolean
  compactToolbar: boolean
  feedback: boolean
  help: boolean
  hideRightMenu: boolean
  macros: boolean
  plugins: boolean
  reviewDisplay: 'markup' | 'simple' | 'final' | 'original'
  uiTheme:
    | ''
    | 'default-light'
    | 'default-dark'
    | 'theme-system'
    | 'theme-light'
    | 'theme-classic-light'
    | 'theme-dark'
    | 'theme-contrast-dark'
  unit: 'cm' | 'pt' | 'inch'
  /** Percent; -1 fits the page, -2 the width. */
  zoom: number
}
