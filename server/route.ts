import type { Request, Response } from 'express'
import { z } from 'zod'
import type { Permission } from '@muniment/core/access/permissions.ts'
import type { Context, MemberContext, OperatorContext, PersonActor, SystemContext } from '@muniment/core/context.ts'
import type { SignedIn } from '@muniment/core/accounts/whoIs.ts'
import { AppError, type Fault } from '@muniment/core/errors.ts'
import { revisionTag } from '@muniment/core/revision.ts'
import type { Services } from './services.ts'

/**
 * Who may ask: `public` anyone (it acts as the accounts' part of the appliance), `first-step` also who has signed in but
 * for the second step, `signed-in` any person, `operator` the operator as such, `member` anybody in the organization, else
 * the permission that is needed.
 */
export type AccessRule = 'public' | 'first-step' | 'signed-in' | 'operator' | 'member' | Permission

export type ContextOf<A extends AccessRule> = A extends 'public'
  ? SystemContext
  : A extends 'signed-in' | 'first-step'
    ? Context<PersonActor>
    : A extends 'operator'
      ? OperatorContext
      : MemberContext

export type Method = 'get' | 'head' | 'post' | 'patch' | 'put' | 'delete' | 'options'

type Shape = z.ZodType | undefined
type Parsed<S extends Shape> = S extends z.ZodType ? z.infer<S> : undefined

interface Asked<A extends AccessRule, P extends Shape, Q extends Shape, B extends Shape> {
  ctx: ContextOf<A>
  params: Parsed<P>
  query: Parsed<Q>
  body: Parsed<B>
  /** Of If-Match; asked for only where the route says so, else 0. */
  revision: number
  /** The session that asks; null for a public route. */
  session: A extends 'public' ? null : SignedIn
  services: Services
  request: Request
  /** Hands cookies of the sign-in library on to the browser. */
  setCookies: (lines: readonly string[]) => void
}

interface Described<A extends AccessRule, P extends Shape, Q extends Shape, B extends Shape> {
  method: Method
  /** Below /api/v1, parameters as `:name`. */
  path: string
  summary: string
  access: A
  params?: P
  query?: Q
  body?: B
  /** The change needs If-Match with the revision that it was made from. */
  ifMatch?: boolean
  /** It is dangerous: within the last ten minutes the session must have been confirmed. */
  confirm?: boolean
  /** Pages ask it by themselves, so it does not keep a session alive that nobody uses. */
  background?: boolean
}

interface Answering<R extends Shape> {
  /** Absent: 204. What the schema does not name is cut from the answer. */
  returns?: R
  status?: 200 | 201
}

interface Streaming {
  /** What is sent instead of JSON, for the description. */
  streams: string
}

/** A route as the app and the OpenAPI document use it. */
export interface Route extends Described<AccessRule, Shape, Shape, Shape>, Answering<Shape>, Partial<Streaming> {
  run: (asked: Unparsed, response: Response) => Promise<void>
}

/** What the app hands over once it has settled who asks. */
export interface Unparsed {
  ctx: Context
  session: SignedIn | null
  services: Services
  request: Request
}

function parse<S extends Shape>(schema: S | undefined, value: unknown, where: string): Parsed<S>
function parse(schema: Shape, value: unknown, where: string): unknown {
  if (schema === undefined) return undefined
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const faults: Fault[] = result.error.issues.map((issue) => ({
    path: issue.path.join('.'),
    message: issue.message,
  }))
  const first = faults[0]
  const message = first ? first.message : `The ${where} isn't right.`
  throw new AppError('invalid', message, { faults })
}

function revisionOf(request: Request): number {
  const tag = request.get('if-match')
  if (tag === undefined) {
    throw new AppError('precondition_required', 'Say which revision you changed: send its ETag as If-Match.')
  }
  const digits = /^"(\d{1,9})"$/.exec(tag)?.[1]
  if (digits === undefined) throw new AppError('precondition_failed', 'If-Match holds no revision of this.')
  return Number(digits)
}

// The context was made for the rule of this very route (see app.ts), which the type system cannot follow from here.
function contextFor<A extends AccessRule>(access: A, ctx: Context): ContextOf<A>
function contextFor(access: AccessRule, ctx: Context): Context {
  const kinds: Partial<Record<AccessRule, Context['actor']['kind']>> = {
    public: 'system',
    'first-step': 'person',
    'signed-in': 'person',
    operator: 'operator',
  }
  if (ctx.actor.kind !== (kinds[access] ?? 'member'))
    throw new Error(`a ${ctx.actor.kind} came to a route for ${access}`)
  return ctx
}

// As with the context: only a public route is asked without a session.
function sessionFor<A extends AccessRule>(access: A, session: SignedIn | null): A extends 'public' ? null : SignedIn
function sessionFor(access: AccessRule, session: SignedIn | null): SignedIn | null {
  if ((session === null) !== (access === 'public'))
    throw new Error(`a route for ${access} was asked without its session`)
  return session
}

function asking<A extends AccessRule, P extends Shape, Q extends Shape, B extends Shape>(
  route: Described<A, P, Q, B>,
  { ctx, session, services, request }: Unparsed,
  response: Response,
): Asked<A, P, Q, B> {
  return {
    ctx: contextFor(route.access, ctx),
    params: parse(route.params, request.params, 'address'),
    query: parse(route.query, request.query, 'query'),
    body: parse(route.body, request.body, 'body'),
    revision: route.ifMatch ? revisionOf(request) : 0,
    session: sessionFor(route.access, session),
    services,
    request,
    setCookies: (lines) => {
      for (const line of lines) response.append('set-cookie', line)
    },
  }
}

const Revised = z.object({ revision: z.number() })

/** A JSON route: validates what comes in, cuts what goes out to its schema, and sets ETag where there is a revision. */
export function route<
  A extends AccessRule,
  P extends Shape = undefined,
  Q extends Shape = undefined,
  B extends Shape = undefined,
  R extends Shape = undefined,
>(
  description: Described<A, P, Q, B> &
    Answering<R> & { handle: (asked: Asked<A, P, Q, B>) => Promise<R extends z.ZodType ? z.input<R> : void> },
): Route {
  const { handle, returns, ...rest } = description
  return {
    ...rest,
    ...(returns && { returns }),
    run: async (unparsed, response) => {
      const result = await handle(asking(description, unparsed, response))
      if (returns === undefined) {
        response.status(204).end()
        return
      }
      const shown: unknown = returns.parse(result)
      const revised = Revised.safeParse(shown)
      if (revised.success) response.set('etag', revisionTag(revised.data.revision))
      response.status(description.status ?? 200).json(shown)
    },
  }
}

/** A route that writes its own answer: bytes, or another protocol. */
export function streamRoute<A extends AccessRule, P extends Shape = undefined, Q extends Shape = undefined>(
  description: Described<A, P, Q, undefined> &
    Streaming & { handle: (asked: Asked<A, P, Q, undefined>, response: Response) => Promise<void> },
): Route {
  const { handle, ...rest } = description
  return { ...rest, run: (unparsed, response) => handle(asking(description, unparsed, response), response) }
}
