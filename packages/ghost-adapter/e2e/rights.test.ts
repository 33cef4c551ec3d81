import { describeRights } from './describe-rights.ts'
import { startStage } from './stage.ts'

describeRights('rights of Ghost’s roles', { start: startStage, pictures: true })
