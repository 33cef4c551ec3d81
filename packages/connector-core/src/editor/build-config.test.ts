import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { capabilitiesOf } from '../formats/index.ts'
import type { Permissions } from '../host.ts'
import { parseSettings } from '../settings/index.ts'
import { type BuildConfigInput, buildConfig } from './build-config.ts'

const { settings } = parseSettings({})
const all: Permissions = { view: true, edit: true, download: true, print: true, copy: true }

function input(changes: Partial<BuildConfigInput> = {}): BuildConfigInput {
  return {
    document: { id: 'f42', name: 'Report.docx', version: 'v7', size: 9, modifiedAt: new Date('2026-01-02T23:30:00Z') },
    user: { id: 'u-101', name: 'Ada Lovelace' },
    permissions: all,
    capabilities: capabilitiesOf('docx', settings),
    settings,
    mode: 'edit',
    type: 'desktop',
    key: 'f42-v7-9c1e5b',
    downloadUrl: 'https://cms.example.com/onlyoffice/file/f42?v=7&sig=abc',
    callbackUrl: 'https://cms.example.com/onlyoffice/callback/f42?k=f42-v7-9c1e5b',
    instanceId: 'https://cms.example.com',
    ...changes,
  }
}

/** Every field that the sample names, by its path. */
function paths(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([name, field]) => paths(field, path === '' ? name : `${path}.${name}`))
}

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], value)
}

async function sample(name: string): Promise<Record<string, unknown>> {
  const url = new URL(`../../testdata/onlyoffice-samples/${name}.json`, import.meta.url)
  return JSON.parse(await readFile(url, 'utf8')).config
}

describe('buildConfig', () => {
  it('gives every field of the sample of an edit config the same value', async () => {
    const expected = await sample('config-edit')
    const config = buildConfig(input())
    for (const path of paths(expected).filter((name) => name !== 'token')) {
      // What the save button does is a setting.
      if (path === 'editorConfig.customization.forcesave') continue
      expect(at(config, path), path).toEqual(at(expected, path))
    }
  })

  it('gives a reader without rights the sample of a view config, and no callback', async () => {
    const expected = await sample('config-view')
    const config = buildConfig(
      input({
        mode: 'view',
        key: 'f42-v7-9c1e5b-view',
        user: { id: 'u-404', name: 'Reader' },
        permissions: { view: true, edit: false, download: false, print: false, copy: false },
      }),
    )
    for (const path of paths(expected).filter((name) => name !== 'token')) {
      expect(at(config, path), path).toEqual(at(expected, path))
    }
    expect(config.editorConfig).not.toHaveProperty('callbackUrl')
  })

  it('equals its own JSON, so that the editor gets exactly what is signed', () => {
    for (const type of ['desktop', 'mobile', 'embedded'] as const) {
      const config = buildConfig(input({ type }))
      expect(JSON.parse(JSON.stringify(config))).toStrictEqual(config)
    }
  })

  it.each([
    ['edit', 'docx', all, true],
    ['view', 'docx', all, false],
    ['edit', 'docx', { ...all, edit: false }, false],
    ['edit', 'docx', { ...all, edit: false, comment: true }, true],
    ['edit', 'docx', { ...all, edit: false, review: true }, true],
    ['edit', 'docx', { ...all, edit: false, fillForms: true }, false],
    ['edit', 'pdf', { ...all, edit: false, fillForms: true }, true],
    ['edit', 'odt', { ...all, comment: true }, false],
    ['edit', 'xlsx', { ...all, edit: false, review: true }, false],
  ] as const)('in mode %s of a %s with %o sends a callback: %s', (mode, extension, permissions, editor) => {
    const config = buildConfig(input({ mode, permissions, capabilities: capabilitiesOf(extension, settings) }))
    expect(config.editorConfig.mode).toBe(editor ? 'edit' : 'view')
    expect('callbackUrl' in config.editorConfig).toBe(editor)
    // What Document Server demands in the token besides key, url and permissions.
    expect(config.document).toMatchObject({ key: expect.any(String), url: expect.any(String) })
    expect(config.document).not.toHaveProperty('isForm')
  })

  it('describes the person with groups, and a picture only if it has an address', () => {
    const user = { id: 'u1', name: ` ${'x'.repeat(130)}`, groups: ['Sales, EMEA', ' ', 'HR'], avatarUrl: '/img/a.png' }
    const { editorConfig } = buildConfig(input({ user, publicUrl: 'https://cms.example.com/site' }))
    expect(editorConfig.user).toEqual({
      id: 'u1',
      name: 'x'.repeat(128),
      group: 'Sales  EMEA,HR',
      image: 'https://cms.example.com/img/a.png',
    })
    for (const avatarUrl of ['data:image/png;base64,AAAA', 'javascript:alert(1)', '/relative', '']) {
      expect(buildConfig(input({ user: { id: 'u1', name: '', avatarUrl } })).editorConfig.user).toEqual({
        id: 'u1',
        name: 'u1',
      })
    }
  })

  it('shows owner, date and folder, and the close button in the person’s language', () => {
    const document = { ...input().document, folder: 'Contracts' }
    const config = buildConfig(input({ document, ownerName: 'Grace', locale: 'de' }))
    expect(config.document.info).toEqual({ owner: 'Grace', uploaded: '02.01.2026', folder: 'Contracts' })
    expect(config.editorConfig.customization.close).toEqual({ visible: true, text: 'Schließen' })
    expect(config.editorConfig).toMatchObject({ lang: 'de', region: 'de-DE' })
    expect(buildConfig(input({ locale: 'not a locale' })).document.info.uploaded).toBe('Jan 2, 2026')
  })

  it('takes the look from the settings', () => {
    const customization = { ...settings.customization, uiTheme: 'theme-dark', zoom: -2, chat: false } as const
    const config = buildConfig(input({ settings: { forcesave: true, customization } }))
    expect(config.editorConfig.customization).toMatchObject({ forcesave: true, uiTheme: 'theme-dark', zoom: -2 })
    expect(config.document.permissions.chat).toBe(false)
    const plain = { ...customization, uiTheme: '' } as const
    const { editorConfig } = buildConfig(input({ settings: { forcesave: false, customization: plain } }))
    expect(editorConfig.customization).not.toHaveProperty('uiTheme')
  })

  it('makes the embedded editor a viewer that offers a download only with the right', () => {
    const saveUrl = 'https://cms.example.com/files/f42'
    const config = buildConfig(input({ type: 'embedded', saveUrl }))
    expect(config.editorConfig).toMatchObject({ mode: 'view', embedded: { toolbarDocked: 'top', saveUrl } })
    expect(config.editorConfig).not.toHaveProperty('callbackUrl')
    expect(config.editorConfig.customization).not.toHaveProperty('close')
    expect(config.document.permissions.edit).toBe(false)
    const permissions = { ...all, download: false }
    expect(buildConfig(input({ type: 'embedded', saveUrl, permissions })).editorConfig.embedded).toEqual({
      toolbarDocked: 'top',
    })
    expect(buildConfig(input({ saveUrl })).editorConfig).not.toHaveProperty('embedded')
  })

  it('starts the mobile editor in editing only for an editor', () => {
    expect(buildConfig(input({ type: 'mobile' })).editorConfig.customization.mobile).toEqual({ forceView: false })
    expect(buildConfig(input({ type: 'mobile', mode: 'view' })).editorConfig.customization.mobile).toEqual({
      forceView: true,
    })
    expect(buildConfig(input()).editorConfig.customization).not.toHaveProperty('mobile')
  })

  it('refuses who may not view, and what cannot be shown', () => {
    expect(() => buildConfig(input({ permissions: { ...all, view: false } }))).toThrow(
      expect.objectContaining({ code: 'forbidden' }),
    )
    expect(() => buildConfig(input({ capabilities: capabilitiesOf('exe', settings) }))).toThrow(
      expect.objectContaining({ code: 'format_unsupported' }),
    )
  })
})
