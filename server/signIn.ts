import { json, type Request, type RequestHandler, type Response } from 'express'
import { z } from 'zod'
import { requireConfirmed } from '@muniment/core/accounts/confirm.ts'
import { systemContext, type Context } from '@muniment/core/context.ts'
import { AppError } from '@muniment/core/errors.ts'
import { recordEvent } from '@muniment/core/events/record.ts'
import type { Departure } from '@muniment/core/providers/desk.ts'
import { LinkStart, SignInStart } from '@muniment/core/providers/schema.ts'
import type { Services } from './services.ts'
import { headersOf, requireSession } from './session.ts'

/** The routes of better-auth that are open; whatever else it brings stays shut. */
const allowed = new Set(['POST /api/auth/sign-in/email', 'POST /api/auth/sign-out'])
const callback = /^GET \/api\/auth\/callback\/([a-z0-9-]{2,40})$/

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

function send({ url, cookies }: Departure, response: Response): void {
  for (const cookie of cookies) response.append('set-cookie', cookie)
  response.json({ url })
}

function given<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  throw new AppError('invalid', parsed.error.issues[0]?.message ?? 'Name the sign-in provider.')
}

/** Only a path of the app may be gone on to: a link must not send people elsewhere once they signed in. */
function pathOf(wanted: string | undefined): string {
  return wanted !== undefined && /^\/(?![/\\])[^\\\p{Cc}]*$/u.test(wanted) ? wanted : '/'
}

async function departToSignIn(services: Services, request: Request, response: Response): Promise<void> {
  const { provider, invitation, return: wanted } = given(SignInStart, request.body)
  const [ctx, headers] = [systemContext(services.accountsDb, services.log, 'accounts'), headersOf(request.headers)]
  const departure =
    invitation === undefined
      ? await services.providers.signIn(ctx, headers, provider, pathOf(wanted))
      : await services.providers.join(ctx, headers, provider, invitation)
  send(departure, response)
}

async function departToLink(services: Services, request: Request, response: Response): Promise<void> {
  const session = await requireSession(services, request.headers)
  requireConfirmed(session, new Date())
  const { provider } = given(LinkStart, request.body)
  const ctx = systemContext(services.accountsDb, services.log, 'accounts')
  send(await services.providers.link(ctx, headersOf(request.headers), provider, session), response)
}

async function arrive(services: Services, request: Request, response: Response, provider: string): Promise<void> {
  const headers = headersOf(request.headers)
  const { location, cookies } = await services.providers.arrive(
    systemContext(services.accountsDb, services.log, 'accounts'),
    {
      provider,
      query: new URL(request.originalUrl, services.origin).searchParams,
      headers,
      session: await services.auth.whoIs(headers),
    },
  )
  for (const cookie of cookies) response.append('set-cookie', cookie)
  response.redirect(302, location)
}

/** Departures to sign-in providers, and what comes back from them. */
const providerDoors = new Map([
  ['POST /api/auth/sign-in/provider', departToSignIn],
  ['POST /api/auth/link-provider', departToLink],
])

export function signIn(services: Services): RequestHandler[] {
  return [
    json({ limit: '10kb' }),
    (request, response, next) => {
      const asked = `${request.method} ${request.baseUrl}${request.path}`
      const provider = callback.exec(asked)?.[1]
      const depart = providerDoors.get(asked)
      if (provider !== undefined) arrive(services, request, response, provider).catch(next)
      else if (depart !== undefined) depart(services, request, response).catch(next)
      else if (allowed.has(asked)) answer(services, request, response).catch(next)
      else next(new AppError('not_found', 'There is no such address.'))
    },
  ]
}
