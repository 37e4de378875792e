import { z } from 'zod'
import type { MemberContext } from '../context.ts'
import { defineListing } from '../listing.ts'
import { VersionStateName } from './schema.ts'

export const DocumentLine = z.object({
  id: z.uuid(),
  name: z.string(),
  roomId: z.uuid(),
  folder: z.string().nullable(),
  state: VersionStateName,
  reasonCode: z.string().nullable(),
  reason: z.string().nullable(),
  size: z.number().int(),
  versionId: z.uuid(),
  versionNumber: z.number().int(),
  createdBy: z.uuid().nullable(),
  createdAt: z.date(),
  updatedAt: z.date(),
})

/** The documents that the actor can see, each with the state of its current version and why it is held back. */
export const documentLines = defineListing<MemberContext, z.infer<typeof DocumentLine>>({
  line: DocumentLine,
  permission: 'quarantine.read',
  rows: (trx, { actor }) =>
    trx
      .from('documents as d')
      .join('versions as n', 'n.id', 'd.current_version_id')
      .leftJoin('folders as f', 'f.id', 'd.folder_id')
      .where('d.organization_id', actor.organizationId)
      .select({
        id: 'd.id',
        name: 'd.name',
        roomId: 'd.room_id',
        folder: 'f.name',
        state: 'n.state',
        reasonCode: 'n.reason_code',
        reason: 'n.reason_message',
        size: 'd.size',
        versionId: 'n.id',
        versionNumber: 'n.number',
        createdBy: 'd.created_by',
        createdAt: 'd.created_at',
        updatedAt: 'd.updated_at',
      }),
  keys: (trx, { actor }) => trx.from('documents as d').where('d.organization_id', actor.organizationId),
  columns: {
    id: { sql: 'd.id', match: 'id' },
    name: { sql: 'd.name collate natural_order', match: 'contains', sortable: true },
    roomId: { sql: 'd.room_id', match: 'id' },
    state: { sql: 'n.state', match: 'equals', joined: true },
    reasonCode: { sql: 'n.reason_code', match: 'equals', joined: true },
    size: { sql: 'd.size', sortable: true },
    createdBy: { sql: 'd.created_by', match: 'id' },
    createdAt: { sql: 'd.created_at', match: 'between', sortable: true },
    updatedAt: { sql: 'd.updated_at', match: 'between', sortable: true },
  },
  key: { sql: 'd.id', form: 'uuid' },
})

export const VersionLine = z.object({
  id: z.uuid(),
  name: z.string(),
  documentId: z.uuid(),
  number: z.number().int(),
  state: VersionStateName,
  reasonCode: z.string().nullable(),
  reason: z.string().nullable(),
  size: z.number().int(),
  mediaType: z.string().nullable(),
  sha256: z.string().nullable(),
  signatures: z.string().nullable(),
  uploadedBy: z.uuid().nullable(),
  createdAt: z.date(),
  scannedAt: z.date().nullable(),
  checkedAt: z.date().nullable(),
})

/** Every version of the documents that the actor can see; narrowed by state it is the quarantine. */
export const versionLines = defineListing<MemberContext, z.infer<typeof VersionLine>>({
  line: VersionLine,
  permission: 'quarantine.read',
  rows: (trx, { actor }) =>
    trx
      .from('versions as n')
      .join('documents as d', 'd.id', 'n.document_id')
      .leftJoin('stored_objects as o', 'o.object_id', 'n.object_id')
      .where('n.organization_id', actor.organizationId)
      .select({
        id: 'n.id',
        name: 'd.name',
        documentId: 'n.document_id',
        number: 'n.number',
        state: 'n.state',
        reasonCode: 'n.reason_code',
        reason: 'n.reason_message',
        size: 'n.size',
        mediaType: 'n.media_type',
        signatures: 'n.signatures',
        uploadedBy: 'n.uploaded_by',
        createdAt: 'n.created_at',
        scannedAt: 'n.scanned_at',
        checkedAt: 'o.checked_at',
      })
      .select(trx.raw(`encode(n.sha256, 'hex') as sha256`)),
  keys: (trx, { actor }) => trx.from('versions as n').where('n.organization_id', actor.organizationId),
  columns: {
    id: { sql: 'n.id', match: 'id' },
    name: { sql: 'd.name', match: 'contains', joined: true },
    documentId: { sql: 'n.document_id', match: 'id' },
    number: { sql: 'n.number', sortable: true },
    state: { sql: 'n.state', match: 'equals' },
    reasonCode: { sql: 'n.reason_code', match: 'equals' },
    size: { sql: 'n.size', sortable: true },
    uploadedBy: { sql: 'n.uploaded_by', match: 'id' },
    createdAt: { sql: 'n.created_at', match: 'between', sortable: true },
    scannedAt: { sql: 'n.scanned_at', match: 'between' },
  },
  key: { sql: 'n.id', form: 'uuid' },
})
