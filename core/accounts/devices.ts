import { randomBytes } from 'node:crypto'
import type { Knex } from 'knex'
import type { SystemContext } from '../context.ts'
import { hashToken } from '../links/create.ts'
import { mailIsSet, queueMail } from '../mail/queue.ts'

declare module 'knex/types/tables.js' {
  interface Tables {
    'auth.devices': Knex.CompositeTableType<{ user_id: string; token_hash: Buffer; last_used_at: Date }>
  }
}

/** So many browsers of a person are remembered; then the one that was not used for longest is forgotten. */
const rememberedAtMost = 50

export interface Entered {
  personId: string
  /** The cookie by which this browser is known, if it has one. */
  token: string | undefined
  address: string
  userAgent: string | undefined
}

/**
 * Notes from which browser somebody just signed in. Gives the cookie for one that is new, and mails its person about it:
 * if it is not their first, they want such mails, their address is verified and mail is set up. `ctx.db` is the
 * accounts' database role.
 */
export async function noteDevice(
  ctx: SystemContext,
  { personId, token, address, userAgent }: Entered,
): Promise<string | null> {
  return ctx.db.transaction(async (trx) => {
    const person = await trx('auth.users')
      .where({ id: personId })
      .forUpdate()
      .first('email', 'email_verified', 'mail_new_device')
    if (person === undefined) return null
    const now = ctx.now()
    const devices = trx('auth.devices').where({ user_id: personId })
    if (token !== undefined) {
      const known = await devices
        .clone()
        .where({ token_hash: hashToken(token) })
        .update({ last_used_at: now })
      if (known > 0) return null
    }
    const first = (await devices.clone().first('user_id')) === undefined
    // Always a new one: a cookie that came along may have been planted, or be another person's of this browser.
    const made = randomBytes(32).toString('base64url')
    await trx('auth.devices').insert({ user_id: personId, token_hash: hashToken(made), last_used_at: now })
    const kept = devices.clone().orderBy('last_used_at', 'desc').limit(rememberedAtMost).select('token_hash')
    await devices.clone().whereNotIn('token_hash', kept).delete()
    if (!first && person.mail_new_device && person.email_verified && (await mailIsSet(trx))) {
      await queueMail(trx, {
        organizationId: null,
        template: 'new_device',
        address: person.email,
        data: { at: now.toISOString(), address: address.slice(0, 100), browser: userAgent?.slice(0, 200) ?? null },
      })
    }
    return made
  })
}
