import { z } from 'zod'
import { PageQuery, pageOf } from '@muniment/core/page.ts'
import { createFolder } from '@muniment/core/folders/create.ts'
import { getFolder, listFolders } from '@muniment/core/folders/queries.ts'
import { renameFolder } from '@muniment/core/folders/rename.ts'
import { ensureFolders } from '@muniment/core/folders/ensure.ts'
import { EnsuredFolder, Folder, FolderChange, FolderPaths, NewFolder } from '@muniment/core/folders/schema.ts'
import { roomUsage } from '@muniment/core/quotas/queries.ts'
import { Usage } from '@muniment/core/quotas/schema.ts'
import { archiveRoom } from '@muniment/core/rooms/archive.ts'
import { createRoom } from '@muniment/core/rooms/create.ts'
import { getRoom, listRooms } from '@muniment/core/rooms/queries.ts'
import { NewRoom, Room, RoomChange } from '@muniment/core/rooms/schema.ts'
import { updateRoom } from '@muniment/core/rooms/update.ts'
import { route } from '../route.ts'

export const RoomParams = z.object({ roomId: z.uuid() })
export const FolderParams = z.object({ folderId: z.uuid() })

export const roomRoutes = [
  route({
    method: 'get',
    path: '/rooms',
    summary: 'Rooms that you can see',
    access: 'organization.read',
    query: PageQuery.extend({
      archived: z.enum(['true', 'false']).default('false').meta({ description: 'true: the archived ones instead' }),
    }),
    returns: pageOf(Room),
    handle: ({ ctx, query }) => listRooms(ctx, query, query.archived === 'true'),
  }),
  route({
    method: 'post',
    path: '/rooms',
    summary: 'Make a room',
    access: 'rooms.create',
    body: NewRoom,
    returns: Room,
    status: 201,
    handle: ({ ctx, body }) => createRoom(ctx, body),
  }),
  route({
    method: 'get',
    path: '/rooms/:roomId',
    summary: 'A room',
    access: 'organization.read',
    params: RoomParams,
    returns: Room,
    handle: ({ ctx, params }) => getRoom(ctx, params.roomId),
  }),
  route({
    method: 'patch',
    path: '/rooms/:roomId',
    summary: 'Change name, description or limit of a room',
    access: 'organization.read',
    params: RoomParams,
    ifMatch: true,
    body: RoomChange,
    returns: Room,
    handle: ({ ctx, params, revision, body }) => updateRoom(ctx, params.roomId, revision, body),
  }),
]

export const archivingRoutes = [
  route({
    method: 'get',
    path: '/rooms/:roomId/usage',
    summary: 'How much a room holds, of how much it may',
    access: 'organization.read',
    params: RoomParams,
    returns: Usage,
    handle: ({ ctx, params }) => roomUsage(ctx, params.roomId),
  }),
  route({
    method: 'put',
    path: '/rooms/:roomId/archived',
    summary: 'Archive a room, so that nothing in it can be changed, or open it again',
    access: 'organization.read',
    params: RoomParams,
    ifMatch: true,
    body: z.object({ archived: z.boolean() }),
    returns: Room,
    handle: ({ ctx, params, revision, body }) => archiveRoom(ctx, params.roomId, revision, body.archived),
  }),
]

export const folderRoutes = [
  route({
    method: 'get',
    path: '/rooms/:roomId/folders',
    summary: 'Folders directly in a place of a room',
    access: 'organization.read',
    params: RoomParams,
    query: PageQuery.extend({ parentId: z.uuid().optional().meta({ description: "absent: the room's top" }) }),
    returns: pageOf(Folder),
    handle: ({ ctx, params, query }) => listFolders(ctx, params.roomId, query.parentId ?? null, query),
  }),
  route({
    method: 'post',
    path: '/rooms/:roomId/folders',
    summary: 'Make a folder',
    access: 'folders.create',
    params: RoomParams,
    body: NewFolder,
    returns: Folder,
    status: 201,
    handle: ({ ctx, params, body }) => createFolder(ctx, params.roomId, body),
  }),
  route({
    method: 'post',
    path: '/rooms/:roomId/folders/paths',
    summary: 'Find folders by their paths, and make those that are missing',
    access: 'folders.create',
    params: RoomParams,
    body: FolderPaths,
    returns: z.object({ items: z.array(EnsuredFolder).meta({ description: 'in the order of the paths' }) }),
    handle: ({ ctx, params, body }) => ensureFolders(ctx, params.roomId, body),
  }),
  route({
    method: 'get',
    path: '/folders/:folderId',
    summary: 'A folder and its path',
    access: 'organization.read',
    params: FolderParams,
    returns: Folder,
    handle: ({ ctx, params }) => getFolder(ctx, params.folderId),
  }),
  route({
    method: 'patch',
    path: '/folders/:folderId',
    summary: 'Rename a folder',
    access: 'organization.read',
    params: FolderParams,
    ifMatch: true,
    body: FolderChange,
    returns: Folder,
    handle: ({ ctx, params, revision, body }) => renameFolder(ctx, params.folderId, revision, body),
  }),
]
