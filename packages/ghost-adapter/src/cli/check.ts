import type { InstallOptions } from './install.ts'
export async function check(_folder: string, _options: Pick<InstallOptions, 'env' | 'say'>): Promise<boolean> {
  return false
}
