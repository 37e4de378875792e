import { z } from 'zod'
import { EntryName } from '../names.ts'
import { EmailAddress } from '../people.ts'

export const Organization = z
  .object({ id: z.uuid(), name: z.string(), createdAt: z.iso.datetime() })
  .meta({ id: 'Organization' })
export type Organization = z.infer<typeof Organization>

export const NewOrganization = z.object({ name: EntryName, administratorEmail: EmailAddress })
export type NewOrganization = z.infer<typeof NewOrganization>

export const CreatedOrganization = z.object({
  organization: Organization,
  link: z.string().meta({ description: 'one-time link for its administrator; shown once' }),
  expiresAt: z.iso.datetime(),
})
export type CreatedOrganization = z.infer<typeof CreatedOrganization>
