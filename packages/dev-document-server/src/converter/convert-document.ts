import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ConversionInput, ConvertDocument } from '../rooms.ts'
import { checkSource } from './check-source.ts'
import { ConversionError } from './conversion-error.ts'
import { cacheDirectoryOf, type LibreOfficeWasm, libreOfficeWasm } from './libreoffice-wasm.ts'
import { convertOwn, ownQuality } from './own-conversions.ts'
import { convertWithSoffice, findSoffice } from './soffice.ts'

/** Where conversions that need LibreOffice go. */
export interface ConverterOptions {
  /** `OPENWITH_LIBREOFFICE=off` keeps to the own conversions; `PATH` and `XDG_CACHE_HOME` are looked at, too. */
  readonly environment?: NodeJS.ProcessEnv
  /** Replaces the WebAssembly LibreOffice. */
  readonly wasm?: LibreOfficeWasm
}

/**
 * Makes a converter. What keeps only the words (a docx as PDF) is done by LibreOffice if it is on the machine or in the
 * cache already, and else here, so that demos and checks never wait; what cannot be done here is what LibreOffice is
 * fetched for.
 */
export function createConverter(options: ConverterOptions = {}): ConvertDocument {
  const environment = options.environment ?? process.env
  const isOff = environment.OPENWITH_LIBREOFFICE === 'off'
  const wasm = options.wasm ?? libreOfficeWasm(cacheDirectoryOf(environment))

  const withLibreOffice = async (request: ConversionInput, mayInstall: boolean): Promise<string | null> => {
    if (isOff) return null
    const soffice = await findSoffice(environment)
    if (soffice !== null && request.password === undefined) return await convertWithSoffice(soffice, request)
    if (!wasm.supports(request.from, request.to)) return null
    return mayInstall || (await wasm.isInstalled()) ? await wasm.convert(request) : null
  }

  return async (request) => {
    const { input, from, to, password, workDirectory } = request
    const bytes = await readFile(input)
    checkSource(bytes, from, password)
    const extension = to === 'pdfa' ? 'pdf' : to
    const own = password === undefined ? ownQuality(from, to) : null
    if (own !== 'exact') {
      const path = await withLibreOffice(request, own === null)
      if (path !== null) return { path, extension }
    }
    if (own === null) {
      const reason = isOff
        ? 'LibreOffice is switched off (OPENWITH_LIBREOFFICE=off)'
        : 'LibreOffice does not offer it here'
      throw new ConversionError('unsupported', `${from} cannot be converted to ${to}: ${reason}.`)
    }
    const path = join(workDirectory, `converted.${extension}`)
    await writeFile(path, await convertOwn(bytes, from, to))
    return { path, extension }
  }
}
