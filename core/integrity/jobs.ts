import { z } from 'zod'
import { defineJob } from '../jobs/define.ts'

// Every killed worker counts as an attempt, and reading everything may outlive several of them.
export const runIntegrity = defineJob({
  name: 'integrity.run',
  payload: z.object({ runId: z.uuid() }),
  attempts: 20,
  key: ({ runId }) => runId,
})
