import { createHash, randomUUID } from 'node:crypto'
import { CreateBucketCommand, DeleteBucketCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { scanVersion } from '@muniment/core/documents/jobs.ts'
import { Storage } from '@muniment/core/storage.ts'
import type { TestDatabase } from './database.ts'
import type { TestMember } from './factories.ts'
import { services } from './services.ts'

const settings = { S3_URL: services.s3, S3_ACCESS_KEY: services.s3RootUser, S3_SECRET_KEY: services.s3RootPassword }

/** The real storage with its buckets; tests share it and keep to their own random keys. */
export async function openTestStorage(url = services.s3): Promise<Storage> {
  const client = new S3Client({
    endpoint: services.s3,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: settings.S3_ACCESS_KEY, secretAccessKey: settings.S3_SECRET_KEY },
  })
  for (const bucket of ['quarantine', 'documents', 'derived']) {
    await client.send(new CreateBucketCommand({ Bucket: bucket })).catch((error: unknown) => {
      const there = error instanceof S3ServiceException && error.name.startsWith('BucketAlready')
      if (!there) throw error
    })
  }
  client.destroy()
  return new Storage({ ...settings, S3_URL: url })
}

const buckets = ['quarantine', 'documents', 'derived'] as const

export interface OwnStorage {
  storage: Storage
  prefix: string
  drop: () => Promise<void>
}

/** Buckets of a test's own, for whoever looks at all that is in them. */
export async function openOwnStorage(): Promise<OwnStorage> {
  const prefix = `t${randomUUID().slice(0, 8)}-`
  const client = new S3Client({
    endpoint: services.s3,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: settings.S3_ACCESS_KEY, secretAccessKey: settings.S3_SECRET_KEY },
  })
  for (const bucket of buckets) await client.send(new CreateBucketCommand({ Bucket: prefix + bucket }))
  const storage = new Storage({ ...settings, S3_URL: services.s3, S3_BUCKET_PREFIX: prefix })
  return {
    storage,
    prefix,
    drop: async () => {
      for (const bucket of buckets) {
        for (let objects = await storage.list(bucket); objects.length > 0; objects = await storage.list(bucket)) {
          for (const { key } of objects) await storage.remove(bucket, key)
        }
        await client.send(new DeleteBucketCommand({ Bucket: prefix + bucket }))
      }
      storage.close()
      client.destroy()
    },
  }
}

/** A document that passed the virus check, with its bytes where they belong. */
export async function createStoredDocument(
  database: TestDatabase,
  storage: Storage,
  member: TestMember,
  roomId: string,
  bytes: Buffer,
  name = 'file.bin',
): Promise<{ documentId: string; versionId: string }> {
  const [documentId, versionId] = [randomUUID(), randomUUID()]
  const etag = await storage.put('documents', versionId, bytes)
  await database.peek(
    `with document as (
       insert into documents (id, organization_id, room_id, name, current_version_id, size, created_by)
       values ($1, $2, $3, $4, $5, $6, $7) returning id)
     insert into versions (id, organization_id, document_id, number, size, etag, uploaded_by, state, sha256, scanned_at)
     select $5, $2, id, 1, $6, $8, $7, 'available', $9, now() from document`,
    [
      documentId,
      member.organizationId,
      roomId,
      name,
      versionId,
      bytes.length,
      member.memberId,
      etag,
      createHash('sha256').update(bytes).digest(),
    ],
  )
  return { documentId, versionId }
}

export interface UploadedVersion {
  documentId: string
  versionId: string
  etag: string
}

/** A document whose bytes lie in quarantine, as an upload leaves it; with the job that is owed unless told otherwise. */
export async function createUploadedVersion(
  database: TestDatabase,
  storage: Storage,
  member: TestMember,
  roomId: string,
  bytes: Buffer,
  options: { owed?: boolean; size?: number } = {},
): Promise<UploadedVersion> {
  const documentId = randomUUID()
  const versionId = randomUUID()
  const etag = await storage.put('quarantine', versionId, bytes)
  const size = options.size ?? bytes.length
  await database.peek(
    `with document as (
       insert into documents (id, organization_id, room_id, name, current_version_id, size, created_by)
       values ($1, $2, $3, 'file.bin', $4, $5, $6) returning id)
     insert into versions (id, organization_id, document_id, number, size, etag, uploaded_by)
     select $4, $2, id, 1, $5, $7, $6 from document`,
    [documentId, member.organizationId, roomId, versionId, size, member.memberId, etag],
  )
  if (options.owed !== false) {
    await database.peek(`insert into jobs (organization_id, name, key, payload) values ($1, $2, $3, $4)`, [
      member.organizationId,
      scanVersion.name,
      versionId,
      { versionId },
    ])
  }
  return { documentId, versionId, etag }
}
