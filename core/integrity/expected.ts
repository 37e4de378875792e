import type { Knex } from '../db.ts'
import { keysOf } from '../previews/objects.ts'
import type { PageSize, PreviewKind } from '../previews/table.ts'
import type { Bucket, ListedObject, Storage } from '../storage.ts'

// What there should be and what there is, each in the order of the bytes of its keys, a page at a time.

/** An object that a row asks for. */
export interface ExpectedObject {
  key: string
  /** Null where no row knows it. */
  size: number | null
}

const rowsAtOnce = 500
const nil = '00000000-0000-0000-0000-000000000000'

/** The order in which S3 lists keys. */
export function inOrder(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other))
}

async function* pages<Row>(read: (after: string) => PromiseLike<Row[]>, idOf: (row: Row) => string, after: string) {
  for (let last = after; ;) {
    const rows = await read(last)
    yield* rows
    const end = rows.at(-1)
    if (end === undefined || rows.length < rowsAtOnce) return
    last = idOf(end)
  }
}

async function* documents(db: Knex, after: string): AsyncGenerator<ExpectedObject> {
  const read = (last: string) =>
    db('stored_objects')
      .where('object_id', '>', last)
      .orderBy('object_id')
      .limit(rowsAtOnce)
      .select('object_id', 'size')
  for await (const row of pages(read, ({ object_id }) => object_id, after || nil)) {
    yield { key: row.object_id, size: row.size }
  }
}

/** Unfinished uploads have no object yet, or one that is just being told of: none is asked for. */
async function* quarantine(db: Knex, after: string): AsyncGenerator<ExpectedObject> {
  const read = (last: string) =>
    db('versions')
      .where('id', '>', last)
      .whereIn('state', ['scanning', 'infected', 'held'])
      .orderBy('id')
      .limit(rowsAtOnce)
      .select('id', 'size')
  for await (const row of pages(read, ({ id }) => id, after || nil)) yield { key: row.id, size: row.size }
}

/** Of each preview what was told of; a page that could not be drawn was never stored. */
export function storedKeysOf(
  versionId: string,
  { kind, made, sizes }: { kind: PreviewKind | null; made: number; sizes: PageSize[] | null },
): string[] {
  const undrawn = new Set((sizes ?? []).flatMap((size, at) => (size === null ? [String(at + 1)] : [])))
  return keysOf(versionId, { kind, made }).filter((key) => !undrawn.has(key.slice(key.lastIndexOf('/') + 1)))
}

async function* derived(db: Knex, after: string): AsyncGenerator<ExpectedObject> {
  const read = (last: string) =>
    db('previews')
      .where('version_id', '>', last)
      .where('made', '>', 0)
      .orderBy('version_id')
      .limit(rowsAtOnce)
      .select('version_id', 'kind', 'made', 'sizes')
  const own = after.slice(0, nil.length)
  if (own !== '') {
    const row = await db('previews').where({ version_id: own }).first('version_id', 'kind', 'made', 'sizes')
    const left = row ? storedKeysOf(row.version_id, row).sort(inOrder) : []
    for (const key of left) if (inOrder(key, after) > 0) yield { key, size: null }
  }
  for await (const row of pages(read, ({ version_id }) => version_id, own || nil)) {
    for (const key of storedKeysOf(row.version_id, row).sort(inOrder)) yield { key, size: null }
  }
}

/** What rows say is in a bucket, behind `after`. */
export function expectedIn(db: Knex, bucket: Bucket, after: string): AsyncGenerator<ExpectedObject> {
  return { documents, quarantine, derived }[bucket](db, after)
}

/** What is in a bucket, behind `after`. */
export async function* listedIn(
  storage: Storage,
  bucket: Bucket,
  after: string,
  signal: AbortSignal,
): AsyncGenerator<ListedObject> {
  for (let last = after; ;) {
    const objects = await storage.list(bucket, last, { signal })
    if (objects.length === 0) return
    for (const object of objects) {
      // The comparison stands on it: out of order, everything would seem to be missing.
      if (last !== '' && inOrder(object.key, last) <= 0) throw new Error('storage lists its keys out of order')
      last = object.key
      yield object
    }
  }
}
