import { EventPage, EventQuery } from '@muniment/core/events/schema.ts'
import { listEvents } from '@muniment/core/events/queries.ts'
import { route } from '../route.ts'

export const eventRoutes = [
  route({
    method: 'get',
    path: '/events',
    summary: 'What happened, oldest first, as far as you may see it',
    access: 'organization.read',
    query: EventQuery,
    returns: EventPage,
    handle: ({ ctx, query }) => listEvents(ctx, query),
  }),
]
