import { inUse } from '@openwith/connector-core'
import type { DirectusContext } from './directus.ts'
import { createHost } from './host.ts'
import { removeOpenField } from './open-field.ts'
import { tableNames } from './table-names.ts'

/** The part of commander's `Command` that is used. */
interface Command {
  command(name: string): Command
  description(text: string): Command
  option(flags: string, text: string): Command
  action(run: (options: { yes?: boolean; force?: boolean }) => Promise<void>): Command
}

/** `directus openwith uninstall`: takes out of the database what the extension has put into it. */
export function addUninstallCommand(program: Command, context: DirectusContext): void {
  program
    .command('openwith')
    .description('The ONLYOFFICE extension')
    .command('uninstall')
    .description('Remove what the ONLYOFFICE extension keeps in the database')
    .option('-y, --yes', 'Do it, instead of saying what would be done')
    .option('-f, --force', 'Do it while people edit documents, or edits wait in the recovery area')
    .action(async ({ yes = false, force = false }) => {
      const busy = await busyWith(context)
      const isRefused = yes && busy !== '' && !force
      if (yes && !isRefused) await uninstall(context)
      console.info(`${report(context, yes && !isRefused)}${busy}${next({ yes, isRefused })}`)
      await context.database.destroy()
      process.exit(isRefused ? 1 : 0)
    })
}

function report(context: DirectusContext, isDone: boolean): string {
  const { dataDirectory } = createHost(context)
  const [removed, left] = isDone ? ['Removed', 'Left as it is'] : ['Would remove', 'Would leave']
  return `${removed}: the tables ${Object.values(tableNames).join(' and ')}, the field openwith_open of the file library,
  the layout and the module bar entry of the extension.
${left}: the documents, and the folder ${dataDirectory} with saves that could not be stored.
`
}

function next({ yes, isRefused }: { yes: boolean; isRefused: boolean }): string {
  if (isRefused) return 'Nothing was removed. Run it again when this is over, or with --yes --force.'
  return yes ? 'Now remove the package, and restart Directus.' : 'Run it again with --yes to do it.'
}

/** What goes on at this moment, for people; empty when nothing does. */
async function busyWith(context: DirectusContext): Promise<string> {
  if (!(await context.database.schema.hasTable(tableNames.state))) return ''
  const { edited, locked, kept } = await inUse(createHost(context))
  const lines: [string, string[]][] = [
    ['Being edited, and saved to nowhere once the tables are gone', edited],
    ['Locked by WOPI editors', locked],
    ['In the recovery area, which only the extension can store', kept],
  ]
  return lines.flatMap(([what, names]) => (names.length === 0 ? [] : [`${what}: ${names.join(', ')}\n`])).join('')
}

/** Removes tables, field, layout and module bar entry. Documents stay. */
export async function uninstall(context: DirectusContext): Promise<void> {
  const { database } = context
  await removeOpenField(context)
  await database('directus_presets').where({ layout: 'openwith-layout' }).update({ layout: null })
  await removeFromModuleBar(context)
  await createHost(context).tables.drop()
}

async function removeFromModuleBar({ database }: DirectusContext): Promise<void> {
  const row = (await database('directus_settings').first('id', 'module_bar')) as
    | { id: number; module_bar: unknown }
    | undefined
  if (row === undefined || row.module_bar === null) return
  const entries = (typeof row.module_bar === 'string' ? JSON.parse(row.module_bar) : row.module_bar) as {
    id?: string
  }[]
  if (!Array.isArray(entries) || !entries.some(({ id }) => id === 'openwith')) return
  await database('directus_settings')
    .where({ id: row.id })
    .update({ module_bar: JSON.stringify(entries.filter(({ id }) => id !== 'openwith')) })
}
