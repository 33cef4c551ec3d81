import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, inject, it } from 'vitest'
import { startDirectus } from '../../../examples/directus/app.mts'

it('works as a folder of the extensions, unpacked from the published package', async () => {
  const directory = inject('directusDirectory')
  const dataDirectory = await mkdtemp(path.join(tmpdir(), 'openwith-directus-'))
  const tarball = (await readdir(directory)).find((name) => name.endsWith('.tgz')) ?? ''
  const folder = path.join(dataDirectory, 'extensions/openwith')
  await mkdir(folder, { recursive: true })
  await promisify(execFile)('tar', ['xzf', path.join(directory, tarball), '--strip-components', '1', '-C', folder])
  // The application has the extension as a dependency; here it is none.
  await writeFile(path.join(dataDirectory, 'package.json'), '{ "name": "no-dependencies", "version": "0.0.0" }')
  const app = await startDirectus({ directory, dataDirectory, environment: { PACKAGE_FILE_LOCATION: dataDirectory } })
  try {
    expect((await fetch(`${app.url}/openwith/formats`)).status).toBe(401)
    expect(await app.api('GET', '/openwith/formats')).toMatchObject({ ready: false })
    const { data } = await app.api<{ data: { bundle: string | null; schema: { name: string; local: boolean } }[] }>(
      'GET',
      '/extensions',
    )
    const bundle = data.filter(({ schema }) => schema?.name === '@openwith/directus-extension')
    expect(bundle).toMatchObject([{ schema: { local: true } }])
    const fields = await app.api<{ data: { field: string }[] }>('GET', '/fields/directus_files')
    expect(fields.data.map(({ field }) => field)).toContain('openwith_open')
  } finally {
    await app.stop()
    await rm(dataDirectory, { recursive: true, force: true })
  }
})
