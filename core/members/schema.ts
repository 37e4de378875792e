import { z } from 'zod'
import { EmailAddress } from '../people.ts'

export const Role = z.enum(['administrator', 'member'])

export const Member = z
  .object({
    id: z.uuid(),
    name: z.string(),
    email: z.string(),
    role: Role,
    suspended: z.boolean(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Member' })
export type Member = z.infer<typeof Member>

export const NewInvitation = z.object({ email: EmailAddress, role: Role.default('member') })
export type NewInvitation = z.infer<typeof NewInvitation>

export const Invitation = z
  .object({
    id: z.uuid(),
    email: z.string(),
    role: Role,
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    expired: z.boolean(),
  })
  .meta({ id: 'Invitation' })
export type Invitation = z.infer<typeof Invitation>

export const CreatedInvitation = z.object({
  id: z.uuid(),
  email: z.string(),
  role: Role,
  link: z.string().meta({ description: 'one-time link to hand over; shown once' }),
  expiresAt: z.iso.datetime(),
})
export type CreatedInvitation = z.infer<typeof CreatedInvitation>
