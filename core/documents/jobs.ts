import { z } from 'zod'
import { defineJob } from '../jobs/define.ts'

export const scanVersion = defineJob({
  name: 'documents.scan',
  payload: z.object({ versionId: z.uuid() }),
  attempts: 8,
  key: ({ versionId }) => versionId,
})
