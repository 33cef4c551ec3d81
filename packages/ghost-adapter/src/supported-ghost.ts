/** Minor versions of Ghost that this adapter is tested with. Others start with a warning, as long as every part of `ghost-bridge.ts` is found. */
export const supportedGhost: readonly string[] = ['6.65']
