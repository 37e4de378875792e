import { z } from 'zod'
import {
  Clash,
  ClashQuestion,
  findClashes,
  findClashesInPlaces,
  PlacedClash,
  PlacedNames,
} from '@muniment/core/documents/clashes.ts'
import { changeDocument } from '@muniment/core/documents/change.ts'
import { classifyDocument } from '@muniment/core/documents/classify.ts'
import { lockDocument, unlockDocument } from '@muniment/core/documents/lock.ts'
import { listDocuments } from '@muniment/core/documents/list.ts'
import { getDocument } from '@muniment/core/documents/queries.ts'
import { Classification, Document, DocumentChange, DocumentQuery, NewLock } from '@muniment/core/documents/schema.ts'
import { suggestTags } from '@muniment/core/documents/tags.ts'
import { PlainText } from '@muniment/core/documents/words.ts'
import { pageOf } from '@muniment/core/page.ts'
import { route } from '../route.ts'
import { FolderParams, RoomParams } from './rooms.ts'

export const DocumentParams = z.object({ documentId: z.uuid() })

export const documentRoutes = [
  route({
    method: 'get',
    path: '/rooms/:roomId/documents',
    summary: 'Documents of a room: in a place, below it or anywhere; narrowed and ordered',
    access: 'organization.read',
    params: RoomParams,
    query: DocumentQuery,
    returns: pageOf(Document),
    handle: ({ ctx, params, query }) => listDocuments(ctx, params.roomId, query),
  }),
  route({
    method: 'get',
    path: '/rooms/:roomId/tags',
    summary: 'Tags of documents in a room, for completing what somebody types',
    access: 'organization.read',
    params: RoomParams,
    query: z.object({
      prefix: PlainText(60)
        .transform((prefix) => prefix.toLowerCase())
        .default(''),
    }),
    returns: z.object({ items: z.array(z.string()) }),
    handle: ({ ctx, params, query }) => suggestTags(ctx, params.roomId, query.prefix),
  }),
  route({
    method: 'post',
    path: '/rooms/:roomId/clashes/places',
    summary: 'Which names are taken in several places of a room',
    access: 'documents.upload',
    params: RoomParams,
    body: PlacedNames,
    returns: z.object({ items: z.array(PlacedClash) }),
    handle: ({ ctx, params, body }) => findClashesInPlaces(ctx, params.roomId, body),
  }),
  ...(['/rooms/:roomId/clashes', '/folders/:folderId/clashes'] as const).map((path) =>
    route({
      method: 'post',
      path,
      summary: 'Which names of files to be uploaded are taken there',
      access: 'documents.upload',
      params: path === '/rooms/:roomId/clashes' ? RoomParams : FolderParams,
      body: ClashQuestion,
      returns: z.object({ items: z.array(Clash) }),
      handle: ({ ctx, params, body }) => findClashes(ctx, params, body.names),
    }),
  ),
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
    summary: 'Change the name of a document, or what is said of it',
    access: 'organization.read',
    params: DocumentParams,
    ifMatch: true,
    body: DocumentChange,
    returns: Document,
    handle: ({ ctx, params, revision, body }) => changeDocument(ctx, params.documentId, revision, body),
  }),
  route({
    method: 'put',
    path: '/documents/:documentId/sensitivity',
    summary: 'Say how sensitive a document is',
    access: 'documents.classify',
    params: DocumentParams,
    ifMatch: true,
    body: Classification,
    returns: Document,
    handle: ({ ctx, params, revision, body }) => classifyDocument(ctx, params.documentId, revision, body),
  }),
  route({
    method: 'put',
    path: '/documents/:documentId/lock',
    summary: 'Check a document out: until then nobody else changes it',
    access: 'organization.read',
    params: DocumentParams,
    body: NewLock,
    returns: Document,
    handle: ({ ctx, params, body }) => lockDocument(ctx, params.documentId, body),
  }),
  route({
    method: 'delete',
    path: '/documents/:documentId/lock',
    summary: 'Give a document back that was checked out',
    access: 'organization.read',
    params: DocumentParams,
    returns: Document,
    handle: ({ ctx, params }) => unlockDocument(ctx, params.documentId),
  }),
]
