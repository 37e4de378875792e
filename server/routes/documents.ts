import { z } from 'zod'
import { classifyDocument } from '@muniment/core/documents/classify.ts'
import { authorizeDownload } from '@muniment/core/documents/download.ts'
import { getDocument, listDocuments, listVersions } from '@muniment/core/documents/queries.ts'
import { renameDocument } from '@muniment/core/documents/rename.ts'
import { Document, DocumentChange, DocumentQuery, Version } from '@muniment/core/documents/schema.ts'
import { PageQuery, pageOf } from '@muniment/core/page.ts'
import { SensitivityName } from '@muniment/core/roles/schema.ts'
import { sendVersion } from '../download.ts'
import { route, streamRoute } from '../route.ts'
import { RoomParams } from './rooms.ts'

const DocumentParams = z.object({ documentId: z.uuid() })
const VersionParams = z.object({ versionId: z.uuid() })
const bytes = 'The bytes (application/octet-stream); with Range 206 and the part'

export const documentRoutes = [
  route({
    method: 'get',
    path: '/rooms/:roomId/documents',
    summary: 'Documents directly in a place of a room',
    access: 'organization.read',
    params: RoomParams,
    query: DocumentQuery,
    returns: pageOf(Document),
    handle: ({ ctx, params, query }) => listDocuments(ctx, params.roomId, query),
  }),
  route({
    method: 'get',
    path: '/documents/:documentId',
    summary: 'A document and its current version',
    access: 'organization.read',
    params: DocumentParams,
    returns: Document,
    handle: ({ ctx, params }) => getDocument(ctx, params.documentId),
  }),
  route({
    method: 'patch',
    path: '/documents/:documentId',
    summary: 'Rename a document',
    access: 'organization.read',
    params: DocumentParams,
    ifMatch: true,
    body: DocumentChange,
    returns: Document,
    handle: ({ ctx, params, revision, body }) => renameDocument(ctx, params.documentId, revision, body),
  }),
  route({
    method: 'put',
    path: '/documents/:documentId/sensitivity',
    summary: 'Say how sensitive a document is',
    access: 'documents.classify',
    params: DocumentParams,
    ifMatch: true,
    body: z.object({ sensitivity: SensitivityName }),
    returns: Document,
    handle: ({ ctx, params, revision, body }) => classifyDocument(ctx, params.documentId, revision, body.sensitivity),
  }),
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
  streamRoute({
    method: 'get',
    path: '/documents/:documentId/content',
    summary: 'Download the current version',
    access: 'organization.read',
    params: DocumentParams,
    streams: bytes,
    handle: async (asked, response) => {
      await sendVersion(asked, await authorizeDownload(asked.ctx, asked.params), response)
    },
  }),
  streamRoute({
    method: 'get',
    path: '/versions/:versionId/content',
    summary: 'Download a version',
    access: 'organization.read',
    params: VersionParams,
    streams: bytes,
    handle: async (asked, response) => {
      await sendVersion(asked, await authorizeDownload(asked.ctx, asked.params), response)
    },
  }),
]
