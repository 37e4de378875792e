import { z } from 'zod'
import { ScannerStatus } from '../status/schema.ts'

export const CurrentSession = z
  .object({
    person: z.object({ id: z.uuid(), name: z.string(), email: z.string(), operator: z.boolean() }),
    memberships: z.array(
      z.object({
        id: z.uuid(),
        organization: z.object({ id: z.uuid(), name: z.string() }),
        roles: z.array(z.string()).meta({ description: 'by name' }),
        guest: z.boolean(),
        permissions: z.array(z.string()).meta({ description: 'those held for some department only are among them' }),
      }),
    ),
    limits: z.object({ uploadBytes: z.number().int() }),
    scanner: ScannerStatus,
  })
  .meta({ id: 'CurrentSession' })
export type CurrentSession = z.infer<typeof CurrentSession>

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
