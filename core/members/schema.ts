import { z } from 'zod'
import { Avatar } from '../accounts/schema.ts'
import { roleKeys } from '../access/permissions.ts'
import { EmailAddress } from '../people.ts'
import { Assignment } from '../roles/schema.ts'

export const Member = z
  .object({
    id: z.uuid(),
    name: z.string(),
    email: z.string(),
    avatar: Avatar,
    roles: z.array(Assignment),
    departments: z
      .array(z.object({ id: z.uuid(), name: z.string() }))
      .meta({ description: 'those they belong to directly' }),
    suspended: z.boolean(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Member' })
export type Member = z.infer<typeof Member>

export const MemberChange = z.object({ suspended: z.boolean() })

const grantedAtOnce = 50

export const RoomGrant = z.object({ roomId: z.uuid(), level: z.enum(['view', 'download', 'edit', 'manage']) })
export type RoomGrant = z.infer<typeof RoomGrant>

export const NewInvitation = z.object({
  email: EmailAddress,
  roleId: z.uuid().optional().meta({ description: 'absent: the built-in role of a member' }),
  departments: z.array(z.uuid()).max(grantedAtOnce).default([]),
  rooms: z
    .array(RoomGrant)
    .max(grantedAtOnce)
    .default([])
    .meta({ description: 'what they get at once when they join' }),
})
export type NewInvitation = z.input<typeof NewInvitation>

const RoleNamed = z.object({ id: z.uuid(), name: z.string(), key: z.enum(roleKeys).nullable() })

export const Invitation = z
  .object({
    id: z.uuid(),
    email: z.string(),
    role: RoleNamed,
    departments: z.array(z.uuid()),
    rooms: z.array(RoomGrant),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    expired: z.boolean(),
  })
  .meta({ id: 'Invitation' })
export type Invitation = z.infer<typeof Invitation>

export const CreatedInvitation = z.object({
  id: z.uuid(),
  email: z.string(),
  role: RoleNamed,
  link: z.string().meta({ description: 'one-time link to hand over; shown once' }),
  expiresAt: z.iso.datetime(),
})
export type CreatedInvitation = z.infer<typeof CreatedInvitation>
