export {
  deleteForgotten,
  drop,
  forcesave,
  getForgotten,
  getForgottenList,
  info,
  license,
  meta,
  version,
} from './commands.ts'
export { type CommandOptions, commandError, commandPaths } from './send-command.ts'
