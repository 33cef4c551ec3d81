import { readFile } from 'node:fs/promises'
import { contentTypeOf } from '../../http/content-type.ts'
import { removeDirectory } from '../../storage/file-store.ts'
import { WopiRefused } from '../wopi-refused.ts'
import { checkFile } from './prepare.ts'
import type { WopiContext } from './wopi-context.ts'

/**
 * ONLYOFFICE's action `convert`: puts a converted copy beside the file and gives the address at which the host edits it. Throws {@link WopiRefused}, also when
 * the access token has no known end, as the real server does.
 */
export async function convertAndEdit(
  context: WopiContext,
  request: { wopiSrc: string; accessToken: string; accessTokenTtl: string; from: string; to: string },
): Promise<string> {
  const { client, server } = context
  const { from, to } = request
  if (!(Number(request.accessTokenTtl) > 0)) throw new WopiRefused('access_token_ttl is missing', null)
  const { target, info } = await checkFile(context, { ...request, flavour: 'onlyoffice', mode: 'view', base: '' })
  const workDirectory = await server.files.workDirectory()
  try {
    const input = `${workDirectory}/source.${from.replace(/\W/g, '')}`
    const { maxDownloadBytes: maxExpectedSize } = server.options
    const file = await client.call('onlyoffice', { operation: 'GetFile', target, maxExpectedSize, toFile: input })
    if (file.status !== 200) throw new WopiRefused('The host refused GetFile', file.status)
    const signal = AbortSignal.timeout(300_000)
    const converted = await server.rooms.convertDocument({ input, from, to, workDirectory, signal })
    const copy = await client.call('onlyoffice', {
      operation: 'PutRelativeFile',
      target,
      name: `.${to}`,
      isConversion: true,
      body: await readFile(converted.path),
      contentType: contentTypeOf(`${info.name}.${to}`),
    })
    const { HostEditUrl: location } = copy.json
    if (copy.status !== 200 || typeof location !== 'string') {
      throw new WopiRefused('The host did not take the converted copy, or named no HostEditUrl', copy.status)
    }
    return location
  } finally {
    await removeDirectory(workDirectory)
  }
}
