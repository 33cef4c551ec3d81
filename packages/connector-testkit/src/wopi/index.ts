export type { CaseTarget } from './case-request.ts'
export { type CaseResult, runValidatorCases } from './run-validator-cases.ts'
export { type ProofMutation, type SigningKeys, signProof } from './sign-proof.ts'
export { readCases, type ValidatorCase, type ValidatorCases } from './validator-case.ts'
