import type { Knex } from 'knex'
import type { Context, PersonActor } from '../context.ts'
import { found } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { staleRevision } from '../revision.ts'
import type { Profile, ProfileChange } from './schema.ts'

export async function showProfile(db: Knex, personId: string): Promise<Profile> {
  const row = await db('auth.users').where({ id: personId }).first('name', 'email', 'locale', 'time_zone', 'revision')
  const { time_zone: timeZone, ...rest } = found(row)
  return { ...rest, timeZone }
}

/** Changes one's own name, language or time zone if the profile still has `revision`; else 412. */
export async function updateProfile(
  ctx: Context<PersonActor>,
  revision: number,
  change: ProfileChange,
): Promise<Profile> {
  const { personId } = ctx.actor
  return ctx.db.transaction(async (trx) => {
    const before = await showProfile(trx, personId)
    const changed = await trx('auth.users')
      .where({ id: personId, revision })
      .update({
        ...(change.name !== undefined && { name: change.name }),
        ...(change.locale !== undefined && { locale: change.locale }),
        ...(change.timeZone !== undefined && { time_zone: change.timeZone }),
        revision: revision + 1,
        updated_at: ctx.now(),
      })
    if (changed === 0) throw staleRevision()
    await recordEvent(trx, ctx, 'accounts.profile_changed', {
      organizationId: null,
      data: { before: { name: before.name, locale: before.locale, timeZone: before.timeZone }, after: change },
    })
    return showProfile(trx, personId)
  })
}
