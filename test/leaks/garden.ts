import { randomUUID } from 'node:crypto'
import { changeAccess } from '@muniment/core/access/change.ts'
import { Sensitivity, type RoleKey } from '@muniment/core/access/permissions.ts'
import { AccessChange, type ThingKind } from '@muniment/core/access/schema.ts'
import { chooseArchive } from '@muniment/core/archives/choose.ts'
import { startBulk } from '@muniment/core/bulk/start.ts'
import { copyDocument } from '@muniment/core/documents/copy.ts'
import { lockDocument } from '@muniment/core/documents/lock.ts'
import { moveDocument } from '@muniment/core/documents/move.ts'
import { createFolder } from '@muniment/core/folders/create.ts'
import { trashThing } from '@muniment/core/trash/trashThing.ts'
import type { TestDatabase } from '../database.ts'
import { createDocument, createMember, createTestRoom, type TestMember } from '../factories.ts'
import { plantWorld, type Ids, type Visitor, type World } from '../matrix/world.ts'
import { openPreviewBench, type PreviewBench, type StoredPlace } from '../previewing.ts'
import type { TestServer } from '../server.ts'
import { secretFiles, type Secret } from './files.ts'
import { marker } from './needles.ts'

export interface Person extends Visitor {
  self: TestMember
}

/** What must not be told, who must not learn of it, and what some of them see beside it. */
export interface Garden {
  world: World
  bench: PreviewBench
  /** Begins every name, text, tag and note of what is hidden. */
  word: (name?: string) => string
  /** Is in the bytes of originals, and nowhere else. */
  hidden: (name?: string) => string
  files: Secret[]
  /** The documents of a room that the viewer may view, and of which nobody else here knows. */
  secrets: Ids[]
  /** All that is hidden from everybody but the viewer: those, and what lies hidden in the shared room. */
  unseen: Ids[]
  /** What the bystander may edit, and the guest partly view. */
  shared: Ids[]
  viewer: Person
  bystander: Person
  guest: Person
  foreigner: Person
  close: () => Promise<void>
}

async function enter(
  database: TestDatabase,
  server: TestServer,
  role: RoleKey,
  name: string,
  organizationId?: string,
): Promise<Person> {
  const self = await createMember(database, { role, name, ...(organizationId !== undefined && { organizationId }) })
  const browser = await server.signIn(self)
  // So that what is refused is refused for its rights.
  await database.peek('update auth.sessions set confirmed_at = now() where user_id = $1', [self.personId])
  return {
    self,
    name,
    browser,
    personId: self.personId,
    memberId: self.memberId,
    permissions: new Set(),
    clearance: Sensitivity.confidential,
    held: 'everywhere',
    member: organizationId === undefined ? 'theirs' : 'ours',
    operator: false,
  }
}

const granting = (person: Person, level: 'none' | 'view' | 'edit' | 'manage'): AccessChange =>
  AccessChange.parse({ grants: [{ subject: { kind: 'member', id: person.memberId }, level }] })

/** What people wrote about a document, all of it with the word in it. */
async function describe({ database }: World, word: Garden['word'], { documentId, versionId }: Ids): Promise<void> {
  await database.peek(
    `update documents set title = $2, description = $3, tags = array[$4], document_date = '2001-02-03' where id = $1`,
    [documentId, word('title'), word('description'), word('tag')],
  )
  await database.peek('update versions set note = $2 where id = $1', [versionId, word('note')])
}

/** A further version of the last of them, which has no preview yet. */
async function addVersion({ world, bench, hidden, word }: Soil, to: Ids): Promise<Ids> {
  const versionId = randomUUID()
  const bytes = Buffer.from(`${hidden('newer')} ${word('text')}`)
  const etag = await bench.storage.put('documents', versionId, bytes)
  await world.database.peek(
    `insert into versions (id, organization_id, document_id, number, size, etag, uploaded_by, state, sha256, scanned_at, note)
     values ($1, $2, $3, 2, $4, $5, $6, 'available', sha256($7), now(), $8)`,
    [
      versionId,
      world.owner.organizationId,
      to['documentId'],
      bytes.length,
      etag,
      world.owner.memberId,
      bytes,
      word('note'),
    ],
  )
  return { ...to, versionId }
}

type Soil = Pick<Garden, 'world' | 'bench' | 'word' | 'hidden' | 'viewer' | 'bystander' | 'guest'>

/** Deletes a thing and gives the act. */
async function trashed({ world }: Soil, kind: 'folder' | 'document', id: string, by = world.owner): Promise<string> {
  return (await trashThing(by.ctx, kind, id, null)).trashId
}

/** The room that only its viewer knows, with one document of each kind, and what else can be named there. */
async function plantSecrets(soil: Soil): Promise<{ files: Secret[]; secrets: Ids[] }> {
  const { world, bench, word, hidden, viewer } = soil
  const { database, owner } = world
  const room = await createTestRoom(owner, {
    name: word('room'),
    description: word('about'),
    visibility: 'private',
  })
  await changeAccess(owner.ctx, 'room', room.id, granting(viewer, 'view'))
  const folder = await createFolder(owner.ctx, room.id, { name: word('folder'), parentId: null })
  const files = await secretFiles(word, hidden)
  const secrets: Ids[] = []
  for (const [at, { name, bytes }] of files.entries()) {
    const place: StoredPlace = { roomId: room.id, folderId: at % 2 === 0 ? folder.id : null }
    const { documentId, versionId } = await bench.show(bytes, name, place)
    const ids = { roomId: room.id, folderId: folder.id, documentId, versionId }
    await describe(world, word, ids)
    secrets.push(ids)
  }
  const [first, second] = secrets
  if (first === undefined || second === undefined) throw new Error('there are no files')
  await lockDocument(owner.ctx, second['documentId'] ?? '', { hours: 8 })
  secrets.push(await addVersion(soil, first))
  const here = { roomId: room.id, folderId: folder.id }
  const thrown = await createDocument(database, owner, here, { name: word('thrown') })
  const away = await createFolder(owner.ctx, room.id, { name: word('away'), parentId: null })
  const name = word('owned')
  const archive = await chooseArchive(owner.ctx, { roomId: room.id, folderIds: [], documentIds: [] })
  const bulk = await startBulk(owner.ctx, {
    act: { do: 'classify', sensitivity: 'internal', reason: word('reason') },
    items: [{ kind: 'document', id: first['documentId'] ?? '' }],
  })
  const [upload] = await database.peek<{ id: string }>(
    `insert into uploads (organization_id, member_id, room_id, name, size, expires_at)
     values ($1, $2, $3, $4, 10, now() + interval '1 day') returning id`,
    [owner.organizationId, owner.memberId, room.id, name],
  )
  const [link] = await database.peek<{ id: string }>(
    `insert into links (token_hash, purpose, organization_id, email, role_id, expires_at)
     values (sha256('invited'), 'invitation', $1, $2, $3, now() + interval '1 day') returning id`,
    [owner.organizationId, `${word('invited')}@example.test`, world.emptyRoleId],
  )
  const others = { archiveId: archive.id, bulkId: bulk.id, uploadId: upload?.id ?? '', invitationId: link?.id ?? '' }
  const acts = [await trashed(soil, 'document', thrown.id), await trashed(soil, 'folder', away.id)]
  return { files, secrets: secrets.map((ids, at) => ({ ...ids, ...others, trashId: acts[at % 2] ?? '' })) }
}

/** A room that the bystander may edit, with things in it that they may not see, and traces of these in what they may. */
async function plantShared(soil: Soil, hidingIds: Ids): Promise<{ unseen: Ids[]; shared: Ids[] }> {
  const { world, bench, word, hidden, viewer, bystander, guest } = soil
  const { owner, database } = world
  const room = await createTestRoom(owner, { name: 'Shared', visibility: 'private' })
  const grant = (kind: ThingKind, id: string, person: Person, level: Parameters<typeof granting>[1]): Promise<void> =>
    changeAccess(owner.ctx, kind, id, granting(person, level))
  await grant('room', room.id, bystander, 'edit')
  const open = await createFolder(owner.ctx, room.id, { name: 'Open', parentId: null })
  const closed = await createFolder(owner.ctx, room.id, { name: word('closed'), parentId: open.id })
  await grant('folder', closed.id, bystander, 'none')
  const around = await createFolder(owner.ctx, room.id, { name: word('around'), parentId: open.id })
  await grant('folder', around.id, bystander, 'none')

  const text = (name: string): Buffer => Buffer.from(`${name} ${hidden('bytes')} ${word('text')}`)
  const plant = async (name: string, bytes: Buffer, folderId: string): Promise<Ids> => {
    const stored = await bench.show(bytes, name, { roomId: room.id, folderId })
    return { roomId: room.id, folderId, documentId: stored.documentId, versionId: stored.versionId }
  }
  const [one, two] = [
    await plant('Open one.txt', Buffer.from('one'), open.id),
    await plant('Open two.txt', Buffer.from('two'), open.id),
  ]
  const idOf = ({ documentId = '' }: Ids): string => documentId
  for (const person of [guest, viewer]) await grant('document', idOf(two), person, 'view')
  // Everybody looks once: what they have seen is then no news.
  for (const person of [viewer, guest, bystander])
    for (const path of ['', '/preview/pages/1']) await person.browser.ask(`/api/v1/documents/${idOf(two)}${path}`)

  const inClosed = await plant(`${word()} closed.txt`, text('closed'), closed.id)
  const secret = await plant(`${word()} above clearance.txt`, text('above'), open.id)
  await database.peek('update documents set sensitivity = $2 where id = $1', [idOf(secret), Sensitivity.restricted])
  const denied = await plant(`${word()} denied.txt`, Buffer.from('denied'), open.id)
  await grant('document', idOf(denied), bystander, 'none')
  // The copy has what its owner wrote of it then, and nothing of where it is from.
  const copy = await copyDocument(owner.ctx, idOf(denied), { roomId: room.id, folderId: open.id, name: 'Copied.txt' })
  await grant('document', copy.id, bystander, 'manage')
  const unseen = [inClosed, secret, denied]
  for (const ids of unseen) await describe(world, word, ids)

  // What was hidden leaves traces in what is not.
  const moved = await plant('Moved.txt', Buffer.from('moved'), closed.id)
  await grant('document', idOf(moved), bystander, 'manage')
  await moveDocument(owner.ctx, idOf(moved), null, { roomId: room.id, folderId: open.id })
  const kept = await createDocument(database, owner, { roomId: room.id, folderId: around.id }, { name: 'Kept.txt' })
  await grant('document', kept.id, bystander, 'manage')
  await trashed(soil, 'document', kept.id)

  const binned = await createDocument(database, owner, { roomId: room.id }, { name: 'Binned.txt' })
  const archive = await chooseArchive(bystander.self.ctx, { roomId: null, folderIds: [open.id], documentIds: [] })
  const bulk = await startBulk(bystander.self.ctx, {
    act: { do: 'trash' },
    items: [{ kind: 'document', id: idOf(denied) }],
  })
  const own = {
    archiveId: archive.id,
    bulkId: bulk.id,
    trashId: await trashed(soil, 'document', binned.id, bystander.self),
  }
  return {
    unseen: unseen.map((ids) => ({ ...hidingIds, ...ids })),
    shared: [one, two, { ...moved, folderId: open.id }].map((ids) => ({ ...hidingIds, ...ids, ...own })),
  }
}

/** Plants all of it. */
export async function plantGarden(database: TestDatabase, server: TestServer): Promise<Garden> {
  const world = await plantWorld(database, server)
  const bench = await openPreviewBench(database, world.owner)
  const { organizationId } = world.owner
  const [word, hidden, named] = [marker(), marker(), marker()]
  const viewer = await enter(database, server, 'member', named('viewer'), organizationId)
  const bystander = await enter(database, server, 'member', named('bystander'), organizationId)
  const guest = await enter(database, server, 'guest', named('guest'), organizationId)
  const foreigner = await enter(database, server, 'administrator', 'Foreigner')
  // Somewhere to take things to.
  for (const { self } of [viewer, foreigner]) await createTestRoom(self, { name: 'Mine', visibility: 'private' })
  const soil = { world, bench, word, hidden, viewer, bystander, guest }
  const { files, secrets } = await plantSecrets(soil)
  const [first = {}] = secrets
  const { unseen, shared } = await plantShared(soil, first)
  return {
    ...soil,
    files,
    secrets,
    unseen: [...secrets, ...unseen],
    shared,
    foreigner,
    close: () => bench.close(),
  }
}
