import { z } from 'zod'
import { Activity, listActivity } from '@muniment/core/events/activity.ts'
import { found } from '@muniment/core/errors.ts'
import { PageQuery, pageOf } from '@muniment/core/page.ts'
import { route, type Route } from '../route.ts'

/** The same route for a document, a folder and a room. */
function activityOf(kind: 'room' | 'folder' | 'document'): Route {
  const name = `${kind}Id`
  return route({
    method: 'get',
    path: `/${kind}s/:${name}/activity`,
    summary: `What happened to a ${kind}, newest first: all of it for who manages it, else what you did`,
    access: 'organization.read',
    params: z.object({ [name]: z.uuid() }),
    query: PageQuery,
    returns: pageOf(Activity),
    handle: ({ ctx, params, query }) => listActivity(ctx, kind, found(params[name]), query),
  })
}

export const activityRoutes = [activityOf('room'), activityOf('folder'), activityOf('document')]
