import { describeEditing } from './describe-editing.ts'
import { startSidecarStage } from './sidecar-stage.ts'

describeEditing('editing from a post through the sidecar behind nginx', { pictures: false, start: startSidecarStage })
