// Writes `examples/samples`: `npm run pnpm -- --filter @openwith/example-app make-samples`. The samples are our own work.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sampleDocx } from './sample-docx.ts'
import { samplePptx } from './sample-pptx.ts'
import { sampleXlsx } from './sample-xlsx.ts'

const folder = join(import.meta.dirname, '..', '..', 'samples')
await mkdir(folder, { recursive: true })
for (const [name, make] of [
  ['Field report.docx', sampleDocx],
  ['Budget.xlsx', sampleXlsx],
  ['Road map.pptx', samplePptx],
] as const) {
  await writeFile(join(folder, name), await make())
}
