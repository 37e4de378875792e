import { json, type Request, type RequestHandler, type Response } from 'express'
import { z } from 'zod'
import type { Context } from '@muniment/core/context.ts'
import { AppError } from '@muniment/core/errors.ts'
import { recordEvent } from '@muniment/core/events/record.ts'
import type { Services } from './services.ts'
import { headersOf } from './session.ts'

/** The routes of better-auth that are open; whatever else it brings stays shut. */
const allowed = new Set(['POST /api/auth/sign-in/email', 'POST /api/auth/sign-out'])

const Failure = z.object({ code: z.string().optional() })
const Success = z.object({ user: z.object({ id: z.uuid() }) })

async function recordSignIn(
  services: Services,
  type: 'accounts.signed_in' | 'accounts.signed_out',
  personId: string,
): Promise<void> {
  const ctx: Context = {
    db: services.accountsDb,
    log: services.log,
    actor: { kind: 'person', personId },
    now: () => new Date(),
  }
  await services.accountsDb.transaction((trx) => recordEvent(trx, ctx, type, { organizationId: null }))
}

/** A parsed Express request, made anew for a handler of the Fetch API. */
function fetchRequest(request: Request, origin: string): globalThis.Request {
  const headers = headersOf(request.headers)
  headers.delete('content-length')
  headers.delete('transfer-encoding')
  headers.set('content-type', 'application/json')
  const body = JSON.stringify(request.body ?? {})
  return new globalThis.Request(new URL(request.originalUrl, origin), { method: 'POST', headers, body })
}

async function answer(services: Services, request: Request, response: Response): Promise<void> {
  const leaving = request.path === '/sign-out' ? await services.auth.whoIs(headersOf(request.headers)) : null
  const result = await services.auth.handler(fetchRequest(request, services.origin))
  for (const cookie of result.headers.getSetCookie()) response.append('set-cookie', cookie)
  if (result.ok) {
    const entered = Success.safeParse(await result.json().catch(() => null))
    if (entered.success) await recordSignIn(services, 'accounts.signed_in', entered.data.user.id)
    if (leaving !== null) await recordSignIn(services, 'accounts.signed_out', leaving.personId)
    // The body would hold the session's token: the cookie is all that a browser needs.
    response.status(204).end()
    return
  }
  const failure = Failure.safeParse(await result.json().catch(() => null))
  services.log.info({ code: failure.data?.code, status: result.status }, 'sign-in refused')
  if (result.status >= 500)
    throw new AppError('unavailable', 'Signing in is not possible just now. Try again in a minute.')
  throw new AppError(
    'unauthenticated',
    "E-mail address or password isn't right. Check both, or ask your administrator for a recovery link.",
  )
}

export function signIn(services: Services): RequestHandler[] {
  return [
    json({ limit: '10kb' }),
    (request, response, next) => {
      if (allowed.has(`${request.method} ${request.baseUrl}${request.path}`))
        answer(services, request, response).catch(next)
      else next(new AppError('not_found', 'There is no such address.'))
    },
  ]
}
