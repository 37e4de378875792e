import { z } from 'zod'
import { PlaceTarget } from '@muniment/core/access/place.ts'
import { MoveImpact, previewMove } from '@muniment/core/access/previewMove.ts'
import { Bulk } from '@muniment/core/bulk/schema.ts'
import { copyDocument, CopyRequest } from '@muniment/core/documents/copy.ts'
import { moveDocument } from '@muniment/core/documents/move.ts'
import { Document } from '@muniment/core/documents/schema.ts'
import { copyFolder } from '@muniment/core/folders/copy.ts'
import { moveFolder } from '@muniment/core/folders/move.ts'
import { Folder } from '@muniment/core/folders/schema.ts'
import { countContents } from '@muniment/core/trash/queries.ts'
import { Contents, Trashed } from '@muniment/core/trash/schema.ts'
import { trashThing } from '@muniment/core/trash/trashThing.ts'
import { route } from '../route.ts'

const DocumentParams = z.object({ documentId: z.uuid() })
const FolderParams = z.object({ folderId: z.uuid() })

/** Where things are put: moved, copied, deleted. */
export const placeRoutes = [
  route({
    method: 'post',
    path: '/documents/:documentId/move',
    summary: 'Move a document, also to another room',
    access: 'organization.read',
    params: DocumentParams,
    ifMatch: true,
    body: PlaceTarget,
    returns: Document,
    handle: ({ ctx, params, revision, body }) => moveDocument(ctx, params.documentId, revision, body),
  }),
  route({
    method: 'post',
    path: '/documents/:documentId/move/preview',
    summary: 'Who would newly see a document, and who no longer, if it were moved',
    access: 'organization.read',
    params: DocumentParams,
    body: PlaceTarget,
    returns: MoveImpact,
    handle: ({ ctx, params, body }) => previewMove(ctx, 'document', params.documentId, body),
  }),
  route({
    method: 'post',
    path: '/documents/:documentId/copy',
    summary: 'Make a new document of the current version of one',
    access: 'documents.upload',
    params: DocumentParams,
    body: CopyRequest,
    returns: Document,
    status: 201,
    handle: ({ ctx, params, body }) => copyDocument(ctx, params.documentId, body),
  }),
  route({
    method: 'delete',
    path: '/documents/:documentId',
    summary: 'Put a document into the trash',
    access: 'organization.read',
    params: DocumentParams,
    ifMatch: true,
    returns: Trashed,
    handle: ({ ctx, params, revision }) => trashThing(ctx, 'document', params.documentId, revision),
  }),
  route({
    method: 'post',
    path: '/folders/:folderId/move',
    summary: 'Move a folder with everything in it, also to another room',
    access: 'organization.read',
    params: FolderParams,
    ifMatch: true,
    body: PlaceTarget,
    returns: Folder,
    handle: ({ ctx, params, revision, body }) => moveFolder(ctx, params.folderId, revision, body),
  }),
  route({
    method: 'post',
    path: '/folders/:folderId/move/preview',
    summary: 'Who would newly see a folder, and who no longer, if it were moved',
    access: 'organization.read',
    params: FolderParams,
    body: PlaceTarget,
    returns: MoveImpact,
    handle: ({ ctx, params, body }) => previewMove(ctx, 'folder', params.folderId, body),
  }),
  route({
    method: 'post',
    path: '/folders/:folderId/copy',
    summary: 'Copy a folder with what you see in it; done in the background',
    access: 'documents.upload',
    params: FolderParams,
    body: PlaceTarget,
    returns: Bulk,
    status: 201,
    handle: ({ ctx, params, body }) => copyFolder(ctx, params.folderId, body),
  }),
  route({
    method: 'get',
    path: '/folders/:folderId/contents',
    summary: 'How much is in a folder, at every depth',
    access: 'organization.read',
    params: FolderParams,
    returns: Contents,
    handle: ({ ctx, params }) => countContents(ctx, params.folderId),
  }),
  route({
    method: 'delete',
    path: '/folders/:folderId',
    summary: 'Put a folder with everything in it into the trash',
    access: 'organization.read',
    params: FolderParams,
    ifMatch: true,
    returns: Trashed,
    handle: ({ ctx, params, revision }) => trashThing(ctx, 'folder', params.folderId, revision),
  }),
]
