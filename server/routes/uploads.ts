import { z } from 'zod'
import { PageQuery, pageOf } from '@muniment/core/page.ts'
import { listUploads } from '@muniment/core/uploads/queries.ts'
import { Upload } from '@muniment/core/uploads/schema.ts'
import { route, streamRoute, type Method } from '../route.ts'

const UploadParams = z.object({ uploadId: z.uuid() })

/** Creating, and asking what the server can. */
function aboutUploads(method: Method, summary: string) {
  return streamRoute({
    method,
    path: '/uploads',
    summary,
    access: 'documents.upload',
    streams: 'Nothing; see the headers of tus 1.0',
    handle: ({ ctx, services, request }, response) => services.uploads.serve(ctx, request, response, null),
  })
}

function aboutUpload(method: Method, summary: string) {
  return streamRoute({
    method,
    path: '/uploads/:uploadId',
    summary,
    access: 'documents.upload',
    params: UploadParams,
    streams: 'Nothing; see the headers of tus 1.0',
    handle: ({ ctx, services, request, params }, response) =>
      services.uploads.serve(ctx, request, response, params.uploadId),
  })
}

/** Resumable upload by tus 1.0 (tus.io); what completes one names its document in Muniment-Document. */
export const uploadRoutes = [
  route({
    method: 'get',
    path: '/uploads',
    summary: 'My uploads that are not finished, newest first',
    access: 'documents.upload',
    query: PageQuery,
    returns: pageOf(Upload),
    handle: ({ ctx, query }) => listUploads(ctx, query),
  }),
  aboutUploads('options', 'What this tus server can'),
  aboutUploads('post', 'Begin an upload, with its first bytes or without'),
  aboutUpload('head', 'Where an upload stands'),
  aboutUpload('patch', 'Send bytes of an upload'),
  aboutUpload('delete', 'Cancel an upload'),
  aboutUpload('post', 'Send bytes, ask or cancel, as X-HTTP-Method-Override says; for who cannot send PATCH'),
]
