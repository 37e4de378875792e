import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { cancelBulk } from '@muniment/core/bulk/cancel.ts'
import { bulkReport, getBulk, listBulkItems, listBulks } from '@muniment/core/bulk/queries.ts'
import { Bulk, BulkCount, BulkItem, BulkSource, NewBulk } from '@muniment/core/bulk/schema.ts'
import { countThings } from '@muniment/core/bulk/source.ts'
import { startBulk } from '@muniment/core/bulk/start.ts'
import { PageQuery, pageOf } from '@muniment/core/page.ts'
import { route, streamRoute } from '../route.ts'

const BulkParams = z.object({ bulkId: z.uuid() })

export const bulkRoutes = [
  route({
    method: 'post',
    path: '/bulk',
    summary: 'Do something to many things, in the background',
    access: 'organization.read',
    body: NewBulk,
    returns: Bulk,
    status: 201,
    handle: ({ ctx, body }) => startBulk(ctx, body),
  }),
  route({
    method: 'post',
    path: '/bulk/count',
    summary: 'How many things an act on a place would be done to',
    access: 'organization.read',
    body: BulkSource,
    returns: BulkCount,
    handle: ({ ctx, body }) => countThings(ctx, body),
  }),
  route({
    method: 'get',
    path: '/bulk',
    summary: 'Your acts on many things, newest first',
    access: 'organization.read',
    query: PageQuery,
    returns: pageOf(Bulk),
    handle: ({ ctx, query }) => listBulks(ctx, query),
  }),
  route({
    method: 'get',
    path: '/bulk/:bulkId',
    summary: 'How far one of them is',
    access: 'organization.read',
    params: BulkParams,
    returns: Bulk,
    handle: ({ ctx, params }) => getBulk(ctx, params.bulkId),
  }),
  route({
    method: 'post',
    path: '/bulk/:bulkId/cancel',
    summary: 'Stop one of them; what is done stays done',
    access: 'organization.read',
    params: BulkParams,
    returns: Bulk,
    handle: ({ ctx, params }) => cancelBulk(ctx, params.bulkId),
  }),
  route({
    method: 'get',
    path: '/bulk/:bulkId/items',
    summary: 'What it was done to, and why not',
    access: 'organization.read',
    params: BulkParams,
    query: PageQuery.extend({ state: BulkItem.shape.state.optional() }),
    returns: pageOf(BulkItem),
    handle: ({ ctx, params, query }) => listBulkItems(ctx, params.bulkId, query.state, query),
  }),
  streamRoute({
    method: 'get',
    path: '/bulk/:bulkId/report',
    summary: 'The same as a table',
    access: 'organization.read',
    params: BulkParams,
    streams: 'CSV with a line for each thing',
    handle: async ({ ctx, params }, response) => {
      const lines = bulkReport(ctx, params.bulkId)
      // The first line is asked for before anything is sent: it says whether there is such an act.
      const first = await lines.next()
      response.set({
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="report.csv"',
        'cache-control': 'private, no-store',
      })
      response.write(first.done === true ? '' : first.value)
      await pipeline(Readable.from(lines), response)
    },
  }),
]
