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

/** Stored files were found damaged: who looks after them is told how many, once for each check. */
export const tellDamage = defineJob({
  name: 'mail.damaged',
  payload: z.object({ runId: z.uuid(), personId: z.uuid(), organizationId: z.uuid().nullable() }),
  attempts: 8,
  key: ({ runId, personId, organizationId }) => `${runId} ${personId} ${organizationId ?? ''}`,
})
