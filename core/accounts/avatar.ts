import { createHash } from 'node:crypto'
import type { Knex } from 'knex'
import type { Context, MemberContext, PersonActor } from '../context.ts'
import { transaction, type Transaction } from '../db.ts'
import { AppError, found } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { staleRevision } from '../revision.ts'
import { pictureOf } from './picture.ts'
import { showProfile } from './profile.ts'
import type { Profile } from './schema.ts'

/** Pictures are square, of so many pixels a side: the browser makes them so. */
export const avatarSide = 128
export const avatarBytes = 65_536

export interface AvatarRow {
  picture: Buffer
  media_type: string
  version: string
}

declare module 'knex/types/tables.js' {
  interface Tables {
    'auth.avatars': Knex.CompositeTableType<AvatarRow & { user_id: string }>
  }
}

async function raise(trx: Transaction, ctx: Context<PersonActor>, revision: number, avatar: boolean): Promise<void> {
  const { personId } = ctx.actor
  const changed = await trx('auth.users')
    .where({ id: personId, revision })
    .update({ revision: revision + 1, updated_at: ctx.now() })
  if (changed === 0) throw staleRevision()
  await recordEvent(trx, ctx, 'accounts.profile_changed', { organizationId: null, data: { after: { avatar } } })
}

/**
 * Keeps one's picture if the profile still has `revision`, else 412. 400 for anything but a PNG, JPEG or WebP of 128 by
 * 128 pixels in at most 64 kB, judged by its bytes.
 */
export async function setAvatar(ctx: Context<PersonActor>, revision: number, picture: Buffer): Promise<Profile> {
  const facts = picture.length <= avatarBytes ? pictureOf(picture) : null
  if (facts === null || facts.width !== avatarSide || facts.height !== avatarSide) {
    throw new AppError('invalid', 'Send a PNG, JPEG or WebP picture of 128 by 128 pixels and at most 64 kB.')
  }
  const { personId } = ctx.actor
  const version = createHash('sha256').update(picture).digest('hex').slice(0, 16)
  return ctx.db.transaction(async (trx) => {
    await raise(trx, ctx, revision, true)
    await trx('auth.avatars')
      .insert({ user_id: personId, picture, media_type: facts.mediaType, version })
      .onConflict('user_id')
      .merge()
    return showProfile(trx, personId)
  })
}

/** Removes one's picture; initials stand in for it. */
export async function removeAvatar(ctx: Context<PersonActor>, revision: number): Promise<Profile> {
  const { personId } = ctx.actor
  return ctx.db.transaction(async (trx) => {
    await raise(trx, ctx, revision, false)
    await trx('auth.avatars').where({ user_id: personId }).delete()
    return showProfile(trx, personId)
  })
}

/** One's own picture, or 404. `db` is the accounts' database role. */
export async function ownAvatar(db: Knex, personId: string): Promise<AvatarRow> {
  const row: AvatarRow | undefined = await db('auth.avatars').where({ user_id: personId }).first()
  return found(row)
}

/** The picture of a member whom the actor may see; 404 for others and for who has none. */
export async function memberAvatar(ctx: MemberContext, memberId: string): Promise<AvatarRow> {
  return transaction(ctx, async (trx) => {
    const row: AvatarRow | undefined = await trx('members as m')
      .join('auth.avatars as a', 'a.user_id', 'm.user_id')
      .where('m.id', memberId)
      .first('a.picture', 'a.media_type', 'a.version')
    return found(row)
  })
}
