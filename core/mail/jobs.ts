import { z } from 'zod'
import { defineJob } from '../jobs/define.ts'

/** What was shared is looked up when the mail is sent: until then it may be taken back, or renamed. */
export const tellShared = defineJob({
  name: 'mail.shared',
  payload: z.object({ grantId: z.uuid() }),
  attempts: 8,
  key: ({ grantId }) => grantId,
})

export const sendMail = defineJob({
  name: 'mail.send',
  payload: z.object({ mailId: z.uuid() }),
  attempts: 8,
  key: ({ mailId }) => mailId,
})
