export { type HandClock, handClock } from './hand-clock.ts'
export {
  type MemoryDocument,
  type MemoryHost,
  type MemoryHostOptions,
  type MemoryUser,
  memoryHost,
} from './memory-host.ts'
