import { z } from 'zod'
import { Access } from '../access/levels.ts'
import { findThing } from '../access/thing.ts'
import type { ThingKind } from '../access/schema.ts'
import type { MemberContext } from '../context.ts'
import { reading } from '../db.ts'
import { decodeCursor, pageFrom, type Page, type PageRequest } from '../page.ts'
import { PersonReference, referenceOf } from '../people.ts'
import { showData } from './data.ts'
import type { EventRow } from './table.ts'
import type { EventType } from './types.ts'

export const Activity = z
  .object({
    position: z.number().int(),
    type: z.string(),
    at: z.iso.datetime(),
    actor: PersonReference.nullable(),
    system: z.string().nullable(),
    subject: z
      .object({ kind: z.enum(['room', 'folder', 'document']), id: z.uuid(), name: z.string().nullable() })
      .nullable()
      .meta({
        description: 'what it was done to, by the name that it has now; null as a name: you cannot see it any more',
      }),
    versionId: z.uuid().nullable(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Activity' })
export type Activity = z.infer<typeof Activity>

interface ActivityRow extends EventRow {
  actor_name: string | null
  subject_kind: 'room' | 'folder' | 'document' | null
  subject_id: string | null
  subject_name: string | null
}

/** Steps of the appliance that people see as the state of a version. */
const unremarkable = ['documents.waiting'] satisfies EventType[]

/**
 * What happened to a document, or in a room, newest first. Whoever manages a thing sees what everybody did to it; everyone
 * else sees their own acts only, for who reads what is nobody else's business.
 */
export async function listActivity(
  ctx: MemberContext,
  kind: ThingKind,
  id: string,
  page: PageRequest,
): Promise<Page<Activity>> {
  const before = decodeCursor(page.cursor, z.tuple([z.number().int()]))
  const shown = await reading(ctx, async (trx) => {
    await findThing(trx, kind, id)
    const { rows } = await trx.raw<{ rows: ActivityRow[] }>(
      `with managed as materialized (select v.scope_id from access.visible_scopes() v where v.level >= :manage)
       select e.*, u.name as actor_name,
         case when e.document_id is not null then 'document' when e.folder_id is not null then 'folder'
           when e.room_id is not null then 'room' end as subject_kind,
         coalesce(e.document_id, e.folder_id, e.room_id) as subject_id, coalesce(d.name, f.name, r.name) as subject_name
       from events e
       left join documents d on d.id = e.document_id
       left join folders f on f.id = e.folder_id and e.document_id is null
       left join rooms r on r.id = e.room_id and e.document_id is null and e.folder_id is null
       left join members m on m.id = e.actor_member_id left join auth.users u on u.id = m.user_id
       where ${{ document: 'e.document_id', folder: 'e.folder_id', room: 'e.room_id' }[kind]} = :id
         and (:before::bigint is null or e.position < :before) and e.type <> all (:unremarkable)
         and (e.actor_member_id = :memberId
           or coalesce(d.scope_id, f.scope_id, r.scope_id, e.scope_id) in (select scope_id from managed))
       order by e.position desc limit :most`,
      {
        id,
        manage: Access.manage,
        memberId: ctx.actor.memberId,
        before: before?.[0] ?? null,
        unremarkable,
        most: page.limit + 1,
      },
    )
    return showData(trx, rows)
  })
  return pageFrom(
    shown,
    page.limit,
    (row) => [row.position],
    (row) => ({
      position: row.position,
      type: row.type,
      at: row.at.toISOString(),
      actor: referenceOf(row.actor_member_id, row.actor_name),
      system: row.actor_system,
      subject:
        row.subject_kind === null || row.subject_id === null
          ? null
          : { kind: row.subject_kind, id: row.subject_id, name: row.subject_name },
      versionId: row.version_id,
      data: row.data,
    }),
  )
}
