/** Run by `state.test.ts` as a process of its own: `<database file> <times>` adds one to a shared counter so many times. */
import { sqliteState } from './sqlite.ts'

const [path, times] = process.argv.slice(2)
const state = sqliteState({ path: path! })
for (let done = 0; done < Number(times); ) {
  const value = await state.get('counter')
  if (await state.swap('counter', value, String(Number(value ?? 0) + 1), null)) done++
}
state.close()
