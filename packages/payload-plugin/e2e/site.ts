import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { buildPayload } from '../../../examples/payload/app.mts'

/** Where a second build of the example has everything. */
export const site = { base: '/site', admin: '/site/cms', api: '/site/rest' }

export const siteEnvironment = { ADMIN_ROUTE: '/cms', API_ROUTE: '/rest' }

const nextConfig = `import path from 'node:path'
import { withPayload } from '@payloadcms/next/withPayload'

export default withPayload(
  { basePath: '${site.base}', turbopack: { root: path.dirname(import.meta.dirname) } },
  { devBundleServerPackages: false },
)
`

/** Builds the prepared application once more, below a base path and with other routes, in a folder in it: the packages are the same. Answers that folder. */
export async function prepareSite(directory: string): Promise<string> {
  const folder = path.join(directory, 'site')
  const built = await readFile(path.join(directory, '.openwith-built'), 'utf8')
  const wanted = `${built} ${nextConfig}`
  const stamp = path.join(folder, '.openwith-built')
  if ((await readFile(stamp, 'utf8').catch(() => '')) === wanted) return folder
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder)
  for (const part of ['package.json', 'tsconfig.json', 'src'])
    await cp(path.join(directory, part), path.join(folder, part), { recursive: true })
  await writeFile(path.join(folder, 'next.config.mjs'), nextConfig)
  const routes = path.join(folder, 'src/app/(payload)')
  await rename(path.join(routes, 'admin'), path.join(routes, 'cms'))
  await rename(path.join(routes, 'api'), path.join(routes, 'rest'))
  const layout = path.join(routes, 'layout.tsx')
  await writeFile(layout, (await readFile(layout, 'utf8')).replace("'./admin/", "'./cms/"))
  await buildPayload(folder, (line) => process.stderr.write(`openwith: ${line}\n`), siteEnvironment)
  await writeFile(stamp, wanted)
  return folder
}
