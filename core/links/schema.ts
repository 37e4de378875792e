import { z } from 'zod'
import { EmailAddress, Password, PersonName } from '../people.ts'
import { EntryName } from '../names.ts'

export const LinkToken = z.string().regex(/^[\w-]{43}$/, "This link isn't complete. Copy the whole of it.")

export const LinkInspection = z.object({ token: LinkToken })
export const LinkShown = z
  .object({
    purpose: z.enum(['setup', 'invitation', 'recovery', 'verification']),
    email: z.string().nullable(),
    organizationName: z.string().nullable(),
    expiresAt: z.iso.datetime(),
    known: z
      .boolean()
      .meta({ description: 'the e-mail address has an account already; accepting then takes its password' }),
  })
  .meta({ id: 'Link' })
export type LinkShown = z.infer<typeof LinkShown>

export const Setup = z.object({
  token: LinkToken,
  name: PersonName,
  email: EmailAddress,
  password: Password,
  organizationName: EntryName,
})
export type Setup = z.infer<typeof Setup>

export const Acceptance = z.object({ token: LinkToken, name: PersonName.optional(), password: Password })
export type Acceptance = z.infer<typeof Acceptance>

export const Recovery = z.object({ token: LinkToken, password: Password })
export type Recovery = z.infer<typeof Recovery>

export const Redeemed = z.object({ email: z.string() }).meta({ id: 'Redeemed' })
export type Redeemed = z.infer<typeof Redeemed>
