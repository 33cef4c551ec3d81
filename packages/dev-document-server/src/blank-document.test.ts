import { strFromU8, unzipSync } from 'fflate'
import { expect, it } from 'vitest'
import { plainRooms } from '../test/plain-rooms.ts'
import { startBoth } from '../test/start-both.ts'
import { createRoom } from './collaboration/index.ts'
import { openEditable } from './document/index.ts'

it.each([
  ['docx', 'word', 'word/document.xml'],
  ['xlsx', 'cell', 'xl/worksheets/sheet1.xml'],
])('opens an empty %s as a blank document that can be edited', async (fileType, documentType, part) => {
  await using both = await startBoth({ rooms: { ...plainRooms, openEditable, createRoom } })
  const { host, server } = both
  host.files.set(`k1.${fileType}`, '')
  const editor = await server.driver.open(host.config('k1', { fileType, documentType }))
  editor.type('First words')
  editor.close()
  await server.driver.finishSaves()
  const saved = host.callbacks().at(-1)?.body
  expect(saved).toMatchObject({ status: 2, filetype: fileType })
  const bytes = new Uint8Array(await (await fetch(String(saved?.url))).arrayBuffer())
  expect(strFromU8(unzipSync(bytes)[part] ?? new Uint8Array())).toContain('First words')
})
