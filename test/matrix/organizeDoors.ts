import { randomUUID } from 'node:crypto'
import { changing, reading, type Door, type Doors, type Kind, type Questioning } from './door.ts'
import { level, type Level } from './oracle.ts'
import { plantDocument, type Ids } from './world.ts'

/** To the top of the room that it is in: whoever may edit it may edit there. */
function placing(about: Kind): Door {
  return {
    opens: 'organization.read',
    about,
    level: level.edit,
    bodyFor: ({ place }) => ({ roomId: place.ids['roomId'], folderId: null }),
  }
}

function memberOf({ world, visitor }: Questioning): string | null {
  return visitor?.member === 'ours' ? visitor.memberId : world.owner.memberId
}

/** A document of the place that somebody deleted. */
async function trashed(asking: Questioning, by: string | null): Promise<Ids> {
  const { database, owner } = asking.world
  const { documentId } = await plantDocument(asking.world, asking.place)
  const trashId = randomUUID()
  await database.peek(
    `with t as (insert into trash (id, organization_id, document_id, name, trashed_by) values ($1, $2, $3, 'a', $4))
     update documents set trash_id = $1 where id = $3`,
    [trashId, owner.organizationId, documentId, by],
  )
  return { trashId }
}

const ownTrash = (asking: Questioning): Promise<Ids> => trashed(asking, memberOf(asking))
const ownersTrash = (asking: Questioning): Promise<Ids> => trashed(asking, asking.world.owner.memberId)

/** What was deleted: whoever may not bring it back is told that there is nothing. */
function trashOf(least: Level, fresh: Door['fresh']): Door {
  return {
    opens: 'organization.read',
    about: 'document',
    level: level.view,
    hides: ({ level: has }) => has < least,
    ...(fresh && { fresh }),
  }
}

/** An act on many things of whoever asks; of our owner for who does not belong to us. */
async function bulk(asking: Questioning): Promise<Ids> {
  const { database, owner } = asking.world
  const bulkId = randomUUID()
  await database.peek(
    `insert into bulk_acts (id, organization_id, member_id, act, state, finished_at)
     values ($1, $2, $3, '{"do": "trash"}', 'done', now())`,
    [bulkId, owner.organizationId, memberOf(asking)],
  )
  return { bulkId }
}

const ownBulk: Door = { opens: 'organization.read', about: 'organization', fresh: bulk }

/** Moving, copying, deleting, bringing back, archiving; one thing or many. */
export const organizeDoors: Doors = {
  'post /documents/:documentId/move': placing('document'),
  'post /documents/:documentId/move/preview': placing('document'),
  'post /documents/:documentId/copy': { ...placing('document'), opens: 'documents.upload', needs: 'documents.upload' },
  'delete /documents/:documentId': changing('document', level.edit),
  'post /folders/:folderId/move': placing('folder'),
  'post /folders/:folderId/move/preview': placing('folder'),
  // What each copy needs is asked for each, when its turn comes.
  'post /folders/:folderId/copy': { ...placing('folder'), opens: 'documents.upload' },
  'get /folders/:folderId/contents': reading('folder'),
  'delete /folders/:folderId': changing('folder', level.edit),
  'get /trash': { opens: 'organization.read' },
  'post /trash/:trashId/restore': [
    { ...trashOf(level.edit, ownTrash), body: {} },
    { ...trashOf(level.manage, ownersTrash), body: {} },
  ],
  'post /trash/:trashId/purge': [
    { ...trashOf(level.edit, ownTrash), level: level.manage },
    trashOf(level.manage, ownersTrash),
  ],
  'get /organization/retention': { opens: 'organization.read' },
  'patch /organization/retention': {
    opens: 'organization.manage',
    everywhere: 'organization.manage',
    body: { trashDays: 30 },
  },
  'post /bulk': {
    opens: 'organization.read',
    body: { act: { do: 'trash' }, items: [{ kind: 'document', id: randomUUID() }] },
  },
  'post /bulk/count': [
    { ...reading('room'), bodyFor: ({ place }) => ({ roomId: place.ids['roomId'] }) },
    {
      ...reading('folder'),
      bodyFor: ({ place }) => ({ roomId: place.ids['roomId'], folderId: place.ids['folderId'], matching: {} }),
    },
  ],
  'get /bulk': { opens: 'organization.read' },
  'get /bulk/:bulkId': ownBulk,
  'post /bulk/:bulkId/cancel': ownBulk,
  'get /bulk/:bulkId/items': ownBulk,
  'get /bulk/:bulkId/report': { ...ownBulk, yes: 200 },
  'get /rooms/:roomId/activity': reading('room'),
  'get /folders/:folderId/activity': reading('folder'),
  'get /documents/:documentId/activity': reading('document'),
  'put /rooms/:roomId/archived': { ...changing('room', level.manage), body: { archived: true } },
}
