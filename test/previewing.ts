import { createHash, randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { systemContext, type SystemContext } from '@muniment/core/context.ts'
import { queues } from '@muniment/core/jobs/queues.ts'
import { pageKey, thumbnailKey } from '@muniment/core/previews/objects.ts'
import type { PreviewRow } from '@muniment/core/previews/table.ts'
import { isAbsent, type Storage } from '@muniment/core/storage.ts'
import { bind, perform } from '@muniment/worker/handle.ts'
import { probeConfinement, type Confinement } from '@muniment/worker/preview/contain.ts'
import { previewHandlers, type PreviewTools } from '@muniment/worker/preview/job.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { createMember, createTestRoom, quiet, type TestMember } from './factories.ts'
import { openTestStorage } from './storage.ts'

export interface Stored {
  documentId: string
  versionId: string
}

export interface StoredPlace {
  roomId: string
  folderId: string | null
}

/** Documents that passed their check, and the making of their previews with the real programs. */
export interface PreviewBench {
  database: TestDatabase
  storage: Storage
  member: TestMember
  roomId: string
  folder: string
  confinement: Confinement
  ctx: SystemContext
  /** A document of these bytes, available, its preview owed; at the top of the room unless told otherwise. */
  store: (bytes: Buffer, name?: string, place?: StoredPlace) => Promise<Stored>
  /** Does the job that is owed, as the worker does. */
  work: (versionId: string, change?: Partial<PreviewTools>, stop?: AbortSignal) => Promise<void>
  /** Both, and what came of it. */
  show: (bytes: Buffer, name?: string, place?: StoredPlace) => Promise<Stored & { preview: PreviewRow }>
  previewOf: (versionId: string) => Promise<PreviewRow>
  page: (versionId: string, page: number) => Promise<Buffer | null>
  thumbnail: (versionId: string, page: number) => Promise<Buffer | null>
  /** What the makers left on the disk. */
  leftovers: () => Promise<string[]>
  close: () => Promise<void>
}

export async function openPreviewBench(database?: TestDatabase, member?: TestMember): Promise<PreviewBench> {
  const [made, storage, folder] = await Promise.all([
    database ?? createTestDatabase(),
    openTestStorage(),
    mkdtemp(join(tmpdir(), 'muniment-previewing-')),
  ])
  const owner = member ?? (await createMember(made))
  const roomId = (await createTestRoom(owner)).id
  const confinement = await probeConfinement(folder)
  const ctx = systemContext(made.worker, quiet, 'preview')

  async function store(
    bytes: Buffer,
    name = 'file.bin',
    place: StoredPlace = { roomId, folderId: null },
  ): Promise<Stored> {
    const [documentId, versionId] = [randomUUID(), randomUUID()]
    const etag = await storage.put('documents', versionId, bytes)
    const sha256 = createHash('sha256').update(bytes).digest()
    await made.peek(
      `with d as (insert into documents (id, organization_id, room_id, folder_id, name, current_version_id, size, created_by)
           values ($1, $2, $3, $10, $4, $5, $6, $7)),
         v as (insert into versions (id, organization_id, document_id, number, size, etag, uploaded_by, state, sha256, scanned_at)
           values ($5, $2, $1, 1, $6, $9, $7, 'available', $8, now() - interval '1 minute')),
         j as (insert into jobs (organization_id, name, key, payload)
           values ($2, 'documents.preview', $5::text, jsonb_build_object('versionId', $5::uuid)))
       select`,
      [
        documentId,
        owner.organizationId,
        place.roomId,
        name,
        versionId,
        bytes.length,
        owner.memberId,
        sha256,
        etag,
        place.folderId,
      ],
    )
    return { documentId, versionId }
  }

  async function work(versionId: string, change: Partial<PreviewTools> = {}, stop?: AbortSignal): Promise<void> {
    const [job] = await made.peek<{ id: string }>(
      `update jobs set run_at = now() where key = $1 and name = 'documents.preview' returning id`,
      [versionId],
    )
    if (!job) throw new Error('no preview is owed')
    const handlers = bind(queues.previews, previewHandlers({ storage, confinement, workFolder: folder, ...change }))
    await perform(ctx, handlers, job.id, stop ?? new AbortController().signal)
  }

  async function previewOf(versionId: string): Promise<PreviewRow> {
    const row = await made.worker('previews').where({ version_id: versionId }).first()
    if (!row) throw new Error('no such preview')
    return row
  }

  async function read(key: string): Promise<Buffer | null> {
    try {
      return await buffer((await storage.open('derived', key)).stream)
    } catch (error) {
      if (isAbsent(error)) return null
      throw error
    }
  }

  return {
    database: made,
    storage,
    member: owner,
    roomId,
    folder,
    confinement,
    ctx,
    store,
    work,
    show: async (bytes, name, place) => {
      const stored = await store(bytes, name, place)
      await work(stored.versionId)
      // What went wrong by chance would be tried again; here it is to be seen.
      const [job] = await made.peek<{ last_error: string }>('select last_error from jobs where key = $1', [
        stored.versionId,
      ])
      if (job) throw new Error(`the preview was not made: ${job.last_error}`)
      return { ...stored, preview: await previewOf(stored.versionId) }
    },
    previewOf,
    page: (versionId, page) => read(pageKey(versionId, page)),
    thumbnail: (versionId, page) => read(thumbnailKey(versionId, page)),
    leftovers: async () => (await readdir(folder)).filter((name) => !name.endsWith('.bpf')),
    close: async () => {
      storage.close()
      await Promise.all([database ? null : made.drop(), rm(folder, { recursive: true, force: true })])
    },
  }
}
