import type { Context, PersonActor, SystemContext } from '../context.ts'
import { AppError, found } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { createLink } from '../links/create.ts'
import { takeLink } from '../links/redeem.ts'
import type { Redeemed } from '../links/schema.ts'
import { mailIsSet, queueMail } from '../mail/queue.ts'

const mailsInAnHour = 3

/**
 * Mails somebody signed in a one-time link that proves their address. `ctx.db` is the accounts' database role. Throws
 * 409 where no mail is set up or the address is verified already, 429 after three in an hour.
 */
export async function requestVerification(ctx: Context<PersonActor>, origin: string): Promise<void> {
  await ctx.db.transaction(async (trx) => {
    if (!(await mailIsSet(trx))) {
      throw new AppError('conflict', "This Muniment sends no mail, so an address can't be verified.")
    }
    const person = found<{ email: string; email_verified: boolean }>(
      await trx('auth.users').where({ id: ctx.actor.personId }).forUpdate().first('email', 'email_verified'),
    )
    if (person.email_verified) throw new AppError('conflict', 'Your e-mail address is verified already.')
    const { email } = person
    const sent = await trx('links')
      .where({ purpose: 'verification', email })
      .where('created_at', '>', new Date(ctx.now().getTime() - 3_600_000))
      .count<{ count: number }[]>('* as count')
    if ((sent[0]?.count ?? 0) >= mailsInAnHour) {
      throw new AppError('too_many', 'Three mails were sent within an hour. Look for them, or wait an hour.')
    }
    const link = await createLink(trx, ctx, origin, { purpose: 'verification', email })
    const data = { link: link.url, expiresAt: link.expiresAt.toISOString() }
    await queueMail(trx, { organizationId: null, template: 'verification', address: email, data })
  })
}

/** Uses a link that proves an address. 410 when it was used, ran out, or the person has another address by now. */
export async function verifyEmail(ctx: SystemContext, token: string): Promise<Redeemed> {
  return ctx.db.transaction(async (trx) => {
    const { email } = await takeLink(trx, ctx, token, 'verification')
    const [person] =
      email === null ? [] : await trx('auth.users').where({ email }).update({ email_verified: true }).returning('id')
    if (person === undefined || email === null) {
      throw new AppError('gone', 'Nobody has this e-mail address any more. Ask for a new link in your profile.')
    }
    const asPerson = { ...ctx, actor: { kind: 'person', personId: person.id } } as const
    await recordEvent(trx, asPerson, 'accounts.verified', { organizationId: null })
    return { email }
  })
}
