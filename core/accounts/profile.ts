import type { Knex } from 'knex'
import type { Context, PersonActor } from '../context.ts'
import { found } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { staleRevision } from '../revision.ts'
import type { Profile, ProfileChange } from './schema.ts'

export async function showProfile(db: Knex, personId: string): Promise<Profile> {
  const row = await db('auth.users')
    .where({ id: personId })
    .first('name', 'email', 'locale', 'time_zone', 'revision', 'mail_shared', 'mail_new_device')
  const avatar = await db('auth.avatars').where({ user_id: personId }).first('version')
  const { time_zone: timeZone, mail_shared: shared, mail_new_device: newDevice, ...rest } = found(row)
  return { ...rest, timeZone, avatar: avatar?.version ?? null, mail: { shared, newDevice } }
}

/** Changes one's own name, language, time zone or choice of mails if the profile still has `revision`; else 412. */
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
        ...(change.mail?.shared !== undefined && { mail_shared: change.mail.shared }),
        ...(change.mail?.newDevice !== undefined && { mail_new_device: change.mail.newDevice }),
        revision: revision + 1,
        updated_at: ctx.now(),
      })
    if (changed === 0) throw staleRevision()
    await recordEvent(trx, ctx, 'accounts.profile_changed', {
      organizationId: null,
      data: {
        before: { name: before.name, locale: before.locale, timeZone: before.timeZone, mail: before.mail },
        after: change,
      },
    })
    return showProfile(trx, personId)
  })
}
