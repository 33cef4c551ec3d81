import type { ServerContext } from '../context.ts'
import { type InboxRequest, readInbox } from '../jwt/inbox.ts'
import { removeDirectory } from '../storage/file-store.ts'
import { type Family, familyOf, formatNumber, isKnownTarget, resolveTarget } from './conversion-formats.ts'
import type { ConversionReply } from './conversion-reply.ts'
import { detectOfficeType } from './detect-office-type.ts'

/** Codes of the conversion API. ONLYOFFICE docs: "Conversion API", error codes. */
const errors = {
  unknown: -1,
  conversion: -3,
  download: -4,
  input: -7,
  token: -8,
  detection: -9,
  tooLarge: -10,
} as const

type Outcome = { fileType: string; folder: string } | { error: number }
interface Task {
  outcome: Outcome | null
  done: Promise<Outcome>
}

/** Conversions of one server, cached by key and target format only. */
export interface Conversions {
  /** `base`: the address by which the host called. A failed conversion stays under its key; other errors may be repeated. */
  convert(request: InboxRequest, base: string): Promise<ConversionReply>
}

export function createConversions(context: ServerContext): Conversions {
  const tasks = new Map<string, Task>()
  return {
    async convert(request, base) {
      const { options, resultUrls, misbehaving } = context
      const verified = readInbox(request, options.secret, options.now())
      if (!verified.ok) return { error: errors.token }
      const fault = misbehaving.current().conversionError
      if (fault !== undefined) return { error: fault }
      const params = readParams(verified.claims)
      if (params === null) return { error: errors.input }
      if (params.filetype === 'xml' && params.outputtype === 'ooxml') return { error: errors.detection }
      const id = `conv_${params.key}_${formatNumber(params.outputtype)}${params.outputtype}`
      let task = tasks.get(id)
      if (task === undefined) {
        task = start(params, id)
        tasks.set(id, task)
      }
      if (params.async && task.outcome === null) return { percent: 0, endConvert: false }
      const outcome = await task.done
      if ('error' in outcome) {
        if (outcome.error !== errors.conversion) tasks.delete(id)
        return { error: outcome.error }
      }
      const { folder, fileType } = outcome
      const shown = `${params.title}.${fileType}`
      const shardkey = typeof request.params.shardkey === 'string' ? request.params.shardkey : params.key
      const fileUrl = resultUrls.sign({ base, path: `data/${folder}/output.${fileType}/${shown}`, shardkey })
      return { fileUrl, fileType, percent: 100, endConvert: true }
    },
  }

  function start(params: ConversionParams, id: string): Task {
    const task: Task = {
      outcome: null,
      done: run(params, id).then((outcome) => {
        task.outcome = outcome
        return outcome
      }),
    }
    context.work.track(task.done)
    return task
  }

  async function run(params: ConversionParams, id: string): Promise<Outcome> {
    const { files, rooms, download } = context
    const workDirectory = await files.workDirectory()
    try {
      const input = await files.place(`data/${id}/source.${params.filetype}`)
      const fetched = await download(params.url, input)
      if (!fetched.ok) return { error: fetched.reason === 'tooLarge' ? errors.tooLarge : errors.download }
      const from = await realType(input, params.filetype)
      const family = familyOf(from)
      const to = family === null ? null : resolveTarget(family, params.outputtype)
      if (to === null) return { error: errors.input }
      const signal = AbortSignal.timeout(1_800_000)
      const { password } = params
      const result = await rooms.convertDocument({ input, from, to, password, workDirectory, signal })
      const folder = `conv_${params.key}_${formatNumber(to)}`
      await files.copy(result.path, `data/${folder}/output.${result.extension}`)
      return { folder, fileType: result.extension }
    } catch (error) {
      const code = (error as { code?: unknown }).code
      context.options.log(`Conversion failed: ${error instanceof Error ? error.message : String(error)}`)
      return { error: typeof code === 'number' ? code : errors.unknown }
    } finally {
      await removeDirectory(workDirectory)
    }
  }
}

interface ConversionParams {
  key: string
  url: string
  filetype: string
  outputtype: string
  title: string
  async: boolean
  password: string | undefined
}

/** `null`: bad parameters. A missing key counts as the key "undefined", as the real server takes it. */
function readParams(params: Record<string, unknown>): ConversionParams | null {
  const { key = 'undefined', url, filetype, outputtype, title, password } = params
  if (typeof key !== 'string' || !/^[0-9a-zA-Z._=-]{1,240}$/.test(key)) return null
  if (typeof url !== 'string' || typeof filetype !== 'string' || typeof outputtype !== 'string') return null
  const target = outputtype.toLowerCase()
  if (!isKnownTarget(target) || !/^[a-z0-9]{1,10}$/i.test(filetype)) return null
  return {
    key,
    url,
    filetype: filetype.toLowerCase(),
    outputtype: target,
    title: typeof title === 'string' && title !== '' ? title.replace(/\.[^.]*$/, '').replaceAll('/', '_') : 'output',
    async: params.async === true || params.async === 'true',
    password: typeof password === 'string' ? password : undefined,
  }
}

/** The converter trusts the content more than `filetype`. */
async function realType(file: string, filetype: string): Promise<string> {
  const detected = await detectOfficeType(file)
  if (detected === null) return filetype
  const family = (type: string): Family | null => familyOf(type)
  return family(detected) === family(filetype) ? filetype : detected
}
