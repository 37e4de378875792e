import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi'
import { z } from 'zod'
import { Problem } from '@muniment/core/problem.ts'
import type { AccessRule, Route } from './route.ts'

const who: Partial<Record<AccessRule, string>> = {
  public: 'Anyone.',
  'signed-in': 'Anyone signed in.',
  operator: 'The operator.',
  member: 'Any member of the organization.',
}

function operation(route: Route): ZodOpenApiOperationObject {
  const problems = { description: 'What went wrong', content: { 'application/problem+json': { schema: Problem } } }
  const status = String(route.returns ? (route.status ?? 200) : route.streams ? 200 : 204)
  return {
    operationId: `${route.method}${route.path.replace(/[/:-](\w)/g, (_all, letter: string) => letter.toUpperCase())}`,
    summary: route.summary,
    description: who[route.access] ?? `Needs the permission \`${route.access}\`.`,
    security: route.access === 'public' ? [] : [{ session: [] }],
    'x-access': route.access,
    requestParams: {
      ...(route.params instanceof z.ZodObject && { path: route.params }),
      ...(route.query instanceof z.ZodObject && { query: route.query }),
      ...(route.ifMatch && {
        header: z.object({ 'If-Match': z.string().meta({ description: 'the ETag it was read with' }) }),
      }),
    },
    ...(route.body && { requestBody: { required: true, content: { 'application/json': { schema: route.body } } } }),
    responses: {
      [status]: route.returns
        ? { description: 'Done', content: { 'application/json': { schema: route.returns } } }
        : { description: route.streams ?? 'Done' },
      default: problems,
    },
  }
}

/** The OpenAPI 3.1 document, from the same routes and schemas that serve and validate. */
export function describeApi(routes: readonly Route[], version: string) {
  const paths: ZodOpenApiPathsObject = {}
  for (const route of routes) {
    const path = `/api/v1${route.path.replace(/:(\w+)/g, '{$1}')}`
    paths[path] = { ...paths[path], [route.method]: operation(route) }
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Muniment',
      version,
      description:
        'Lists give `items` and `next`; ask for the next page with `cursor`. Whoever belongs to several organizations names one in the header `Muniment-Organization` (or `?organization=`). Requests that change something need the header `Origin` of this appliance.',
    },
    components: {
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: '__Secure-muniment.session_token' } },
    },
    paths,
  })
}
