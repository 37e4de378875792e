import { randomBytes, randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { ApiController, ErrorTypeEnum, type ActionRequest } from 'adminjs'
import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
} from 'express'
import { z } from 'zod'
import { AppError, notFound } from '@muniment/core/errors.ts'
import { withLogScope } from '@muniment/core/log.ts'
import { asAppError, problemOf } from '@muniment/core/problem.ts'
import { reportFault } from '@muniment/core/sentry.ts'
import { assetsPath, publicFolder, type Manifest } from './assets.ts'
import { confirmation } from './confirm.ts'
import { createConsole } from './console.ts'
import { escapeHtml, plainPage } from './html.ts'
import { createPage } from './page.ts'
import type { Services } from './services.ts'
import { ConfirmationNeeded, describeSession, resolveSession, runAs, type ConsoleSession } from './session.ts'

const requestIdForm = /^[\w-]{8,64}$/
const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])
const chosenCookie = 'muniment-console-organization'
const organizationId = z.uuid()

function identify({ log }: Services): RequestHandler {
  return (request, response, next) => {
    const given = request.get('x-request-id')
    const requestId = given !== undefined && requestIdForm.test(given) ? given : randomUUID()
    response.set('x-request-id', requestId)
    const started = performance.now()
    withLogScope({ requestId }, () => {
      response.once('close', () => {
        const ms = Math.round(performance.now() - started)
        log.info({ method: request.method, path: request.path, status: response.statusCode, ms }, 'request')
      })
      next()
    })
  }
}

/** The hash of nothing: AdminJS's choosers add an empty style element and fill it by script. */
const emptyStyle = 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='

/** What may run in a page of the console: our own scripts and styles by a nonce that is new each time, and nothing else. */
function policyOf(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}' '${emptyStyle}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

const protect: RequestHandler = (_request, response, next) => {
  response.set({
    'content-security-policy': policyOf(randomBytes(16).toString('base64url')),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    // Not no-referrer: with it a browser sends its forms with the Origin "null".
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
    'cache-control': 'no-store',
  })
  next()
}

function requireOwnOrigin({ origin }: Services): RequestHandler {
  return (request, _response, next) => {
    if (safeMethods.has(request.method) || request.get('origin') === origin) next()
    else next(new AppError('forbidden', `Requests that change something must come from ${origin}.`))
  }
}

function cookieNamed(name: string, header: string | undefined): string | undefined {
  const found = header?.split(';').find((one) => one.trim().startsWith(`${name}=`))
  return found?.trim().slice(name.length + 1)
}

function readBody(parser: RequestHandler, request: Request, response: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    void parser(request, response, (error?: unknown) => (error === undefined ? resolve() : reject(error)))
  })
}

const wantsPage = (request: Request): boolean => !request.path.startsWith('/admin/api/')

type Work = (request: Request, response: Response, session: ConsoleSession) => Promise<void>

/**
 * Runs `work` as whoever is signed in. Nobody: pages lead to sign-in and back, the API answers 401. The body is read
 * before the session is entered, for a parser may lose it; and after it is settled, for nobody anonymous is parsed.
 */
function signedIn(services: Services, work: Work, parser?: RequestHandler): RequestHandler {
  const serve = async (request: Request, response: Response): Promise<void> => {
    const { cookie } = request.headers
    const session = await resolveSession(services, cookie, {
      named: request.get('muniment-organization'),
      chosen: cookieNamed(chosenCookie, cookie),
    })
    if (session === null) {
      if (!wantsPage(request)) throw new AppError('unauthenticated', 'Sign in first. Your session may have ended.')
      response.redirect(303, `/sign-in?next=${encodeURIComponent(request.originalUrl)}`)
      return
    }
    if (parser !== undefined) await readBody(parser, request, response)
    await runAs(session, () => work(request, response, session))
  }
  return (request, response, next) => {
    serve(request, response).catch(next)
  }
}

function showFailure({ log }: Services, manifest: Manifest): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const failure = asAppError(error)
    if (failure.code === 'internal') {
      log.error({ error: failure.cause, path: request.path }, 'request failed')
      reportFault(failure.cause)
    } else if (failure.code === 'unavailable') {
      log.warn({ error: failure.cause, path: request.path }, 'request could not be served')
    }
    if (response.headersSent) {
      response.destroy()
      return
    }
    const problem = problemOf(failure)
    response.status(problem.status)
    // The same page asks for the second step, and leads back.
    if (wantsPage(request) && failure.code === 'second_factor_needed' && safeMethods.has(request.method)) {
      response.redirect(303, `/sign-in?next=${encodeURIComponent(request.originalUrl)}`)
      return
    }
    if (!wantsPage(request)) {
      const extra = error instanceof ConfirmationNeeded ? { confirmAt: '/admin/confirm' } : {}
      response.type('application/problem+json').send(JSON.stringify({ ...problem, ...extra }))
      return
    }
    const hidden = failure.code === 'forbidden' || failure.code === 'not_found'
    const detail = hidden ? notFound().message : problem.detail
    const button =
      failure.code === 'enrolment_needed' || failure.code === 'other_way_needed'
        ? '<a class="button primary" href="/profile">Open your profile</a>'
        : '<a class="button primary" href="/">Back to Muniment</a>'
    const body = `    <p>${escapeHtml(detail)}</p>
    <p class="reference">Reference ${escapeHtml(problem.requestId)}</p>
    <div class="buttons">${button}</div>`
    response.send(plainPage(manifest, hidden ? 'Nothing to see here' : problem.title, body))
  }
}

const ActionParams = z.object({
  resourceId: z.string(),
  action: z.string(),
  recordId: z.string().optional(),
  query: z.string().max(255).optional(),
})

const Missing = z.object({ record: z.object({ baseError: z.object({ type: z.literal(ErrorTypeEnum.NotFound) }) }) })

/** The console's HTTP side, all of it below /admin. */
export function createApp(services: Services, manifest: Manifest): Express {
  const admin = createConsole(services)
  const { version, origin } = services
  const renderPage = createPage(admin, manifest, version)
  const app = express()
  app.disable('x-powered-by').disable('etag').set('query parser', 'simple')
  app.use(identify(services), protect, requireOwnOrigin(services))
  app.use(
    assetsPath,
    express.static(fileURLToPath(publicFolder), {
      index: false,
      redirect: false,
      // Names carry the content's hash.
      setHeaders: (response) => response.setHeader('cache-control', 'public, max-age=31536000, immutable'),
    }),
  )

  const callAction: Work = async (request, response, session) => {
    const { recordId, query, ...place } = ActionParams.parse(request.params)
    const known = admin.resources.find((resource) => resource.id() === place.resourceId)
    const actions = known?.decorate().actions ?? {}
    const action = Object.hasOwn(actions, place.action) ? actions[place.action] : undefined
    const who = describeSession(session, version)
    const fits = recordId === undefined ? action?.isResourceType() : action?.isRecordType()
    if (fits !== true || action?.isAccessible(who) !== true) throw notFound()
    const asked: ActionRequest = {
      params: { ...place, ...(recordId !== undefined && { recordId }), ...(query !== undefined && { query }) },
      query: { ...request.query },
      payload: z.record(z.string(), z.unknown()).catch({}).parse(request.body),
      method: request.method === 'POST' ? 'post' : 'get',
    }
    const controller = new ApiController({ admin }, who)
    const answer: unknown =
      recordId !== undefined
        ? await controller.recordAction(asked, response)
        : await controller.resourceAction(asked, response)
    // AdminJS answers 200 and a notice.
    if (Missing.safeParse(answer).success) throw notFound()
    response.json(answer)
  }
  const json = express.json({ limit: '100kb' })
  const actionPaths = [
    '/admin/api/resources/:resourceId/actions/:action{/:query}',
    '/admin/api/resources/:resourceId/records/:recordId/:action',
  ]
  app.get(actionPaths, signedIn(services, callAction))
  app.post(actionPaths, signedIn(services, callAction, json))
  app.get(
    '/admin/api/dashboard',
    signedIn(services, async (request, response, session) => {
      const controller = new ApiController({ admin }, describeSession(session, version))
      response.json(await controller.dashboard(request, response))
    }),
  )

  const { ask, take } = confirmation(services, manifest)
  app.get('/admin/confirm', signedIn(services, ask))
  app.post('/admin/confirm', signedIn(services, take, express.urlencoded({ extended: false, limit: '10kb' })))

  const showPage: Work = async (request, response, session) => {
    const wanted = organizationId.safeParse(request.query['organization'])
    if (wanted.success) {
      // A wish, not a right: what the session may not choose is not chosen.
      const secure = origin.startsWith('https:') ? '; Secure' : ''
      response.append('set-cookie', `${chosenCookie}=${wanted.data}; Path=/admin; HttpOnly; SameSite=Lax${secure}`)
      response.redirect(303, request.path)
      return
    }
    const nonce = randomBytes(16).toString('base64url')
    const { resourceId } = z.object({ resourceId: z.string().optional() }).parse(request.params)
    const page = await renderPage(session, nonce, resourceId)
    if (page === null) throw notFound()
    response.set('content-security-policy', policyOf(nonce)).send(page)
  }
  app.get(
    [
      '/admin',
      '/admin/resources/:resourceId',
      '/admin/resources/:resourceId/actions/:action',
      '/admin/resources/:resourceId/records/:recordId/:action',
    ],
    signedIn(services, showPage),
  )
  app.use(
    signedIn(services, async () => {
      throw notFound()
    }),
  )
  app.use(showFailure(services, manifest))
  return app
}
