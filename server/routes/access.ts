import { z } from 'zod'
import { changeAccess, previewAccess } from '@muniment/core/access/change.ts'
import { AccessChange, Explanation, Impact, ThingAccess, type ThingKind } from '@muniment/core/access/schema.ts'
import { listShared, SharedThing } from '@muniment/core/access/shared.ts'
import { explainAccess, showAccess } from '@muniment/core/access/show.ts'
import { SeenPlace, viewAs } from '@muniment/core/access/viewAs.ts'
import { found } from '@muniment/core/errors.ts'
import { PageQuery, pageOf } from '@muniment/core/page.ts'
import { route, type Route } from '../route.ts'

/** The same routes for a room, a folder and a document. */
function routesFor(kind: ThingKind): Route[] {
  const name = `${kind}Id`
  const path = `/${kind}s/:${name}/access`
  const params = z.object({ [name]: z.uuid() })
  return [
    route({
      method: 'get',
      path,
      summary: `Who can see a ${kind}, and through which grant`,
      access: 'organization.read',
      params,
      query: PageQuery,
      returns: ThingAccess,
      handle: ({ ctx, params: ids, query }) => showAccess(ctx, kind, found(ids[name]), query),
    }),
    route({
      method: 'patch',
      path,
      summary: `Change who has what on a ${kind}`,
      access: 'organization.read',
      params,
      body: AccessChange,
      handle: ({ ctx, params: ids, body }) => changeAccess(ctx, kind, found(ids[name]), body),
    }),
    route({
      method: 'post',
      path: `${path}/preview`,
      summary: `Who would gain and who would lose by a change of access to a ${kind}`,
      access: 'organization.read',
      params,
      body: AccessChange,
      returns: Impact,
      handle: ({ ctx, params: ids, body }) => previewAccess(ctx, kind, found(ids[name]), body),
    }),
    route({
      method: 'get',
      path: `${path}/explain`,
      summary: `Why somebody can, or cannot, see a ${kind}`,
      access: 'organization.read',
      params,
      query: z.object({ user: z.uuid().optional().meta({ description: 'the member; absent: you' }) }),
      returns: Explanation,
      handle: ({ ctx, params: ids, query }) =>
        explainAccess(ctx, kind, found(ids[name]), query.user ?? ctx.actor.memberId),
    }),
  ]
}

/** The same for a room and a folder. */
function seenBy(kind: 'room' | 'folder') {
  const name = `${kind}Id`
  return route({
    method: 'get',
    path: `/${kind}s/:${name}/seen-by/:memberId`,
    summary: `What a ${kind} holds for another member, for who manages it`,
    access: 'organization.read',
    params: z.object({ [name]: z.uuid(), memberId: z.uuid() }),
    query: PageQuery,
    returns: SeenPlace,
    handle: ({ ctx, params: ids, query }) => viewAs(ctx, kind, found(ids[name]), found(ids['memberId']), query),
  })
}

export const accessRoutes = [
  ...routesFor('room'),
  ...routesFor('folder'),
  ...routesFor('document'),
  seenBy('room'),
  seenBy('folder'),
  route({
    method: 'get',
    path: '/shared',
    summary: 'Folders and documents that you were let into without the room they are in',
    access: 'organization.read',
    query: PageQuery,
    returns: pageOf(SharedThing),
    handle: ({ ctx, query }) => listShared(ctx, query),
  }),
]
