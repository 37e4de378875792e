import type { Knex } from 'knex'
import { AppError } from '../errors.ts'
import type { SignedIn } from './auth.ts'

// Asked by everything that lets a person in: HTTP, sockets and the console. Whatever way the session was opened, by
// password or by a provider, it is worth nothing until these let it pass.

/** Whether the second step of signing in is still to be done. */
export function owesSecondStep(session: Pick<SignedIn, 'aal' | 'secondFactor'>): boolean {
  return session.secondFactor && session.aal < 2
}

/** Throws 403 for a session that was opened without the second factor that its person has. */
export function requireSecondStep(session: Pick<SignedIn, 'aal' | 'secondFactor'>): void {
  if (owesSecondStep(session)) {
    throw new AppError('second_factor_needed', 'Signing in has a second step: confirm it with your second factor.')
  }
}

/** Throws 403 for a person without a second factor in an organization that wants one. */
export async function requireEnrolment(
  db: Knex,
  session: Pick<SignedIn, 'secondFactor'>,
  organizationId: string,
): Promise<void> {
  if (session.secondFactor) return
  if (!(await isEnrolmentNeeded(db, organizationId))) return
  throw new AppError(
    'enrolment_needed',
    'Your organization requires a second factor. Add one in your profile, under "Signing in"; then go on.',
  )
}

/** Whether the organization wants a second factor of everybody. An answer that does not come is an error, never a no. */
export async function isEnrolmentNeeded(db: Knex, organizationId: string): Promise<boolean> {
  const { rows } = await db.raw<{ rows: { required: boolean | null }[] }>(
    'select access.requires_second_factor(?) as required',
    [organizationId],
  )
  return rows[0]?.required !== false
}
