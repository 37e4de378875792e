import { z } from 'zod'
import { authorizeDownload } from '@muniment/core/documents/download.ts'
import { noteVersion } from '@muniment/core/documents/noteVersion.ts'
import { restoreVersion } from '@muniment/core/documents/restoreVersion.ts'
import { Document, Version, VersionNote } from '@muniment/core/documents/schema.ts'
import { listVersions } from '@muniment/core/documents/versions.ts'
import { idempotencyKey } from '@muniment/core/idempotency.ts'
import { PageQuery, pageOf } from '@muniment/core/page.ts'
import { sendVersion } from '../download.ts'
import { route, streamRoute } from '../route.ts'
import { DocumentParams } from './documents.ts'

const VersionParams = DocumentParams.extend({ versionId: z.uuid() })

/** The bytes of a version: of the current one where none is named. */
function content(path: string, summary: string, params: z.ZodType<{ documentId?: string; versionId?: string }>) {
  return streamRoute({
    method: 'get',
    path,
    summary,
    access: 'organization.read',
    params,
    streams: 'The bytes (application/octet-stream); with Range 206 and the part',
    handle: async (asked, response) => {
      await sendVersion(asked, await authorizeDownload(asked.ctx, asked.params), response)
    },
  })
}

export const versionRoutes = [
  content('/documents/:documentId/content', 'Download the current version', DocumentParams),
  content('/documents/:documentId/versions/:versionId/content', 'Download a version of a document', VersionParams),
  content('/versions/:versionId/content', 'Download a version', VersionParams.pick({ versionId: true })),
  route({
    method: 'get',
    path: '/documents/:documentId/versions',
    summary: 'Versions of a document, newest first',
    access: 'organization.read',
    params: DocumentParams,
    query: PageQuery,
    returns: pageOf(Version),
    handle: ({ ctx, params, query }) => listVersions(ctx, params.documentId, query),
  }),
  route({
    method: 'post',
    path: '/documents/:documentId/versions/:versionId/restore',
    summary: 'Make an older version the current one again, as a new version',
    access: 'documents.upload',
    params: VersionParams,
    ifMatch: true,
    returns: Document,
    handle: ({ ctx, params, revision, request }) =>
      restoreVersion(ctx, { ...params, revision, key: idempotencyKey(request.get('idempotency-key')) }),
  }),
  route({
    method: 'patch',
    path: '/documents/:documentId/versions/:versionId',
    summary: 'Change the note of a version',
    access: 'organization.read',
    params: VersionParams,
    body: z.object({ note: VersionNote }),
    returns: Version,
    handle: ({ ctx, params, body }) => noteVersion(ctx, params.documentId, params.versionId, body.note),
  }),
]
