import type { RunningApp } from '../apps/running-app.ts'
import type { Log } from '../apps/step.ts'

/** What `npm run demo -- <name>` needs to know of a CMS; one file per CMS beside this one exports it as `cms`. */
export interface DemoCms {
  /** For people: `Strapi`. */
  title: string
  /** Ports tried first. */
  ports: { cms: number; login: number }
  /** Where a person sets the Document Server, for people: `Settings > ONLYOFFICE`. */
  settingsPlace: string
  /** Installs and builds what is missing. Answers the application's folder. */
  prepare(log: Log): Promise<string>
  /** Starts it over `dataDirectory`; a new one gets an administrator. */
  start(options: { directory: string; dataDirectory: string; port: number; log: Log }): Promise<DemoApp>
}

export interface DemoApp extends RunningApp {
  /** Where a person logs in. */
  loginUrl: string
  admin: { email: string; password: string }
  /** Answer of the browser door's `GET /settings`, as the administrator. */
  settings(): Promise<{ fields: { name: string; value?: unknown }[] }>
  /** Browser door's `PUT /settings`, as the administrator. */
  saveSettings(values: Record<string, unknown>): Promise<void>
  /** Whether it has documents already. */
  hasDocuments(): Promise<boolean>
  upload(document: { name: string; type: string; bytes: Uint8Array }): Promise<unknown>
  /** Logs the administrator in: what the CMS's own login page would hand the browser, and where it goes then. Throws when the CMS refuses. */
  enter(): Promise<{ cookies: string[]; location: string }>
}
