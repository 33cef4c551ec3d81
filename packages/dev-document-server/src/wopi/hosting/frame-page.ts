import type { WopiOpening } from '../session/wopi-session.ts'
import type { WopiFlavour } from '../wopi-options.ts'
import type { ActionAddress } from './action-address.ts'

/** What the page around the editor knows; it stands in the page as JSON. */
export interface FramePageInput {
  flavour: WopiFlavour
  /** Address of the page's own calls, without the opening's token. */
  api: string
  /** `null`: the host did not let the file be opened. */
  opening: FrameOpening | null
  failure: string | null
  language: string
}

export interface FrameOpening {
  token: string
  /** For DocsAPI.DocEditor. */
  config: Record<string, unknown>
  name: string
  mode: 'edit' | 'view'
  wdUserSession: string
  postMessageOrigin: string | null
  /** CheckFileInfo, without addresses that only servers may call. */
  info: Record<string, unknown>
}

/** What the page needs of an opening. `given` is `docs_api_config` of the host page. */
export function describeOpening(
  opening: WopiOpening,
  address: Pick<ActionAddress, 'type' | 'theme'> | null,
  given: Record<string, unknown> = {},
): FrameOpening {
  const { info, mode, kind, token, target } = opening
  const { FileUrl: _fileUrl, TemplateSource: _template, ...shown } = info.raw
  const canPrint = info.raw.DisablePrint !== true && info.raw.HidePrintOption !== true
  const canDownload = info.raw.DisableExport !== true && info.raw.HideExportOption !== true
  const config = {
    documentType: kind,
    type: address?.type ?? 'desktop',
    token,
    document: {
      key: opening.documentKey,
      fileType: info.extension,
      title: info.name,
      url: '',
      permissions: { edit: mode === 'edit', print: canPrint, download: canDownload },
    },
    editorConfig: {
      mode,
      lang: opening.language,
      user: info.user,
      customization: {
        forcesave: mode === 'edit' && info.raw.HideSaveOption !== true,
        close: { visible: opening.flavour === 'collabora' || info.raw.ClosePostMessage === true },
        ...(address?.theme === undefined ? {} : { uiTheme: `theme-${address.theme}` }),
      },
    },
  }
  const isWhole = given.editorConfig !== undefined || given.document !== undefined
  return {
    token,
    config: merge(config, isWhole ? given : { editorConfig: given }),
    name: info.name,
    mode,
    wdUserSession: target.sessionId,
    postMessageOrigin: info.postMessageOrigin,
    info: shown,
  }
}

/** The editor's page inside the host page's frame. */
export function framePage(input: FramePageInput, base: string): string {
  const data = JSON.stringify(input).replaceAll('&', '&amp;').replaceAll('"', '&quot;')
  return `<!doctype html>
<html lang="${input.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(input.opening?.name ?? 'Document')}</title>
<style>
html,body{margin:0;height:100%;font:15px/1.5 system-ui,sans-serif}
.failure{max-width:36rem;margin:15vh auto;padding:0 1.5rem}
dialog{border:0;border-radius:.6rem;padding:1.5rem;max-width:30rem;box-shadow:0 1rem 3rem #0005}
dialog h2{margin:0 0 .5rem;font-size:1.15rem}
dialog button{font:inherit;padding:.5rem .9rem;margin:.75rem .5rem 0 0;border-radius:.4rem;border:1px solid #8889;background:none;color:inherit;cursor:pointer}
dialog button:focus-visible{outline:2px solid #2a6fdb;outline-offset:2px}
.notice{position:fixed;left:50%;bottom:1.5rem;transform:translateX(-50%);background:#222;color:#fff;padding:.6rem 1rem;border-radius:.4rem;max-width:90%}
</style>
</head>
<body data-wopi="${data}">
<div id="editor"></div>
<script src="${base}/web-apps/apps/api/documents/api.js"></script>
<script src="${base}/hosting/wopi/frame.js"></script>
</body>
</html>
`
}

function merge(into: Record<string, unknown>, from: Record<string, unknown>): Record<string, unknown> {
  const result = { ...into }
  for (const [name, value] of Object.entries(from)) {
    const old = result[name]
    result[name] = isPlain(old) && isPlain(value) ? merge(old, value) : value
  }
  return result
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
