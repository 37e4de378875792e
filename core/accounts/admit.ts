import { AppError } from '../errors.ts'
import type { Membership } from './actor.ts'
import type { SignedIn } from './whoIs.ts'

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

/** Whether the organization wants a second factor that the person has not. */
export function owesEnrolment(
  session: Pick<SignedIn, 'secondFactor'>,
  membership: Pick<Membership, 'secondFactorRequired'>,
): boolean {
  return membership.secondFactorRequired && !session.secondFactor
}

/** Throws 403 for a person without a second factor in an organization that wants one. */
export function requireEnrolment(
  session: Pick<SignedIn, 'secondFactor'>,
  membership: Pick<Membership, 'secondFactorRequired'>,
): void {
  if (!owesEnrolment(session, membership)) return
  throw new AppError(
    'enrolment_needed',
    'Your organization requires a second factor. Add one in your profile, under "Signing in"; then go on.',
  )
}
