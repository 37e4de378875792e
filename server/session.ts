import type { IncomingHttpHeaders } from 'node:http'
import { actingAs, chooseMembership } from '@muniment/core/accounts/actor.ts'
import { requireSignInRules, requireSecondStep } from '@muniment/core/accounts/admit.ts'
import type { SignedIn } from '@muniment/core/accounts/whoIs.ts'
import { requireConfirmed } from '@muniment/core/accounts/confirm.ts'
import type { Actor, Context, MemberActor } from '@muniment/core/context.ts'
import { AppError } from '@muniment/core/errors.ts'
import { forbidden, holdsAnywhere } from '@muniment/core/access/policy.ts'
import type { AccessRule, Route } from './route.ts'
import type { Services } from './services.ts'

/** The headers of a Node request as the Fetch API has them. */
export function headersOf(incoming: IncomingHttpHeaders): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) headers.append(name, one)
  }
  return headers
}

/** Where a request comes from: the proxy overwrites the header; without a proxy there is only the peer itself. */
export function addressOf(request: {
  headers: IncomingHttpHeaders
  socket: { remoteAddress?: string | undefined }
}): string {
  const named = request.headers['x-real-ip']
  return (Array.isArray(named) ? named[0] : named) ?? request.socket.remoteAddress ?? 'unknown'
}

/** Who is signed in, or 401; 403 as long as the second step of signing in is owed, unless `owing` is let in. */
export async function requireSession(
  services: Services,
  incoming: IncomingHttpHeaders,
  how: { owing?: boolean; background?: boolean } = {},
): Promise<SignedIn> {
  const session = await services.auth.whoIs(incoming.cookie, { background: how.background ?? false })
  if (session === null) throw new AppError('unauthenticated', 'Sign in first. Your session may have ended.')
  if (how.owing !== true) requireSecondStep(session)
  return session
}

/** The member that this session acts as: theirs, and signed in as the organization may want it. */
export function memberOf(session: SignedIn, organization: string | undefined): MemberActor {
  const membership = chooseMembership(session.memberships, organization)
  requireSignInRules(session, membership)
  return actingAs(session.personId, membership)
}

function actorFor(session: SignedIn, access: AccessRule, organization: string | undefined): Actor {
  const { personId } = session
  if (access === 'signed-in' || access === 'first-step') return { kind: 'person', personId }
  if (access === 'operator') {
    if (!session.operator) throw forbidden()
    return { kind: 'operator', personId }
  }
  const member = memberOf(session, organization)
  if (access !== 'member' && access !== 'public' && !holdsAnywhere(member, access)) throw forbidden()
  return member
}

export interface Asker {
  ctx: Context
  session: SignedIn | null
}

/**
 * Settles who asks for a route and whether its rule lets them: 401 for nobody, 403 without the permission, the second
 * step, the way of signing in that the organization wants, or the confirmation that the act needs.
 */
export async function resolveAsker(
  services: Services,
  { access, confirm = false, background = false }: Pick<Route, 'access' | 'confirm' | 'background'>,
  incoming: IncomingHttpHeaders,
  organization: string | undefined,
): Promise<Asker> {
  const { log } = services
  const now = (): Date => new Date()
  if (access === 'public') {
    return { ctx: { db: services.accountsDb, actor: { kind: 'system', name: 'accounts' }, log, now }, session: null }
  }
  const session = await requireSession(services, incoming, { owing: access === 'first-step', background })
  const actor = actorFor(session, access, organization)
  if (confirm) requireConfirmed(session, now())
  return { ctx: { db: services.db, actor, log, now }, session }
}
