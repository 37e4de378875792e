import { z } from 'zod'
import { EmailAddress } from '../people.ts'
import { Role } from '../members/schema.ts'
import { ScannerStatus } from '../status/schema.ts'

export const CurrentSession = z
  .object({
    person: z.object({
      id: z.uuid(),
      name: z.string(),
      email: z.string(),
      emailVerified: z.boolean(),
      operator: z.boolean(),
    }),
    memberships: z.array(
      z.object({
        id: z.uuid(),
        organization: z.object({ id: z.uuid(), name: z.string() }),
        role: Role,
        permissions: z.array(z.string()),
      }),
    ),
    limits: z.object({ uploadBytes: z.number().int() }),
    scanner: ScannerStatus,
  })
  .meta({ id: 'CurrentSession' })
export type CurrentSession = z.infer<typeof CurrentSession>

export const RecoveryRequest = z.object({ email: EmailAddress })

export const Session = z
  .object({
    id: z.uuid(),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    ipAddress: z.string().nullable(),
    userAgent: z.string().nullable(),
    current: z.boolean(),
  })
  .meta({ id: 'Session' })
export type Session = z.infer<typeof Session>
