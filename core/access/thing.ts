import type { MemberContext } from '../context.ts'
import type { Transaction } from '../db.ts'
import { found } from '../errors.ts'
import type { SensitivityLevel } from './permissions.ts'
import type { AccessLevel } from './levels.ts'
import type { ThingKind, ThingReference } from './schema.ts'

/** A room, folder or document as far as access to it goes. */
export interface Thing {
  kind: ThingKind
  id: string
  name: string
  scope_id: string
  room_id: string
  /** The actor's own level. */
  access: AccessLevel
  /** Null for anything but a document. */
  sensitivity: SensitivityLevel | null
}

const tables = { room: 'rooms', folder: 'folders', document: 'documents' } as const

/** The thing, if the actor can see it; else 404. */
export async function findThing(trx: Transaction, kind: ThingKind, id: string): Promise<Thing> {
  const rows: Omit<Thing, 'kind'>[] = await trx
    .from(`${tables[kind]} as t`)
    .joinRaw('cross join lateral access.levels_at(array[t.scope_id]) v')
    .where('t.id', id)
    .select<Omit<Thing, 'kind'>[]>('t.id', 't.name', 't.scope_id', {
      room_id: kind === 'room' ? 't.id' : 't.room_id',
      access: 'v.level',
    })
    .select(trx.raw(kind === 'document' ? 't.sensitivity' : 'null as sensitivity'))
  return { kind, ...found(rows[0]) }
}

export interface ThingScope {
  /** Whether the scope is the thing's own, and not that of a place above it. */
  own: boolean
  /** The scope of the place above; null above a room. */
  above: string | null
  /** Whether what is granted above counts here. */
  inherits: boolean
}

/** The scope that a thing lies in. */
export async function scopeOf(trx: Transaction, thing: Thing): Promise<ThingScope> {
  const scope = await trx('scopes')
    .where({ id: thing.scope_id })
    .first('folder_id', 'document_id', 'parent_id', 'inherits')
  const own =
    scope !== undefined &&
    (thing.kind === 'room'
      ? scope.parent_id === null
      : (thing.kind === 'folder' ? scope.folder_id : scope.document_id) === thing.id)
  return {
    own,
    above: own ? scope.parent_id : thing.scope_id,
    inherits: thing.kind !== 'room' && (!own || scope.inherits),
  }
}

interface ScopeThing {
  scope_id: string
  kind: ThingKind
  id: string
  name: string
}

/** What these scopes belong to, as far as the actor can see it, by scope. */
export async function thingsOf(trx: Transaction, scopeIds: readonly string[]): Promise<Map<string, ThingReference>> {
  const rows: ScopeThing[] = await trx('scopes as s')
    .leftJoin('documents as d', 'd.id', 's.document_id')
    .leftJoin('folders as f', 'f.id', 's.folder_id')
    .leftJoin('rooms as r', (on) => on.on('r.id', 's.room_id').onNull('s.parent_id'))
    .whereIn('s.id', [...scopeIds])
    .whereRaw('coalesce(d.id, f.id, r.id) is not null')
    .select<ScopeThing[]>({ scope_id: 's.id' })
    .select(
      trx.raw(`case when d.id is not null then 'document' when f.id is not null then 'folder' else 'room' end as kind`),
      trx.raw('coalesce(d.id, f.id, r.id) as id'),
      trx.raw('coalesce(d.name, f.name, r.name) as name'),
    )
  return new Map(rows.map(({ scope_id, kind, id, name }) => [scope_id, { kind, id, name }]))
}

/** The facts of an event about a thing. */
export function factsOf(ctx: MemberContext, thing: Thing) {
  return {
    organizationId: ctx.actor.organizationId,
    scopeId: thing.scope_id,
    roomId: thing.room_id,
    folderId: thing.kind === 'folder' ? thing.id : null,
    documentId: thing.kind === 'document' ? thing.id : null,
  }
}
