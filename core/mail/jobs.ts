import { z } from 'zod'
import { defineJob } from '../jobs/define.ts'

export const sendMail = defineJob({
  name: 'mail.send',
  payload: z.object({ mailId: z.uuid() }),
  attempts: 8,
  key: ({ mailId }) => mailId,
})
