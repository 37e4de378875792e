import { AsyncLocalStorage } from 'node:async_hooks'
import type { CurrentAdmin } from 'adminjs'
import { actingAs, chooseMembership, type Membership } from '@muniment/core/accounts/actor.ts'
import { requireSignInRules, requireSecondStep } from '@muniment/core/accounts/admit.ts'
import type { SignedIn } from '@muniment/core/accounts/whoIs.ts'
import { isConfirmed } from '@muniment/core/accounts/confirm.ts'
import { forbidden } from '@muniment/core/access/policy.ts'
import type { MemberContext, OperatorContext } from '@muniment/core/context.ts'
import { AppError } from '@muniment/core/errors.ts'
import type { Services } from './services.ts'
import type { Me } from './wire.ts'

/** Who uses the console in one request, and as what. */
export interface ConsoleSession {
  signedIn: SignedIn
  /** The organizations whose console this person may use. */
  memberships: readonly Membership[]
  /** As a member of the chosen organization; null for an operator who belongs to none. */
  member: MemberContext | null
  /** As the operator, who sees organizations and nothing in them. */
  operator: OperatorContext | null
}

const sessions = new AsyncLocalStorage<ConsoleSession>()

/** Runs `work`, and what AdminJS calls back from it, as this session. The body must have been read before. */
export function runAs<T>(session: ConsoleSession, work: () => T): T {
  return sessions.run(session, work)
}

export function currentSession(): ConsoleSession {
  const session = sessions.getStore()
  if (session === undefined) throw new Error('the console was asked outside a request')
  return session
}

export function currentMember(): MemberContext {
  const { member } = currentSession()
  if (member === null) throw forbidden()
  return member
}

export function currentOperator(): OperatorContext {
  const { operator } = currentSession()
  if (operator === null) throw forbidden()
  return operator
}

/** Thrown by a dangerous act: the same again after whoever sits there showed who they are. */
export class ConfirmationNeeded extends AppError {
  constructor() {
    super('confirmation_needed', "This is far-reaching: confirm that it's you, then do it once more.")
  }
}

/** Throws unless this session was confirmed within the last ten minutes. */
export function requireConfirmation(): void {
  if (!isConfirmed(currentSession().signedIn.confirmedAt, new Date())) throw new ConfirmationNeeded()
}

/**
 * Settles who asks: null for nobody, 403 for somebody without a right to the console, the second step of signing in or the
 * way of signing in that the organization wants, 404 for an organization that is named but not theirs. One that was `chosen` earlier is only a wish.
 */
export async function resolveSession(
  services: Services,
  cookie: string | undefined,
  organization: { named?: string | undefined; chosen?: string | undefined },
): Promise<ConsoleSession | null> {
  const signedIn = await services.auth.whoIs(cookie)
  if (signedIn === null) return null
  requireSecondStep(signedIn)
  const { db, log } = services
  const { personId } = signedIn
  const now = (): Date => new Date()
  const memberships = signedIn.memberships.filter((membership) => membership.permissions.includes('console.use'))
  if (memberships.length === 0 && !signedIn.operator) throw forbidden()
  let member: MemberContext | null = null
  if (memberships.length > 0) {
    const wish = memberships.find(({ organizationId }) => organizationId === organization.chosen) ?? memberships[0]
    const membership = chooseMembership(memberships, organization.named ?? wish?.organizationId)
    requireSignInRules(signedIn, membership)
    member = { db, log, now, actor: actingAs(personId, membership) }
  }
  const operator: OperatorContext | null = signedIn.operator
    ? { db, log, now, actor: { kind: 'operator', personId } }
    : null
  return { signedIn, memberships, member, operator }
}

/** The session as AdminJS and its pages get to know it: names and choices, no rights. */
export function describeSession(session: ConsoleSession, version: string): CurrentAdmin & Me {
  const { signedIn, member, memberships } = session
  const organizations = memberships.map((one) => ({ id: one.organizationId, name: one.organizationName }))
  return {
    id: signedIn.personId,
    email: signedIn.email,
    title: signedIn.name,
    operator: signedIn.operator,
    organization: organizations.find(({ id }) => id === member?.actor.organizationId) ?? null,
    organizations,
    version,
  }
}
