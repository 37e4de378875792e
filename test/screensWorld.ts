import { createHash, randomUUID } from 'node:crypto'
import { changeDocument } from '@muniment/core/documents/change.ts'
import { classifyDocument } from '@muniment/core/documents/classify.ts'
import { createFolder } from '@muniment/core/folders/create.ts'
import { trashThing } from '@muniment/core/trash/trashThing.ts'
import type { TestDatabase } from './database.ts'
import { createDocument, createMember, createTestRoom, type TestMember } from './factories.ts'
import { pdfOf } from './previewFiles.ts'
import { openPreviewBench } from './previewing.ts'

/** A house with enough in it that every screen has something to show. */
export interface ScreensWorld {
  owner: TestMember
  roomId: string
  /** Holds more than is loaded at once. */
  large: { id: string; documents: number }
  emptyId: string
  /** An empty room to which somebody else is uploading. */
  busyId: string
  /** Of two versions, three pages each. */
  leaseId: string
  firstVersionId: string
  close: () => Promise<void>
}

export const names = {
  room: 'Sale of the harbour warehouse',
  large: '01 Correspondence',
  empty: '02 Plans',
  lease: 'Lease agreement, signed by both parties and countersigned by the notary in Rotterdam 2026.pdf',
  blocked: 'Invoice 2231.zip',
  movable: 'Survey.docx',
  trashed: 'Draft of the contract.docx',
}

/** As it lies after an upload of a second version. */
async function addVersion(database: TestDatabase, member: TestMember, documentId: string): Promise<void> {
  const id = randomUUID()
  await database.peek(
    `with v as (insert into versions (id, organization_id, document_id, number, size, etag, uploaded_by, state, sha256, scanned_at, note)
       values ($1, $2, $3, 2, 48213, 'x', $4, 'available', $5, now(), 'With the signatures of both parties'))
     update documents set current_version_id = $1, size = 48213 where id = $3`,
    [id, member.organizationId, documentId, member.memberId, createHash('sha256').update(id).digest()],
  )
}

export async function plantScreens(database: TestDatabase): Promise<ScreensWorld> {
  const owner = await createMember(database, { role: 'owner', name: 'Olga Owner' })
  const other = await createMember(database, {
    role: 'member',
    name: 'Benjamin Featherstonehaugh-Cholmondeley',
    organizationId: owner.organizationId,
  })
  const bench = await openPreviewBench(database, owner)
  await database.peek('update rooms set name = $2 where id = $1', [bench.roomId, names.room])
  const busy = await createTestRoom(owner, { name: 'Board', visibility: 'private' })
  await database.peek(
    `insert into uploads (organization_id, member_id, room_id, name, size, received, moved_at, expires_at)
     select $1, $2, $3, 'begun', size, size / 3, 'infinity', now() + interval '1 day' from unnest(array[4e9, 8e7]) as x (size)`,
    [owner.organizationId, other.memberId, busy.id],
  )
  const { roomId } = bench
  const large = await createFolder(owner.ctx, roomId, { name: names.large, parentId: null })
  const empty = await createFolder(owner.ctx, roomId, { name: names.empty, parentId: null })
  const lease = await bench.show(pdfOf(['The lease', 'Rent', 'Signatures']), names.lease)
  await bench.show(Buffer.from('# Minutes\n\nThe parties *agreed*.\n'), 'Minutes.md')
  await addVersion(database, owner, lease.documentId)
  await changeDocument(owner.ctx, lease.documentId, 1, {
    title: 'Lease of the harbour warehouse',
    description: 'Signed on 3 March.\nThe annexes are missing.',
    tags: ['lease', 'signed', 'harbour warehouse'],
    documentDate: '2026-03-03',
    ownerId: other.memberId,
  })
  await classifyDocument(owner.ctx, lease.documentId, 2, { sensitivity: 'confidential', reason: 'Names the rent' })
  await createDocument(database, other, { roomId }, { name: names.movable })
  await createDocument(database, other, { roomId }, { name: 'Report, being checked.pdf', state: 'scanning' })
  const blocked = await createDocument(database, owner, { roomId }, { name: names.blocked, state: 'scanning' })
  await database.peek(
    `update versions set state = 'infected', scanned_at = now(), reason_code = 'infected',
       reason_message = 'A virus was found in it, so nobody can open it. Upload a clean copy.' where id = $1`,
    [blocked.versionId],
  )
  const trashed = await createDocument(database, owner, { roomId }, { name: names.trashed })
  await trashThing(owner.ctx, 'document', trashed.id, null)
  const documents = 240
  await database.peek(
    `with d as (
       insert into documents (id, organization_id, room_id, folder_id, name, current_version_id, size, created_by)
       select gen_random_uuid(), $1, $2, $3, 'Letter ' || n || '.txt', gen_random_uuid(), 1200 * n, $4 from generate_series(1, $5) n
       returning id, current_version_id, size)
     insert into versions (id, organization_id, document_id, number, size, etag, uploaded_by, state, sha256, scanned_at)
     select current_version_id, $1, id, 1, size, 'x', $4, 'available', sha256('abc'), now() from d`,
    [owner.organizationId, roomId, large.id, owner.memberId, documents],
  )
  return {
    owner,
    roomId,
    large: { id: large.id, documents },
    emptyId: empty.id,
    busyId: busy.id,
    leaseId: lease.documentId,
    firstVersionId: lease.versionId,
    close: bench.close,
  }
}
