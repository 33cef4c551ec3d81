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
export { type CommandOptions, commandError } from './send-command.ts'
