import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import { z } from 'zod'
import type { Visitor } from './client.ts'
import { eventually, objectsIn, rows } from './stack.ts'
import { settled, type Uploaded } from './upload.ts'

// What must be true after every fault: each acknowledged file is in its right state, none is there twice, none is lost.

export interface Acknowledged extends Uploaded {
  /** Of no other document. */
  name: string
  bytes: Buffer
  /** What must become of it; available unless said. */
  state?: 'available' | 'infected' | 'held'
}

const Told = z.object({ version_id: z.uuid(), times: z.number() })
const Counted = z.object({ name: z.string(), times: z.number() })

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

const list = (values: readonly string[]): string => values.map((value) => `'${value.replaceAll("'", "''")}'`).join()

/** Waits until every file is decided and proves rows, objects, events and bytes. Nobody lends a hand meanwhile. */
export async function allAreWell(by: Visitor, files: readonly Acknowledged[], seconds = 150): Promise<void> {
  for (const { documentId, versionId, bytes, name, state = 'available' } of files) {
    const document = await settled(by, documentId, seconds)
    const passed = state === 'available'
    expect(document, name).toMatchObject({
      name,
      abilities: { download: passed },
      version: { id: versionId, state, size: bytes.length, ...(passed && { sha256: sha256(bytes) }) },
    })
    const content = await by.ask(`/api/v1/documents/${documentId}/content`)
    expect(content.status).toBe(passed ? 200 : 423)
    if (passed) expect(sha256(content.bytes), `bytes of ${name}`).toBe(sha256(bytes))
  }
  const ids = list(files.map(({ versionId }) => versionId))
  const told = await rows(
    Told,
    `select version_id, count(*)::int as times from events where type = 'documents.scanned' and version_id in (${ids}) group by 1`,
  )
  expect(
    told.map(({ times }) => times),
    'each was told once',
  ).toEqual(files.map(() => 1))
  const counted = await rows(
    Counted,
    `select d.name, count(*)::int as times from documents d join versions v on v.document_id = d.id
     where d.name in (${list(files.map(({ name }) => name))}) group by 1`,
  )
  expect(
    counted.map(({ times }) => times),
    'none twice, none lost',
  ).toEqual(files.map(() => 1))
  await nothingIsOwed(ids)
  await objectsAreInPlace(files)
}

/** Every job about these versions is done, and every event about them delivered. */
async function nothingIsOwed(ids: string): Promise<void> {
  const Owed = z.object({ jobs: z.number(), outbox: z.number() })
  await eventually('nothing is owed', 60, async () => {
    const [owed] = await rows(
      Owed,
      `select (select count(*)::int from jobs where payload->>'versionId' in (${ids})) as jobs,
       (select count(*)::int from outbox join events using (position) where version_id in (${ids})) as outbox`,
    )
    return owed?.jobs === 0 && owed.outbox === 0
  })
}

/** What passed is in documents alone, what did not is in quarantine alone. */
async function objectsAreInPlace(files: readonly Acknowledged[]): Promise<void> {
  await eventually('the objects are where they belong, and nowhere else', 30, async () => {
    const [documents, quarantine] = await Promise.all([objectsIn('documents'), objectsIn('quarantine')])
    return files.every(({ versionId, state = 'available' }) => {
      const [home, elsewhere] = state === 'available' ? [documents, quarantine] : [quarantine, documents]
      return home.has(versionId) && !elsewhere.has(versionId)
    })
  })
}
