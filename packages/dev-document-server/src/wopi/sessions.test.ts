import { expect, it } from 'vitest'
import { startWopi } from '../../test/start-wopi.ts'

it('opens, types and saves in both flavours', async () => {
  await using both = await startWopi()
  for (const flavour of ['onlyoffice', 'collabora'] as const) {
    both.host.add(flavour, 'a.docx', 'hello')
    const editor = await both.open(flavour, { flavour })
    editor.type(' world')
    await editor.close()
    expect(both.host.files.get(flavour)?.bytes.toString()).toBe('hello world')
    expect(both.host.operations(flavour)).toEqual(
      flavour === 'onlyoffice'
        ? ['CheckFileInfo', 'Lock', 'GetFile', 'PutFile', 'Unlock']
        : ['CheckFileInfo', 'GetFile', 'Lock', 'PutFile', 'Unlock'],
    )
  }
})
