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

/** What an organization asks of everybody's way of signing in. */
export interface SignInRules {
  /** Everybody needs a second factor. */
  secondFactor: boolean
  /** The ways that a session may have been opened by (ways.ts); null: any. */
  ways: string[] | null
}

/** The ways that this session should have been opened by; null when it was. A way that is not known is none of them. */
export function otherWays({ ways }: SignInRules, { way }: Pick<SignedIn, 'way'>): string[] | null {
  return ways === null || (way !== null && ways.includes(way)) ? null : ways
}

/** Whether the person has yet to add a second factor for these rules. */
export function owesEnrolment(rules: SignInRules, { secondFactor }: Pick<SignedIn, 'secondFactor'>): boolean {
  return rules.secondFactor && !secondFactor
}

/** Throws 403 for a session that does not comply with what the organization asks of signing in. */
export function requireSignInRules(
  session: Pick<SignedIn, 'secondFactor' | 'way'>,
  { rules }: Pick<Membership, 'rules'>,
): void {
  if (otherWays(rules, session) !== null) {
    throw new AppError(
      'other_way_needed',
      'Your organization lets people in by certain ways of signing in only, and you came in by another. Your profile names them: sign out, and sign in by one of them.',
    )
  }
  if (owesEnrolment(rules, session)) {
    throw new AppError(
      'enrolment_needed',
      'Your organization requires a second factor. Add one in your profile, under "Signing in"; then go on.',
    )
  }
}
