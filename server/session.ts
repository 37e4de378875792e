import type { IncomingHttpHeaders } from 'node:http'
import { chooseMember, membershipsOf } from '@muniment/core/accounts/actor.ts'
import type { SignedIn } from '@muniment/core/accounts/auth.ts'
import type { Actor, Context } from '@muniment/core/context.ts'
import { AppError } from '@muniment/core/errors.ts'
import { forbidden, holdsAnywhere } from '@muniment/core/access/policy.ts'
import type { AccessRule } from './route.ts'
import type { Services } from './services.ts'

/** The headers of a Node request as the Fetch API has them. */
export function headersOf(incoming: IncomingHttpHeaders): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) headers.append(name, one)
  }
  return headers
}

/** Who is signed in, or 401. */
export async function requireSession(services: Services, incoming: IncomingHttpHeaders): Promise<SignedIn> {
  // Without a cookie there is nobody to look up.
  const session = incoming.cookie === undefined ? null : await services.auth.whoIs(headersOf(incoming))
  if (session === null) throw new AppError('unauthenticated', 'Sign in first. Your session may have ended.')
  return session
}

async function actorFor(
  services: Services,
  session: SignedIn,
  access: AccessRule,
  organization: string | undefined,
): Promise<Actor> {
  const { personId } = session
  if (access === 'signed-in') return { kind: 'person', personId }
  if (access === 'operator') {
    if (!session.operator) throw forbidden()
    return { kind: 'operator', personId }
  }
  const member = chooseMember(personId, await membershipsOf(services.db, personId), organization)
  if (access !== 'member' && access !== 'public' && !holdsAnywhere(member, access)) throw forbidden()
  return member
}

export interface Asker {
  ctx: Context
  sessionId: string
}

/** Settles who asks for a route and whether its rule lets them: 401 for nobody, 403 without the permission. */
export async function resolveAsker(
  services: Services,
  access: AccessRule,
  incoming: IncomingHttpHeaders,
  organization: string | undefined,
): Promise<Asker> {
  const { log } = services
  const now = (): Date => new Date()
  if (access === 'public') {
    return { ctx: { db: services.accountsDb, actor: { kind: 'system', name: 'accounts' }, log, now }, sessionId: '' }
  }
  const session = await requireSession(services, incoming)
  const actor = await actorFor(services, session, access, organization)
  return { ctx: { db: services.db, actor, log, now }, sessionId: session.sessionId }
}
