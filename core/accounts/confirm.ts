import type { Context, MemberActor, OperatorActor } from '../context.ts'
import { AppError } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import type { SignedIn } from './auth.ts'
import { passwordMatches } from './password.ts'

/** How long a password that was asked for again stands for acts that are dangerous. */
export const confirmedForMs = 10 * 60_000

/** Whether the password was asked for again in this session within the last ten minutes. */
export function isConfirmed(confirmedAt: Date | null, now: Date): boolean {
  return confirmedAt !== null && now.getTime() - confirmedAt.getTime() < confirmedForMs
}

/** Throws 403 unless the session was confirmed within the last ten minutes. */
export function requireConfirmed(session: Pick<SignedIn, 'confirmedAt'>, now: Date): void {
  if (isConfirmed(session.confirmedAt, now)) return
  throw new AppError('confirmation_needed', "This is far-reaching: confirm that it's you, then do it once more.")
}

/**
 * Notes that whoever sits at this session has just given its password again. `ctx.db` is the accounts' database role.
 * Throws 401 for a wrong password; counting tries is the caller's.
 */
export async function confirmSession(
  ctx: Context<MemberActor | OperatorActor>,
  sessionId: string,
  password: string,
): Promise<void> {
  const { actor } = ctx
  await ctx.db.transaction(async (trx) => {
    const account = await trx('auth.accounts')
      .where({ user_id: actor.personId, provider_id: 'credential' })
      .first('password')
    if (!account?.password || !(await passwordMatches(account.password, password))) {
      throw new AppError('unauthenticated', "That password isn't right. Try again.")
    }
    const noted = await trx('auth.sessions')
      .where({ id: sessionId, user_id: actor.personId })
      .where('expires_at', '>', ctx.now())
      .update({ confirmed_at: ctx.now() })
    if (noted === 0) throw new AppError('unauthenticated', 'Your session has ended. Sign in again.')
    const organizationId = actor.kind === 'member' ? actor.organizationId : null
    await recordEvent(trx, ctx, 'accounts.confirmed', { organizationId })
  })
}
