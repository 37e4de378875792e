import { json, type Request, type RequestHandler, type Response } from 'express'
import { z } from 'zod'
import { requireConfirmed } from '@muniment/core/accounts/confirm.ts'
import { noteDevice } from '@muniment/core/accounts/devices.ts'
import { beginTry } from '@muniment/core/accounts/failures.ts'
import { systemContext, type Context } from '@muniment/core/context.ts'
import { AppError } from '@muniment/core/errors.ts'
import { recordEvent } from '@muniment/core/events/record.ts'
import type { Departure } from '@muniment/core/providers/desk.ts'
import { LinkStart, SignInStart } from '@muniment/core/providers/schema.ts'
import type { Services } from './services.ts'
import { addressOf, headersOf, requireSession } from './session.ts'

const callback = /^GET \/api\/auth\/callback\/([a-z0-9-]{2,40})$/

const Failure = z.object({ code: z.string().optional() })
const Success = z.object({ user: z.object({ id: z.uuid() }) })
/** All that the library gets to see: what else it might read from the body (where to go, how long) is not for visitors. */
const Credentials = z.object({ email: z.string().trim().toLowerCase().max(254), password: z.string().max(128) })

const refused = "E-mail address or password isn't right. Check both, or ask your administrator for a recovery link."

export async function recordSignIn(
  services: Services,
  type: 'accounts.signed_in' | 'accounts.signed_out' | 'accounts.locked',
  personId: string,
  data: Record<string, string> = {},
): Promise<void> {
  const ctx: Context = {
    db: services.accountsDb,
    log: services.log,
    actor: { kind: 'person', personId },
    now: () => new Date(),
  }
  await services.accountsDb.transaction((trx) => recordEvent(trx, ctx, type, { organizationId: null, data }))
}

/** A parsed Express request, made anew for a handler of the Fetch API. */
function fetchRequest(request: Request, origin: string, content: unknown): globalThis.Request {
  const headers = headersOf(request.headers)
  headers.delete('content-length')
  headers.delete('transfer-encoding')
  headers.set('content-type', 'application/json')
  const body = JSON.stringify(content)
  return new globalThis.Request(new URL(request.originalUrl, origin), { method: 'POST', headers, body })
}

async function signOut(services: Services, request: Request, response: Response): Promise<void> {
  const leaving = await services.auth.whoIs(request.headers.cookie)
  const result = await services.auth.handler(fetchRequest(request, services.origin, {}))
  for (const cookie of result.headers.getSetCookie()) response.append('set-cookie', cookie)
  if (!result.ok) throw new AppError('unavailable', 'Signing out is not possible just now. Try again in a minute.')
  if (leaving !== null) await recordSignIn(services, 'accounts.signed_out', leaving.personId)
  response.status(204).end()
}

async function noteLock(services: Services, email: string): Promise<void> {
  const person = await services.accountsDb('auth.users').where({ email }).first('id')
  services.log.warn({ known: person !== undefined }, 'too many wrong passwords')
  if (person !== undefined) await recordSignIn(services, 'accounts.locked', person.id, { what: 'password' })
}

async function signInByPassword(services: Services, request: Request, response: Response): Promise<void> {
  const given = Credentials.safeParse(request.body)
  if (!given.success) throw new AppError('unauthenticated', refused)
  const { email } = given.data
  const who = { account: email, address: addressOf(request) }
  const tried = await beginTry(services.accountsDb, 'password', who, new Date())
  const result = await services.auth.handler(fetchRequest(request, services.origin, given.data))
  if (result.ok) {
    const entered = Success.parse(await result.json())
    await tried.succeed()
    await recordSignIn(services, 'accounts.signed_in', entered.user.id, { by: 'password' })
    const device = await noteBrowser(services, request, entered.user.id)
    for (const cookie of [...result.headers.getSetCookie(), ...device]) response.append('set-cookie', cookie)
    // The body would hold the session's token: the cookie is all that a browser needs.
    response.status(204).end()
    return
  }
  const failure = Failure.safeParse(await result.json().catch(() => null))
  services.log.info({ code: failure.data?.code, status: result.status }, 'sign-in refused')
  if (result.status >= 500)
    throw new AppError('unavailable', 'Signing in is not possible just now. Try again in a minute.')
  if (tried.lockedUntil !== null) await noteLock(services, email)
  throw new AppError('unauthenticated', refused)
}

const deviceCookie = 'muniment-device'

/** Remembers the browser that somebody just signed in from. What goes wrong with it keeps nobody out. */
export async function noteBrowser(services: Services, request: Request, personId: string): Promise<string[]> {
  const { accountsDb, log, origin } = services
  const cookies = (request.headers.cookie ?? '').split(';').map((one) => one.trim())
  const known = cookies.find((one) => one.startsWith(`${deviceCookie}=`))?.slice(deviceCookie.length + 1)
  try {
    const made = await noteDevice(systemContext(accountsDb, log, 'accounts'), {
      personId,
      token: known,
      address: addressOf(request),
      userAgent: request.get('user-agent'),
    })
    const secure = origin.startsWith('https:') ? '; Secure' : ''
    const attributes = `Path=/api; Max-Age=${400 * 86_400}; HttpOnly; SameSite=Lax${secure}`
    return made === null ? [] : [`${deviceCookie}=${made}; ${attributes}`]
  } catch (error) {
    log.error({ error }, 'the device of a sign-in was not noted')
    return []
  }
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
  const { location, cookies, personId } = await services.providers.arrive(
    systemContext(services.accountsDb, services.log, 'accounts'),
    {
      provider,
      query: new URL(request.originalUrl, services.origin).searchParams,
      headers,
      session: await services.auth.whoIs(request.headers.cookie),
    },
  )
  const device = personId === null ? [] : await noteBrowser(services, request, personId)
  for (const cookie of [...cookies, ...device]) response.append('set-cookie', cookie)
  response.redirect(302, location)
}

/** The routes below /api/auth that are open; whatever else better-auth brings stays shut. */
const allowed = new Map([
  ['POST /api/auth/sign-in/email', signInByPassword],
  ['POST /api/auth/sign-in/provider', departToSignIn],
  ['POST /api/auth/link-provider', departToLink],
  ['POST /api/auth/sign-out', signOut],
])

export function signIn(services: Services): RequestHandler[] {
  return [
    json({ limit: '10kb' }),
    (request, response, next) => {
      const asked = `${request.method} ${request.baseUrl}${request.path}`
      const provider = callback.exec(asked)?.[1]
      const serve = allowed.get(asked)
      if (provider !== undefined) arrive(services, request, response, provider).catch(next)
      else if (serve !== undefined) serve(services, request, response).catch(next)
      else next(new AppError('not_found', 'There is no such address.'))
    },
  ]
}
