import { randomUUID } from 'node:crypto'
import { metadataHeader } from '../tus.ts'
import { changing, reading, type Door, type Doors, type Kind, type Questioning } from './door.ts'
import { level } from './oracle.ts'
import { plantDocument, type Ids } from './world.ts'

/** Of another member: for who manages the thing or audits access everywhere, and sees that member. */
function explaining(about: Kind): Door {
  return {
    ...reading(about),
    hides: ({ holds, everywhere, level: has }) =>
      !(has === level.manage || everywhere('access.audit')) || !holds('members.read'),
    query: ({ world }) => `?user=${world.ids['memberId']}`,
  }
}

/** As another member sees it: for who manages the place and sees that member. */
function seeingAs(about: Kind): Door {
  return {
    ...reading(about),
    hides: ({ holds, level: has }) => has !== level.manage || !holds('members.read'),
  }
}

function accessOf(kind: Kind): Doors {
  const path = `/${kind}s/:${kind}Id/access`
  // Nothing to change: refused as such to who may change it.
  const managing: Door = {
    opens: 'organization.read',
    about: kind,
    level: level.manage,
    body: { grants: [] },
    yes: 400,
  }
  return {
    [`get ${path}`]: reading(kind),
    [`patch ${path}`]: managing,
    [`post ${path}/preview`]: managing,
    [`get ${path}/explain`]: [reading(kind), explaining(kind)],
  }
}

/** An upload of whoever asks; of our owner for who does not belong to us. */
async function upload({ world, place, visitor }: Questioning): Promise<Ids> {
  const { database, owner } = world
  const memberId = visitor?.member === 'ours' ? visitor.memberId : owner.memberId
  const uploadId = randomUUID()
  await database.peek(
    `insert into uploads (id, organization_id, member_id, room_id, name, size, expires_at)
     values ($1, $2, $3, $4, 'a', 10, now() + interval '1 day')`,
    [uploadId, owner.organizationId, memberId, place.ids['roomId']],
  )
  return { uploadId }
}

/** A choice of nothing by whoever asks: its zip has only its lists. */
async function archive({ world, visitor }: Questioning): Promise<Ids> {
  const { database, owner } = world
  const memberId = visitor?.member === 'ours' ? visitor.memberId : owner.memberId
  const archiveId = randomUUID()
  await database.peek(
    `insert into archives (id, organization_id, member_id, name, folder_ids, document_ids) values ($1, $2, $3, 'a', '{}', '{}')`,
    [archiveId, owner.organizationId, memberId],
  )
  return { archiveId }
}

const ownUpload: Door = { opens: 'documents.upload', about: 'organization', fresh: upload }

const clashing: Door = {
  opens: 'documents.upload',
  level: level.edit,
  needs: 'documents.upload',
  body: { names: ['a'] },
}

/** Rooms, and what is in them. */
export const contentDoors: Doors = {
  ...accessOf('room'),
  ...accessOf('folder'),
  ...accessOf('document'),
  'get /rooms/:roomId/seen-by/:memberId': seeingAs('room'),
  'get /folders/:folderId/seen-by/:memberId': seeingAs('folder'),
  'get /shared': { opens: 'organization.read' },
  'get /rooms': { opens: 'organization.read' },
  'post /rooms': {
    opens: 'rooms.create',
    about: 'organization',
    needs: 'rooms.create',
    bodyFor: ({ world }) => ({ name: 'Fresh', departmentId: world.departments.same }),
  },
  'get /rooms/:roomId': reading('room'),
  'patch /rooms/:roomId': changing('room', level.manage),
  'get /rooms/:roomId/usage': { ...reading('room'), level: level.manage },
  'get /rooms/:roomId/folders': reading('room'),
  'post /rooms/:roomId/folders': {
    opens: 'folders.create',
    about: 'room',
    level: level.edit,
    needs: 'folders.create',
    body: { name: 'Fresh' },
  },
  'post /rooms/:roomId/folders/paths': {
    opens: 'folders.create',
    about: 'room',
    level: level.edit,
    needs: 'folders.create',
    body: { paths: [['Fresh']] },
  },
  'get /folders/:folderId': reading('folder'),
  'patch /folders/:folderId': changing('folder', level.edit),
  'get /rooms/:roomId/documents': reading('room'),
  'get /rooms/:roomId/tags': reading('room'),
  'post /rooms/:roomId/clashes': { ...clashing, about: 'room' },
  'post /rooms/:roomId/clashes/places': {
    ...clashing,
    about: 'room',
    body: { places: [{ folderId: null, names: ['a'] }] },
  },
  'post /folders/:folderId/clashes': { ...clashing, about: 'folder' },
  'get /documents/:documentId': reading('document'),
  'patch /documents/:documentId': changing('document', level.edit),
  'put /documents/:documentId/sensitivity': {
    opens: 'documents.classify',
    about: 'document',
    level: level.edit,
    needs: 'documents.classify',
    body: { sensitivity: 'public' },
  },
  'put /documents/:documentId/lock': {
    opens: 'organization.read',
    about: 'document',
    level: level.edit,
    body: {},
    fresh: ({ world, place }) => plantDocument(world, place),
  },
  // Nobody has it checked out.
  'delete /documents/:documentId/lock': { opens: 'organization.read', about: 'document', level: level.edit },
  'get /documents/:documentId/versions': reading('document'),
  'get /documents/:documentId/versions/:versionId/content': { ...reading('document'), level: level.download, yes: 200 },
  'post /documents/:documentId/versions/:versionId/restore': {
    opens: 'documents.upload',
    about: 'document',
    level: level.edit,
    needs: 'documents.upload',
  },
  // Somebody else added it.
  'patch /documents/:documentId/versions/:versionId': {
    opens: 'organization.read',
    about: 'document',
    level: level.manage,
    body: { note: 'Taken' },
  },
  'get /documents/:documentId/preview': reading('document'),
  // It has not failed.
  'post /documents/:documentId/preview/retry': {
    opens: 'organization.read',
    about: 'document',
    level: level.edit,
    yes: 409,
  },
  'get /documents/:documentId/preview/pages/:page': { ...reading('document'), yes: 200 },
  'get /documents/:documentId/thumbnail': { ...reading('document'), yes: 200 },
  'get /versions/:versionId/preview': reading('document'),
  'get /versions/:versionId/preview/pages/:page': { ...reading('document'), yes: 200 },
  'get /versions/:versionId/thumbnail': { ...reading('document'), yes: 200 },
  'get /documents/:documentId/content': { ...reading('document'), level: level.download, yes: 200 },
  'get /versions/:versionId/content': { ...reading('document'), level: level.download, yes: 200 },
  // What one can't see is left out in silence, so nothing is left to download; server/archive.test.ts has the rest.
  'post /archives': {
    opens: 'organization.read',
    body: { documentIds: [randomUUID()] },
    yes: 409,
  },
  'get /archives/:archiveId/content': {
    opens: 'organization.read',
    about: 'organization',
    fresh: archive,
    yes: 200,
  },
  'get /uploads': { opens: 'documents.upload' },
  'options /uploads': { opens: 'documents.upload' },
  'post /uploads': {
    opens: 'documents.upload',
    about: 'room',
    level: level.edit,
    needs: 'documents.upload',
    headers: ({ place }) => ({
      'upload-length': '10',
      'upload-metadata': metadataHeader({ filename: 'a.txt', roomId: place.ids['roomId'] ?? '' }),
    }),
    yes: 201,
  },
  'head /uploads/:uploadId': { ...ownUpload, yes: 200 },
  // From elsewhere than where it stands.
  'patch /uploads/:uploadId': {
    ...ownUpload,
    headers: () => ({ 'content-type': 'application/offset+octet-stream', 'upload-offset': '5' }),
    yes: 409,
  },
  'delete /uploads/:uploadId': ownUpload,
  'post /uploads/:uploadId': {
    ...ownUpload,
    headers: () => ({
      'x-http-method-override': 'PATCH',
      'content-type': 'application/offset+octet-stream',
      'upload-offset': '5',
    }),
    yes: 409,
  },
  'get /events': {
    ...reading('room'),
    query: ({ place }) => `?roomId=${place.ids['roomId']}`,
  },
}
