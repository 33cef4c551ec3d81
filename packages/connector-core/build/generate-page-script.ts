import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { bundlePageScript } from './bundle-page-script.ts'

const script = await bundlePageScript()
// in the quotes that need fewer escapes, as the formatter has it
const json = JSON.stringify(script)
const text =
  script.split("'").length > script.split('"').length
    ? json
    : `'${json.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
const version = createHash('sha256').update(script).digest('hex').slice(0, 12)

await writeFile(
  new URL('../src/editor/page-script.ts', import.meta.url),
  `// Generated from browser/page.ts by build/generate-page-script.ts. Do not edit.

/** The script of the editor page: a string, so that it can be served when a bundler inlined this package. */
export const pageScript =
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the templates are those of the bundled script
  ${text}

/** Changes with {@link pageScript}. */
export const pageScriptVersion = '${version}'
`,
)
