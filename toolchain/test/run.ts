import { spawn } from 'node:child_process'
import { constants } from 'node:os'

/** Runs a program in the foreground; answers its exit code, -1 when it could not be started. A signal that reaches us reaches it too. */
export function run(program: string, args: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve) => {
    // npm's binaries are .cmd files on Windows, which only a shell starts
    const shell = process.platform === 'win32' && program !== process.execPath
    const child = spawn(program, args, { stdio: 'inherit', env: environment, shell })
    const stop = (signal: NodeJS.Signals): void => {
      child.kill(signal)
      process.exitCode = 128 + constants.signals[signal]
    }
    process.once('SIGTERM', stop)
    process.once('SIGINT', stop)
    const end = (code: number): void => {
      process.off('SIGTERM', stop)
      process.off('SIGINT', stop)
      resolve(code)
    }
    child.on('error', () => end(-1))
    child.on('exit', (code, signal) => {
      if (signal === 'SIGTERM' || signal === 'SIGINT') process.exit(128 + constants.signals[signal])
      end(code ?? -1)
    })
  })
}
