/** One line of progress, on stderr. */
export function say(line: string): void {
  process.stderr.write(`openwith: ${line}\n`)
}
