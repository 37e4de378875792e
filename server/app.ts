import { randomUUID } from 'node:crypto'
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express'
import helmet from 'helmet'
import type { Redis } from 'ioredis'
import { AppError } from '@muniment/core/errors.ts'
import { withLogScope } from '@muniment/core/log.ts'
import { reportFault } from '@muniment/core/sentry.ts'
import { limitRequests } from './limits.ts'
import { describeApi } from './openapi.ts'
import { asAppError, problemOf } from '@muniment/core/problem.ts'
import type { Route } from './route.ts'
import { routes } from './routes.ts'
import type { Services } from './services.ts'
import { resolveAsker, type Asker } from './session.ts'
import { signIn } from './signIn.ts'
import { serveWeb } from './web.ts'

const requestIdForm = /^[\w-]{8,64}$/
const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Gives each request an id (the proxy's, if it made one), to the log and to the client. */
function identify(): RequestHandler {
  return (request, response, next) => {
    const given = request.get('x-request-id')
    const requestId = given !== undefined && requestIdForm.test(given) ? given : randomUUID()
    response.set('x-request-id', requestId)
    withLogScope({ requestId }, next)
  }
}

function logRequests({ log }: Services): RequestHandler {
  return (request, response, next) => {
    const started = performance.now()
    response.once('close', () => {
      const ms = Math.round(performance.now() - started)
      log.info({ method: request.method, path: request.path, status: response.statusCode, ms }, 'request')
    })
    next()
  }
}

/** A page of another site can send a request with our cookie, but not with our Origin. */
function requireOwnOrigin({ origin }: Services): RequestHandler {
  return (request, _response, next) => {
    if (safeMethods.has(request.method) || request.get('origin') === origin) next()
    else next(new AppError('forbidden', `Requests that change something must come from ${origin}.`))
  }
}

function organizationOf(request: express.Request): string | undefined {
  const { organization } = request.query
  return request.get('muniment-organization') ?? (typeof organization === 'string' ? organization : undefined)
}

function serve(app: Express, services: Services, route: Route): void {
  const readBody = route.body ? [express.json({ limit: '100kb' })] : []
  const askers = new WeakMap<express.Request, Asker>()
  const settle: RequestHandler = (request, _response, next) => {
    resolveAsker(services, route, request.headers, organizationOf(request)).then((asker) => {
      askers.set(request, asker)
      next()
    }, next)
  }
  // Who asks is settled before the body is read: nobody anonymous makes us parse anything.
  app[route.method](`/api/v1${route.path}`, settle, ...readBody, (request, response, next) => {
    const asker = askers.get(request)
    if (asker === undefined) next(new AppError('unauthenticated', 'Sign in first.'))
    else route.run({ ...asker, services, request }, response).catch(next)
  })
}

function showProblem({ log }: Services): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const failure = asAppError(error)
    if (failure.code === 'internal') {
      log.error({ error: failure.cause, path: request.path }, 'request failed')
      reportFault(failure.cause)
    } else if (failure.code === 'unavailable' || failure.code === 'insufficient_storage') {
      log.warn({ error: failure.cause, path: request.path }, 'request could not be served')
      if (!response.headersSent && !response.get('retry-after')) response.set('retry-after', '5')
    }
    if (response.headersSent) {
      response.destroy()
      return
    }
    const problem = problemOf(failure)
    if (failure.retryAt !== null) {
      response.set('retry-after', String(Math.max(1, Math.ceil((failure.retryAt.getTime() - Date.now()) / 1000))))
    }
    response
      .status(problem.status)
      .set('cache-control', 'no-store')
      .type('application/problem+json')
      .send(JSON.stringify(problem))
  }
}

/** The HTTP side of the server: sign-in, the API, the built browser app. */
export function createApp(services: Services, redis: Redis): Express {
  const app = express()
  app.disable('x-powered-by').disable('etag').set('query parser', 'simple')
  app.use(identify(), logRequests(services))
  app.use(
    helmet({
      contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
      referrerPolicy: { policy: 'no-referrer' },
      // The proxy says it where the certificate is one that browsers know.
      strictTransportSecurity: false,
      xXssProtection: false,
    }),
  )
  app.use('/api', limitRequests(redis), requireOwnOrigin(services), (_request, response, next) => {
    response.set('cache-control', 'no-store')
    next()
  })
  app.use('/api/auth', signIn(services))
  const document = describeApi(routes, services.version)
  app.get('/api/v1/openapi.json', (_request, response) => {
    response.json(document)
  })
  for (const route of routes) serve(app, services, route)
  app.use('/api', (_request, _response, next) => {
    next(new AppError('not_found', 'There is no such address.'))
  })
  app.use(serveWeb())
  app.use(showProblem(services))
  return app
}
