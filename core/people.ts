import { z } from 'zod'

/** A person as others of the organization see them; id is that of the member. */
export const PersonReference = z.object({ id: z.uuid(), name: z.string() }).meta({ id: 'PersonReference' })
export type PersonReference = z.infer<typeof PersonReference>

export const EmailAddress = z.string().trim().toLowerCase().max(254).pipe(z.email('This is not an e-mail address.'))

export const Password = z
  .string()
  .min(12, 'The password needs at least 12 characters.')
  .max(128, 'The password may have 128 characters at most.')

export const PersonName = z
  .string()
  .transform((name) => name.normalize('NFC').trim())
  .pipe(
    z
      .string()
      .min(1, 'Write your name.')
      .max(200)
      .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'The name has a control character.'),
  )

/** Joined columns `<prefix>_id` and `<prefix>_name` as a reference; null when nobody is recorded. */
export function referenceOf(id: string | null, name: string | null): PersonReference | null {
  return id === null ? null : { id, name: name ?? '' }
}
