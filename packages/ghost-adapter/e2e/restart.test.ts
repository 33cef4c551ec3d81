import { describeRestart } from './describe-restart.ts'

describeRestart('a Ghost that ends in the middle of a session')
