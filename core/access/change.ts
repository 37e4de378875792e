import { forbidden } from './policy.ts'
import type { MemberContext } from '../context.ts'
import { transaction, type Transaction } from '../db.ts'
import { owe } from '../jobs/define.ts'
import { tellShared } from '../mail/jobs.ts'
import { mailIsSet } from '../mail/queue.ts'
import { AppError, found } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { compareLevels, levelsAt } from './impact.ts'
import { Access } from './levels.ts'
import { factsOf, findThing, scopeOf, type Thing } from './thing.ts'
import type { AccessChange, GrantChange, Impact, Subject, ThingKind } from './schema.ts'

const grantsAtMost = 1000

function columnsOf(subject: Subject): {
  member_id: string | null
  department_id: string | null
  role_id: string | null
} {
  return {
    member_id: subject.kind === 'member' ? subject.id : null,
    department_id: subject.kind === 'department' ? subject.id : null,
    role_id: subject.kind === 'role' ? subject.id : null,
  }
}

const subjectTables = { member: 'members', department: 'departments', role: 'roles' } as const

/** 404 for a person, department or role that is not here, or that the actor may not see. */
async function requireSubject(trx: Transaction, subject: Subject): Promise<void> {
  if (subject.kind !== 'everyone') found(await trx(subjectTables[subject.kind]).where({ id: subject.id }).first('id'))
}

async function setGrant(trx: Transaction, ctx: MemberContext, scopeId: string, change: GrantChange): Promise<void> {
  await requireSubject(trx, change.subject)
  const subject = columnsOf(change.subject)
  if (change.level === null) {
    await trx('grants')
      .where({ scope_id: scopeId, ...subject })
      .delete()
    return
  }
  const before = await trx('grants')
    .where({ scope_id: scopeId, ...subject })
    .first('level')
  await trx('grants')
    .insert({
      organization_id: ctx.actor.organizationId,
      scope_id: scopeId,
      ...subject,
      level: Access[change.level],
      ends_at: change.endsAt,
      created_by: ctx.actor.memberId,
    })
    .onConflict(['scope_id', 'member_id', 'department_id', 'role_id'])
    .merge({ level: Access[change.level], ends_at: change.endsAt, updated_at: ctx.now() })
  const shares = (before?.level ?? Access.none) === Access.none && change.level !== 'none'
  const toOther = change.subject.kind === 'member' && change.subject.id !== ctx.actor.memberId
  if (!shares || !toOther || !(await mailIsSet(trx))) return
  const granted = await trx('grants')
    .where({ scope_id: scopeId, ...subject })
    .first('id')
  if (granted !== undefined) await owe(trx, tellShared, ctx.actor.organizationId, { grantId: granted.id })
}

/**
 * Ends inheritance at a scope. If nothing is granted there yet, it begins with the grants of the nearest place above that
 * has any. Those further up are not added to them: at one place the highest counts, so that would give people more than
 * they had. Who loses by it is shown before (previewAccess).
 */
async function breakInheritance(trx: Transaction, ctx: MemberContext, scopeId: string): Promise<void> {
  await trx.raw(
    `with recursive chain as (
       select s.id, s.parent_id, s.inherits, 0 as distance from scopes s where s.id = :scopeId
       union all
       select s.id, s.parent_id, s.inherits, c.distance + 1 from chain c join scopes s on s.id = c.parent_id where c.inherits
     ), nearest as (
       select c.id, c.distance from chain c where exists (select from grants g where g.scope_id = c.id)
       order by c.distance limit 1
     )
     insert into grants (organization_id, scope_id, member_id, department_id, role_id, level, ends_at, created_by)
     select g.organization_id, :scopeId, g.member_id, g.department_id, g.role_id, g.level, g.ends_at, :memberId
     from nearest n join grants g on g.scope_id = n.id
     where n.distance > 0 and (g.ends_at is null or g.ends_at > now())`,
    { scopeId, memberId: ctx.actor.memberId },
  )
  await trx('scopes').where({ id: scopeId }).update({ inherits: false })
}

async function apply(trx: Transaction, ctx: MemberContext, thing: Thing, change: AccessChange): Promise<string> {
  if (change.grants.length === 0 && change.inherits === undefined) {
    throw new AppError('invalid', 'Nothing to change was sent.')
  }
  let scopeId = thing.scope_id
  if (!(await scopeOf(trx, thing)).own) {
    const made = await trx.raw<{ rows: { id: string }[] }>('select access.split_scope(?, ?) as id', [
      thing.kind === 'folder' ? thing.id : null,
      thing.kind === 'document' ? thing.id : null,
    ])
    scopeId = found(made.rows[0]).id
  }
  if (change.inherits !== undefined && thing.kind === 'room') {
    throw new AppError('invalid', 'A room has nothing above it to inherit from.')
  }
  if (change.inherits === false) await breakInheritance(trx, ctx, scopeId)
  for (const grant of change.grants) await setGrant(trx, ctx, scopeId, grant)
  if (change.inherits === true) await trx('scopes').where({ id: scopeId }).update({ inherits: true })
  const given = await trx('grants').where({ scope_id: scopeId }).count<{ count: number }[]>({ count: '*' })
  if ((given[0]?.count ?? 0) > grantsAtMost) {
    throw new AppError(
      'invalid',
      `At most ${grantsAtMost} grants fit here. Grant to departments or roles instead of single people.`,
    )
  }
  // Who manages here keeps doing so: nobody locks themselves out by a slip.
  const still = await trx.raw<{ rows: { level: number }[] }>('select v.level from access.levels_at(array[?::uuid]) v', [
    scopeId,
  ])
  if ((still.rows[0]?.level ?? Access.none) < Access.manage) {
    throw new AppError(
      'conflict',
      'You would lose the right to manage this yourself. Ask somebody else who manages it to make this change.',
    )
  }
  if (thing.kind !== 'room') await trx.raw('select access.merge_scope(?)', [scopeId])
  return scopeId
}

/** The thing, if the actor manages it, with its room held: who moves things there must not wait for us while we wait for them. */
async function holdManaged(trx: Transaction, kind: ThingKind, id: string): Promise<Thing> {
  const thing = await findThing(trx, kind, id)
  if (thing.access < Access.manage) throw forbidden()
  if (kind === 'room') return thing
  await trx.raw('select access.hold_alone(?)', [thing.room_id])
  const held = await findThing(trx, kind, id)
  if (held.access < Access.manage) throw forbidden()
  return held
}

/**
 * Changes who has what on a thing, all at once; needs the level manage (403). A folder or document gets a scope of its
 * own with its first grant, and loses it with the last.
 */
export async function changeAccess(
  ctx: MemberContext,
  kind: ThingKind,
  id: string,
  change: AccessChange,
): Promise<void> {
  await transaction(ctx, async (trx) => {
    const thing = await holdManaged(trx, kind, id)
    await apply(trx, ctx, thing, change)
    await recordEvent(trx, ctx, 'access.changed', { ...factsOf(ctx, thing), data: { ...change } })
  })
}

class Undone extends Error {}

/** Who would get more and who less by a change, without making it. Counts people as their grants go, without clearance. */
export async function previewAccess(
  ctx: MemberContext,
  kind: ThingKind,
  id: string,
  change: AccessChange,
): Promise<Impact> {
  let impact: Impact | undefined
  await transaction(ctx, async (trx) => {
    const thing = await holdManaged(trx, kind, id)
    const before = await levelsAt(trx, thing.scope_id)
    await apply(trx, ctx, thing, change)
    const after = await levelsAt(trx, (await findThing(trx, kind, id)).scope_id)
    impact = compareLevels(before, after)
    throw new Undone()
  }).catch((error: unknown) => {
    if (!(error instanceof Undone)) throw error
  })
  return found(impact)
}
