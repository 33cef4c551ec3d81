export { createRoom, type RoomLimits } from './room.ts'
