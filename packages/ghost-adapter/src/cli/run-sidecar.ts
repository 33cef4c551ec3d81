export async function runSidecar(_folder: string, _options: object): Promise<void> {}
