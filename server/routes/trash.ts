import { z } from 'zod'
import { PageQuery, pageOf } from '@muniment/core/page.ts'
import { purgeThing } from '@muniment/core/trash/purgeThing.ts'
import { listTrash } from '@muniment/core/trash/queries.ts'
import { restoreThing } from '@muniment/core/trash/restoreThing.ts'
import { changeRetention, showRetention } from '@muniment/core/trash/retention.ts'
import { Restored, RestoreRequest, Retention, RetentionChange, TrashedThing } from '@muniment/core/trash/schema.ts'
import { route } from '../route.ts'

const TrashParams = z.object({ trashId: z.uuid() })

export const trashRoutes = [
  route({
    method: 'get',
    path: '/trash',
    summary: 'What was deleted and you may bring back, newest first',
    access: 'organization.read',
    query: PageQuery,
    returns: pageOf(TrashedThing),
    handle: ({ ctx, query }) => listTrash(ctx, query),
  }),
  route({
    method: 'post',
    path: '/trash/:trashId/restore',
    summary: 'Bring back what was deleted',
    access: 'organization.read',
    params: TrashParams,
    body: RestoreRequest,
    returns: Restored,
    handle: ({ ctx, params, body }) => restoreThing(ctx, params.trashId, body),
  }),
  route({
    method: 'post',
    path: '/trash/:trashId/purge',
    summary: 'Delete it for good',
    access: 'organization.read',
    confirm: true,
    params: TrashParams,
    handle: ({ ctx, params }) => purgeThing(ctx, params.trashId),
  }),
  route({
    method: 'get',
    path: '/organization/retention',
    summary: 'How long what was deleted can be brought back',
    access: 'organization.read',
    returns: Retention,
    handle: ({ ctx }) => showRetention(ctx),
  }),
  route({
    method: 'patch',
    path: '/organization/retention',
    summary: 'Change how long what was deleted can be brought back',
    access: 'organization.manage',
    ifMatch: true,
    body: RetentionChange,
    returns: Retention,
    handle: ({ ctx, revision, body }) => changeRetention(ctx, revision, body),
  }),
]
