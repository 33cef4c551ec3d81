import { e2eConfig } from '../../toolchain/stage/e2e-config.ts'

export default e2eConfig(import.meta.dirname)
