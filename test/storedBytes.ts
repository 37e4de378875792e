import { expect } from 'vitest'
import type { TestDatabase } from './database.ts'

interface Held {
  organization_id: string
  room_id: string
  /** The key of the bytes; null for what is only reserved. */
  object_id: string | null
  size: number
}

/** What is there, counted one by one: every object once for its organization and once for each room, and what is reserved. */
async function countOneByOne(database: TestDatabase): Promise<Record<string, number>> {
  const held = await database.peek<{ [Key in keyof Held]: Held[Key] }>(
    `select v.organization_id, d.room_id, v.object_id, v.size from versions v join documents d on d.id = v.document_id
     union all
     select organization_id, room_id, null, case when size is null then received else size end from uploads
     where document_id is null and not cancelled`,
  )
  const seen = new Set<string>()
  const counts: Record<string, number> = {}
  for (const { organization_id: organization, room_id: room, object_id: object, size } of held) {
    for (const place of [organization, room]) {
      if (object !== null && seen.has(place + object)) continue
      if (object !== null) seen.add(place + object)
      counts[place] = (counts[place] ?? 0) + size
    }
  }
  return withoutNothing(counts)
}

function withoutNothing(counts: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, bytes]) => bytes !== 0))
}

/** What the database keeps count of, by organization and room. */
export async function countedBytes(database: TestDatabase): Promise<Record<string, number>> {
  const counted = await database.peek<{ place: string; bytes: number }>(
    'select coalesce(room_id, organization_id) as place, sum(bytes)::bigint as bytes from stored_bytes group by 1',
  )
  return withoutNothing(Object.fromEntries(counted.map(({ place, bytes }) => [place, bytes])))
}

/** Proves that what is kept count of is what is there; nobody may be at work. */
export async function expectCounted(database: TestDatabase): Promise<void> {
  const [counted, there] = await Promise.all([countedBytes(database), countOneByOne(database)])
  expect(counted, 'what is counted, and what is there').toEqual(there)
}
