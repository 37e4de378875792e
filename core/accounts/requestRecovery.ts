import { setTimeout as sleep } from 'node:timers/promises'
import type { SystemContext } from '../context.ts'
import { AppError } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { createLink } from '../links/create.ts'
import { mailIsSet, queueMail } from '../mail/queue.ts'

/** Mails that one address can be sent in an hour, whoever asks for them. */
const mailsInAnHour = 3

/** Longer than the work takes for an address that is known, so that the time says nothing about it. */
const answerAfterMs = 500

/**
 * Mails a one-time link for a new password to a person with this address. Says and takes the same for an address that
 * nobody has, for somebody suspended and for one who was sent enough already. Throws 409 where no mail is set up.
 */
export async function requestRecovery(
  ctx: SystemContext,
  origin: string,
  email: string,
  patienceMs: number = answerAfterMs,
): Promise<void> {
  if (!(await mailIsSet(ctx.db))) {
    throw new AppError('conflict', 'This Muniment sends no mail. Ask an administrator for a recovery link.')
  }
  const [done] = await Promise.allSettled([mailLink(ctx, origin, email), sleep(patienceMs)])
  if (done.status === 'rejected') throw done.reason
}

async function mailLink(ctx: SystemContext, origin: string, email: string): Promise<void> {
  await ctx.db.transaction(async (trx) => {
    // Locked, so that many requests at once count one after the other.
    const person = await trx('auth.users').where({ email, suspended_at: null }).forUpdate().first('id')
    if (person === undefined) return
    const sent = await trx('links')
      .where({ purpose: 'recovery', email })
      .where('created_at', '>', new Date(ctx.now().getTime() - 3_600_000))
      .count<{ count: number }[]>('* as count')
    if ((sent[0]?.count ?? 0) >= mailsInAnHour) return
    const link = await createLink(trx, ctx, origin, { purpose: 'recovery', email })
    const data = { link: link.url, expiresAt: link.expiresAt.toISOString() }
    await queueMail(trx, { organizationId: null, template: 'recovery', address: email, data })
    const asPerson = { ...ctx, actor: { kind: 'person', personId: person.id } } as const
    await recordEvent(trx, asPerson, 'accounts.recovery_requested', { organizationId: null })
  })
}
