import { z } from 'zod'
import { defineJob } from '../jobs/define.ts'

// Every killed worker counts as an attempt, and a long act may outlive several of them.
export const runBulk = defineJob({
  name: 'bulk.run',
  payload: z.object({ bulkId: z.uuid() }),
  attempts: 20,
  key: ({ bulkId }) => bulkId,
})
