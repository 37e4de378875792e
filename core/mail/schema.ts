import { z } from 'zod'
import { EmailAddress } from '../people.ts'

// A host name or an address; what else could stand there would be an option or a path.
const Host = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9]([a-z0-9.:-]{0,251}[a-z0-9])?$/, 'Write the name or address of the mail server, without a scheme.')

const Line = z
  .string()
  .trim()
  .regex(/^[^\p{Cc}]*$/u, 'This has a control character.')

/** How the mail server is reached; its password is kept apart. */
export const MailServer = z.object({
  host: Host,
  port: z.number().int().min(1).max(65535).default(587),
  security: z.enum(['tls', 'starttls', 'none']).default('starttls').meta({
    description: 'tls from the first byte (465), starttls required (587), or none for a relay next door (25)',
  }),
  user: Line.max(254).default(''),
  from: EmailAddress,
  fromName: Line.max(100).default('Muniment'),
})
export type MailServer = z.infer<typeof MailServer>

export const MailSettingsInput = MailServer.extend({
  password: z
    .string()
    .max(1000)
    .nullable()
    .optional()
    .meta({ description: 'left out: the password that is kept stays; null: it is removed' }),
})
export type MailSettingsInput = z.infer<typeof MailSettingsInput>

export const MailSettings = z
  .object({
    server: MailServer.nullable().meta({ description: 'null: no mail is sent, and links are handed over' }),
    passwordSet: z.boolean(),
    revision: z.number().int().meta({ description: '0 while nothing is set' }),
    lastSentAt: z.iso.datetime().nullable(),
    lastFailure: z
      .object({ at: z.iso.datetime(), reason: z.string() })
      .nullable()
      .meta({ description: 'of mail that belongs to no organization, within 30 days' }),
  })
  .meta({ id: 'MailSettings' })
export type MailSettings = z.infer<typeof MailSettings>

export const MailTest = z
  .object({
    sent: z.boolean(),
    address: z.string(),
    answer: z.string().meta({ description: 'what the mail server said, or why it was not reached' }),
  })
  .meta({ id: 'MailTest' })
export type MailTest = z.infer<typeof MailTest>
