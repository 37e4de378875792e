import { z } from 'zod'
import { defineJob } from '../jobs/define.ts'

export const previewVersion = defineJob({
  name: 'documents.preview',
  payload: z.object({ versionId: z.uuid() }),
  attempts: 3,
  key: ({ versionId }) => versionId,
})
