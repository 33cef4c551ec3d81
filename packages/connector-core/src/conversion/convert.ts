import { callService, type DocumentServerClient } from '../document-server/index.ts'
import { ConnectorError } from '../errors.ts'
import { conversionError } from './conversion-error.ts'
import { type ConversionInput, conversionKey } from './conversion-key.ts'
import { readXmlAnswer } from './xml-answer.ts'

export interface ConvertRequest extends ConversionInput {
  /**
   * Answer at once and be asked again, instead of waiting for the result. With a key already converting or converted, either way answers from what
   * Document Server has.
   */
  async?: boolean
  /** How long a synchronous conversion is waited for. Default: `conversionTimeoutSeconds`. */
  timeoutSeconds?: number
  signal?: AbortSignal
}

/** `url` is Document Server's own, good for 15 minutes; download it with `client.open`. `percent` is 0 to 99. */
export type Conversion = { done: true; url: string; fileType: string } | { done: false; percent: number }

/** The second path serves releases before 5.5. */
const paths = ['/converter', '/ConvertService.ashx']

/**
 * Converts the document at `request.url`, which Document Server itself fetches. Not done means: repeat the same request, it continues under the same
 * key; a synchronous conversion says so when its time is over. Throws `conversion_failed` with `detail.conversionError` (the protocol's number),
 * `document_server_*`, `not_configured`. Source: ONLYOFFICE docs, "Conversion API".
 */
export async function convert(client: DocumentServerClient, request: ConvertRequest): Promise<Conversion> {
  const { settings } = client
  const key = conversionKey(request, settings.secret)
  const { from, to, url, title, password, region, options } = request
  const params = {
    ...options,
    async: request.async ?? false,
    filetype: from,
    key,
    outputtype: to,
    url,
    ...(title === undefined ? {} : { title }),
    ...(password === undefined ? {} : { password }),
    ...(region === undefined ? {} : { region }),
  }
  const timeoutSeconds =
    request.timeoutSeconds ?? (request.async ? settings.requestTimeoutSeconds : settings.conversionTimeoutSeconds)
  try {
    const answer = await callService(client, paths, params, { key, timeoutSeconds, signal: request.signal })
    return readConversion(typeof answer === 'string' ? readXmlAnswer(answer) : answer, from, to)
  } catch (error) {
    if (error instanceof ConnectorError && !request.async && error.detail?.reason === 'answer_timeout')
      return { done: false, percent: 0 }
    throw error
  }
}

function readConversion(answer: Record<string, unknown>, from: string, to: string): Conversion {
  const { error, fileUrl, fileType, endConvert, percent } = answer
  if (typeof error === 'number' && error !== 0) throw conversionError(error, from, to)
  if (endConvert === true && typeof fileUrl === 'string' && fileUrl !== '')
    return { done: true, url: fileUrl, fileType: typeof fileType === 'string' && fileType !== '' ? fileType : to }
  if (error === undefined && endConvert === false) {
    const share = typeof percent === 'number' && percent > 0 ? Math.floor(percent) : 0
    return { done: false, percent: Math.min(share, 99) }
  }
  // Beyond its limit of spreadsheet cells, Document Server answers error 0 and no file.
  throw conversionError(0, from, to)
}
