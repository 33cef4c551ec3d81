export { describeHost } from './describe-host.ts'
export { documentServerToken } from './document-server-token.ts'
export { type HandClock, handClock } from './hand-clock.ts'
export type { HostFeatures, HostSuite } from './host-suite.ts'
export {
  type MemoryDocument,
  type MemoryHost,
  type MemoryHostOptions,
  type MemoryUser,
  memoryHost,
} from './memory-host.ts'
export { smallZip } from './small-zip.ts'
export { spoolBytes } from './spool-bytes.ts'
export * from './wopi/index.ts'
