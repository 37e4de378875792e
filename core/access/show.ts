import { z } from 'zod'
import type { MemberContext } from '../context.ts'
import { reading, type Transaction } from '../db.ts'
import { found, notFound } from '../errors.ts'
import { decodeCursor, pageFrom, type PageRequest } from '../page.ts'
import { referenceOf } from '../people.ts'
import { sensitivityName } from '../roles/schema.ts'
import { Access, accessName, type AccessLevel } from './levels.ts'
import { holds } from './policy.ts'
import { sentenceOf, wayOut } from './words.ts'
import { findThing, scopeOf, thingsOf, type Thing } from './thing.ts'
import type {
  Cause,
  EffectiveAccess,
  Explanation,
  Grant,
  Reason,
  SubjectShown,
  ThingAccess,
  ThingKind,
  ThingReference,
} from './schema.ts'

interface GrantView {
  id: string
  member_id: string | null
  department_id: string | null
  role_id: string | null
  subject_name: string | null
  level: AccessLevel
  ends_at: Date | null
  created_at: Date
  created_by: string | null
  creator_name: string | null
}

function subjectOf(row: Pick<GrantView, 'member_id' | 'department_id' | 'role_id'>, name: string | null): SubjectShown {
  const id = row.member_id ?? row.department_id ?? row.role_id
  if (id === null) return { kind: 'everyone', id: null, name: 'Everyone but guests' }
  const kind = row.member_id !== null ? 'member' : row.department_id !== null ? 'department' : 'role'
  return { kind, id, name: name ?? '' }
}

async function grantsAt(trx: Transaction, scopeId: string): Promise<Grant[]> {
  const rows: GrantView[] = await trx('grants as g')
    .leftJoin('members as m', 'm.id', 'g.member_id')
    .leftJoin('auth.users as u', 'u.id', 'm.user_id')
    .leftJoin('departments as d', 'd.id', 'g.department_id')
    .leftJoin('roles as r', 'r.id', 'g.role_id')
    .leftJoin('members as c', 'c.id', 'g.created_by')
    .leftJoin('auth.users as cu', 'cu.id', 'c.user_id')
    .where('g.scope_id', scopeId)
    .select<GrantView[]>(
      'g.id',
      'g.member_id',
      'g.department_id',
      'g.role_id',
      'g.level',
      'g.ends_at',
      'g.created_at',
      'g.created_by',
      {
        creator_name: 'cu.name',
      },
    )
    .select(trx.raw('coalesce(u.name, d.name, r.name) as subject_name'))
    .orderByRaw('coalesce(u.name, d.name, r.name) collate natural_order nulls first, g.id')
  return rows.map((row) => ({
    id: row.id,
    subject: subjectOf(row, row.subject_name),
    level: accessName(row.level),
    endsAt: row.ends_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    createdBy: referenceOf(row.created_by, row.creator_name),
  }))
}

interface AudienceRow {
  member_id: string
  level: AccessLevel
  by_scope: string | null
  name: string
  email: string
  guest: boolean
  cleared: boolean
}

/** The grant that decides. Of several, the one that lasts longest: until then nothing changes. */
interface DecidingRow extends AudienceRow {
  grant_id: string | null
  department_id: string | null
  role_id: string | null
  for_everyone: boolean | null
  subject_name: string | null
  ends_at: Date | null
  /** How many others lack the clearance; the same in each row. */
  lacking: number
}

/** Stands for a page with nobody on it. */
interface NobodyRow {
  member_id: null
  lacking: number
}

const selectDeciding = `
  left join lateral (
    select r.grant_id, r.department_id, r.role_id, r.for_everyone, coalesce(r.department_name, r.role_name) as subject_name, r.ends_at
    from access.reasons(x.member_id, :scopeId) r
    where r.grant_id is not null and r.scope_id = x.by_scope and r.level = x.level
    order by r.ends_at desc nulls first, r.grant_id limit 1
  ) g on x.by_scope is not null`

function viaOf(row: DecidingRow): SubjectShown | null {
  if (row.grant_id === null) return null
  const direct = row.department_id === null && row.role_id === null && row.for_everyone !== true
  return subjectOf({ ...row, member_id: direct ? row.member_id : null }, direct ? row.name : row.subject_name)
}

const selectAudience = `
  select w.member_id, w.level, w.by_scope, u.name, u.email,
    not exists (select from user_roles ur join roles r on r.id = ur.role_id where ur.member_id = w.member_id and not r.guest) as guest,
    (:documentId::uuid is null or w.member_id in (select c.member_id from access.cleared_for(:documentId) c (member_id))) as cleared
  from access.who_can_see(:scopeId) w
  join members m on m.id = w.member_id
  join auth.users u on u.id = m.user_id`

function causeOf(row: AudienceRow, thing: Thing, things: ReadonlyMap<string, ThingReference>): Cause {
  if (row.by_scope === null) return { kind: 'content_all', at: null, inherited: false }
  const at = things.get(row.by_scope) ?? null
  return { kind: 'grant', at, inherited: at !== null && at.id !== thing.id }
}

function referTo(thing: Thing): ThingReference {
  return { kind: thing.kind, id: thing.id, name: thing.name }
}

/**
 * Who can do what to a thing and through which grant, by name. Who manages it, or audits access, sees everybody with
 * access; everyone else sees their own row only, and no grant.
 */
export async function showAccess(
  ctx: MemberContext,
  kind: ThingKind,
  id: string,
  page: PageRequest,
): Promise<ThingAccess> {
  const after = decodeCursor(page.cursor, z.tuple([z.string(), z.uuid()]))
  return reading(ctx, async (trx) => {
    const thing = await findThing(trx, kind, id)
    const manages = thing.access >= Access.manage
    const scope = await scopeOf(trx, thing)
    const bindings = { scopeId: thing.scope_id, documentId: kind === 'document' ? id : null }
    const audience = await trx.raw<{ rows: (DecidingRow | NobodyRow)[] }>(
      `with audience as materialized (select * from (${selectAudience}) x where x.level > 0),
       listed as (
         select * from audience x where x.cleared
         and (:afterName::text is null or (x.name collate natural_order, x.member_id) > (:afterName collate natural_order, :afterId::uuid))
         order by x.name collate natural_order, x.member_id limit :most
       )
       select x.*, (select count(*)::int from audience where not cleared) as lacking
       from (values (1)) as once left join (select * from listed x ${selectDeciding}) x on true
       order by x.name collate natural_order, x.member_id`,
      { ...bindings, afterName: after?.[0] ?? null, afterId: after?.[1] ?? null, most: page.limit + 1 },
    )
    const rows = audience.rows.filter((row): row is DecidingRow => row.member_id !== null)
    const things = await thingsOf(trx, [
      ...new Set(rows.flatMap(({ by_scope }) => (by_scope === null ? [] : [by_scope]))),
    ])
    const { items, next } = pageFrom<DecidingRow, EffectiveAccess>(
      rows,
      page.limit,
      (row) => [row.name, row.member_id],
      (row) => ({
        member: { id: row.member_id, name: row.name, email: row.email, guest: row.guest },
        level: accessName(row.level),
        cause: causeOf(row, thing, things),
        via: viaOf(row),
        endsAt: row.ends_at?.toISOString() ?? null,
      }),
    )
    const above = scope.above === null ? undefined : (await thingsOf(trx, [scope.above])).get(scope.above)
    return {
      thing: referTo(thing),
      own: accessName(thing.access),
      manages,
      inherits: scope.inherits,
      inheritsFrom: kind === 'room' ? null : (above ?? null),
      grants: manages && scope.own ? await grantsAt(trx, thing.scope_id) : [],
      lackClearance: manages ? (audience.rows[0]?.lacking ?? 0) : 0,
      items,
      next,
    }
  })
}

interface ReasonRow {
  distance: number
  scope_id: string
  room_id: string
  folder_id: string | null
  document_id: string | null
  thing_name: string
  inherits: boolean
  grant_id: string | null
  department_id: string | null
  department_name: string | null
  role_id: string | null
  role_name: string | null
  for_everyone: boolean
  level: AccessLevel | null
  ends_at: Date | null
}

function placeOf(row: ReasonRow): ThingReference {
  const kind = row.document_id !== null ? 'document' : row.folder_id !== null ? 'folder' : 'room'
  return { kind, id: row.document_id ?? row.folder_id ?? row.room_id, name: row.thing_name }
}

function reasonsFrom(rows: readonly ReasonRow[], member: { id: string; name: string }): Reason[] {
  const nearest = rows.find((row) => row.grant_id !== null)?.distance
  const matching = rows.filter((row) => row.distance === nearest && row.grant_id !== null)
  const denied = matching.some((row) => row.level === Access.none)
  const highest = Math.max(...matching.map((row) => row.level ?? Access.none))
  return rows.map((row) => {
    const memberId = row.grant_id !== null && row.department_id === null && row.role_id === null && !row.for_everyone
    const subject =
      row.grant_id === null
        ? null
        : subjectOf(
            { member_id: memberId ? member.id : null, department_id: row.department_id, role_id: row.role_id },
            row.department_name ?? row.role_name ?? member.name,
          )
    return {
      at: placeOf(row),
      inherits: row.inherits,
      subject,
      level: row.level === null ? null : accessName(row.level),
      endsAt: row.ends_at?.toISOString() ?? null,
      decides: row.grant_id !== null && row.distance === nearest && row.level === (denied ? Access.none : highest),
    }
  })
}

/**
 * Why a member has what they have on a thing: the chain of places and grants, nearest first, what decides, and what would
 * turn the answer. About oneself for anybody who sees the thing; about others for who manages it or audits access (404).
 */
export async function explainAccess(
  ctx: MemberContext,
  kind: ThingKind,
  id: string,
  memberId: string,
): Promise<Explanation> {
  return reading(ctx, async (trx) => {
    const thing = await findThing(trx, kind, id)
    if (memberId !== ctx.actor.memberId && thing.access < Access.manage && !holds(ctx.actor, 'access.audit', null))
      throw notFound()
    const person: { id: string; name: string } | undefined = await trx('members as m')
      .join('auth.users as u', 'u.id', 'm.user_id')
      .where('m.id', memberId)
      .first('m.id', 'u.name')
    const member = found(person)
    const bindings = { scopeId: thing.scope_id, documentId: kind === 'document' ? id : null }
    const audience = await trx.raw<{ rows: AudienceRow[] }>(
      `select * from (${selectAudience}) x where x.member_id = :memberId`,
      { ...bindings, memberId },
    )
    const rows = await trx.raw<{ rows: ReasonRow[] }>('select * from access.reasons(?, ?)', [memberId, thing.scope_id])
    const chain = reasonsFrom(rows.rows, member)
    const roles = await trx.raw<{ rows: { clearance: number | null; count: number }[] }>(
      `select max(r.clearance) as clearance, count(*)::int as count from user_roles ur join roles r on r.id = ur.role_id
       where ur.member_id = ? and (ur.starts_at is null or ur.starts_at <= now()) and (ur.ends_at is null or ur.ends_at > now())`,
      [memberId],
    )
    const held = roles.rows[0]
    const effective = audience.rows[0]
    const things = await thingsOf(trx, effective?.by_scope ? [effective.by_scope] : [])
    let cause: Cause
    if (!held?.count) cause = { kind: 'no_role', at: null, inherited: false }
    else if (!effective) cause = { kind: 'nothing', at: null, inherited: false }
    else if (!effective.cleared && effective.level > 0) cause = { kind: 'clearance', at: null, inherited: false }
    else cause = causeOf(effective, thing, things)
    const level: AccessLevel = effective?.cleared ? effective.level : Access.none
    const deciding = chain.find((reason) => reason.decides) ?? null
    const told = {
      member,
      thing: referTo(thing),
      level: accessName(level),
      cause,
      sensitivity: thing.sensitivity === null ? null : sensitivityName(thing.sensitivity),
      clearance: held?.clearance === null || held?.clearance === undefined ? null : sensitivityName(held.clearance),
    }
    return { ...told, chain, sentence: sentenceOf(told, deciding), toChange: wayOut(told, deciding) }
  })
}
