import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import { z } from 'zod'
import type { Visitor } from './client.ts'
import { eventually, objectsIn, rows } from './stack.ts'
import { settled, type Uploaded } from './upload.ts'

// What must be true after every fault: each acknowledged file is in its right state, none is there twice, none is lost.

export interface Acknowledged extends Uploaded {
  name: string
  bytes: Buffer
}

const Told = z.object({ version_id: z.uuid(), times: z.number() })
const Counted = z.object({ name: z.string(), times: z.number() })

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** Waits until every file is available and proves rows, objects, events and bytes. Nobody lends a hand meanwhile. */
export async function allAreWell(by: Visitor, files: readonly Acknowledged[], seconds = 120): Promise<void> {
  for (const { documentId, bytes, name } of files) {
    const document = await settled(by, documentId, seconds)
    expect(document, name).toMatchObject({
      name,
      abilities: { download: true },
      version: { state: 'available', sha256: sha256(bytes), size: bytes.length },
    })
    const content = await by.ask(`/api/v1/documents/${documentId}/content`)
    expect(content.status).toBe(200)
    expect(sha256(content.bytes), `bytes of ${name}`).toBe(sha256(bytes))
  }
  const ids = files.map(({ versionId }) => `'${versionId}'`).join()
  const told = await rows(
    Told,
    `select version_id, count(*)::int as times from events where type = 'documents.scanned' and version_id in (${ids}) group by 1`,
  )
  expect(told).toHaveLength(files.length)
  expect(
    told.every(({ times }) => times === 1),
    'each was told once',
  ).toBe(true)
  const names = files.map(({ name }) => `'${name}'`).join()
  const counted = await rows(
    Counted,
    `select name, count(*)::int as times from documents where name in (${names}) group by 1`,
  )
  expect(counted.filter(({ times }) => times !== 1)).toEqual([])
  await nothingIsOwed()
  const [documents, quarantine] = [await objectsIn('documents'), await objectsIn('quarantine')]
  for (const { versionId, name } of files) {
    expect(documents.has(versionId), `${name} in documents`).toBe(true)
    expect(quarantine.has(versionId), `${name} in quarantine`).toBe(false)
  }
}

/** Every job is done and every event delivered. */
async function nothingIsOwed(): Promise<void> {
  const Owed = z.object({ jobs: z.number(), outbox: z.number() })
  await eventually('nothing is owed', 60, async () => {
    const [owed] = await rows(
      Owed,
      `select (select count(*)::int from jobs) as jobs, (select count(*)::int from outbox) as outbox`,
    )
    return owed?.jobs === 0 && owed.outbox === 0
  })
}
