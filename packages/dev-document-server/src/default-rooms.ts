import { createRoom } from './collaboration/index.ts'
import { convertDocument } from './converter/index.ts'
import { openEditable } from './document/index.ts'
import { editorPage, pageAsset } from './page/index.ts'
import type { Rooms } from './rooms.ts'

/** The rooms that a server uses unless its options replace them. */
export const defaultRooms: Rooms = { openEditable, createRoom, editorPage, pageAsset, convertDocument }
