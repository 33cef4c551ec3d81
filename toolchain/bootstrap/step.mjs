import { spawn } from 'node:child_process'

/** An error whose message is all that a person needs; no stack is shown. */
export class Explained extends Error {}

/** One line of progress, on stderr so that a command's own output stays clean. */
export function say(line) {
  process.stderr.write(`openwith: ${line}\n`)
}

/** Says what is being done, then every few seconds that it still is, then how long it took. */
export async function step(title, work) {
  const started = Date.now()
  const seconds = () => Math.round((Date.now() - started) / 1000)
  say(`${title} ...`)
  const timer = setInterval(() => say(`${title} ... ${seconds()} s`), 5000)
  try {
    const result = await work()
    say(`${title}: done in ${seconds()} s`)
    return result
  } finally {
    clearInterval(timer)
  }
}

/** Runs a program quietly. Resolves with its exit code and the end of what it printed. */
export function capture(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
    const stop = (signal) => {
      child.kill(signal)
      process.exit(130)
    }
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop)
    let output = ''
    const keep = (chunk) => {
      output = (output + chunk).slice(-20000)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    const end = (code, text) => {
      for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, stop)
      resolve({ code, output: text })
    }
    child.on('error', (error) => end(-1, String(error.message)))
    child.on('close', (code) => end(code ?? -1, output))
  })
}

const unreachable =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|ENOTCACHED|ERR_PNPM_META_FETCH_FAIL)\b|network (request|connectivity)|error sending request/i

/** One sentence for the usual failures of a package manager, then the end of what it printed. */
export function explainInstall(what, output) {
  const lines = output
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !/^npm error (\s+at |\s*\w+: |})/.test(line))
  const tail = lines.slice(-12).join('\n')
  const reason = unreachable.test(output)
    ? 'The npm registry cannot be reached: check the network, the proxy (HTTPS_PROXY) and the registry in .npmrc, then run the command again.'
    : /\bE404\b|\bETARGET\b|No match(ing version)? found/i.test(output)
      ? 'The configured npm registry does not have it.'
      : /\bENOSPC\b/.test(output)
        ? 'The disk is full.'
        : /\b(EACCES|EPERM|EROFS)\b/.test(output)
          ? 'A folder may not be written; OPENWITH_CACHE names another folder for the cache.'
          : 'The package manager says:'
  return new Explained(`Could not install ${what}. ${reason}\n${tail}`)
}
