/**
 * Directus's configuration as plain environment variables. Directus also reads a configuration file, and turns values into numbers, booleans and lists;
 * what came from the process is taken as it was written.
 */
export function environmentOf(env: Record<string, unknown>): Record<string, string | undefined> {
  const read = Object.entries(env).flatMap(([name, value]) =>
    value === undefined || value === null ? [] : [[name, Array.isArray(value) ? value.join(',') : String(value)]],
  )
  return { ...(Object.fromEntries(read) as Record<string, string>), ...process.env }
}
