import { createDocumentServerClient } from '../document-server/index.ts'
import type { Mount } from '../host.ts'
import { wopiServers } from '../settings/index.ts'
import type { Settings } from '../settings/settings.ts'
import { checkAddresses } from './check-addresses.ts'
import { checkCallback } from './check-callback.ts'
import { type ConversionFinding, checkConversion, checkDownload } from './check-conversion.ts'
import { checkHealth, checkPublic } from './check-reach.ts'
import { type CheckReport, type CheckStep, type CheckStepId, type Finding, skip } from './check-report.ts'
import { type CheckSpeaker, checkSpeaker } from './check-speaker.ts'
import { checkVersion, type VersionFinding } from './check-version.ts'
import { checkWopi } from './check-wopi.ts'
import { beginProbe, endProbe, type ProbeDependencies } from './probe.ts'
import { say } from './sentence.ts'

export interface CheckInput extends ProbeDependencies {
  /** The settings to try; they need not be stored. */
  settings: Settings
  mount: Mount
  /** Address of the page that will hold the editor, as the browser sees it. Default: the CMS's public address. */
  browserUrl?: string
  /** Of the person who reads the report: BCP 47, or an Accept-Language. Default: English. */
  locale?: string
  now?: () => Date
  signal?: AbortSignal
}

/**
 * Tries each hop of the Docs API, then the discovery of each WOPI server. Without a Document Server, but with a WOPI server, only the latter. Throws what
 * {@link checkDocsApi} throws.
 */
export async function runCheck(input: CheckInput): Promise<CheckReport> {
  const { settings, mount, signal, now = () => new Date() } = input
  const servers = wopiServers(settings)
  const docsApi = settings.documentServerUrl !== '' || servers.length === 0
  const speaker = checkSpeaker(input.locale)
  const report: CheckReport = docsApi ? await checkDocsApi(input, speaker) : { ok: true, steps: [] }
  const pageUrl = input.browserUrl ?? mount.publicUrl
  const found = await Promise.all(
    servers.map(async (server): Promise<CheckStep> => {
      const finding = await checkWopi(server, settings, { mount, pageUrl, now, signal })
      return toStep(server.id, finding, speaker)
    }),
  )
  return { ...report, ok: report.ok && found.every(({ ok }) => ok !== false), steps: [...report.steps, ...found] }
}

/**
 * Tries each hop between browser, Document Server and this CMS, in the order in which a first opening needs them, and says in one sentence what to
 * change where one fails. Takes seconds, at most a few minutes. The server door must serve `serveProbe` and `receiveEcho` meanwhile, in any instance.
 * Throws only what `state` throws, or the reason of an aborted `signal`.
 */
async function checkDocsApi(input: CheckInput, speaker: CheckSpeaker): Promise<CheckReport> {
  const { settings, mount, signal, now = () => new Date() } = input
  const steps: CheckStep[] = []
  const add = <Found extends Finding>(id: CheckStepId, found: Found): Found => {
    steps.push(toStep(id, found, speaker))
    return found
  }
  const dueTo = (id: CheckStepId) => skip(say('notTried', { step: { step: id } }))
  const end = (version?: string): CheckReport => ({
    ok: steps.every(({ ok }) => ok !== false),
    ...(version === undefined ? {} : { version }),
    steps,
  })

  if (add('addresses', await checkAddresses(settings, mount)).ok === false) {
    for (const id of ['health', 'public', 'version', 'conversion', 'download', 'callback'] as const)
      add(id, dueTo('addresses'))
    return end()
  }

  const client = createDocumentServerClient(settings, { now })
  const probe = await beginProbe(input)
  try {
    const run = { ...input, ...probe, client, now }
    const healthy = add('health', await checkHealth(client, signal)).ok === true
    const pageUrl = input.browserUrl ?? mount.publicUrl
    add('public', (await checkPublic(client, pageUrl, { healthy, signal })) ?? dueTo('health'))
    const asked: VersionFinding = healthy ? await checkVersion(client, signal) : { ...dueTo('health'), trusted: false }
    add('version', asked)
    const converted: ConversionFinding = asked.trusted
      ? await checkConversion(run)
      : dueTo(healthy ? 'version' : 'health')
    add('conversion', converted)
    add(
      'download',
      converted.resultUrl === undefined
        ? dueTo('conversion')
        : await checkDownload(client, converted.resultUrl, signal),
    )
    add('callback', await checkCallback(run))
    return end(asked.version)
  } finally {
    await endProbe(input, probe.id)
    await client.close()
  }
}

function toStep(id: CheckStepId, { ok, sentence, setting }: Finding, speaker: CheckSpeaker): CheckStep {
  const step = { id, title: speaker.title(id), ok, message: speaker.say(sentence) }
  return setting === undefined ? step : { ...step, setting }
}
