export { forcesaveActive, reconcileForgotten, reconcileQuiet } from './reconcile.ts'
export { recover } from './recover.ts'
export { createRecoveryArea, type RecoveryArea, type RecoveryEntry } from './recovery-area.ts'
