import type { Context, MemberActor, OperatorActor, PersonActor } from '../context.ts'
import type { Transaction } from '../db.ts'
import { AppError } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { owesSecondStep } from './admit.ts'
import { newSessionToken, type Secrets } from './auth.ts'
import { beginTry, type TryKind } from './failures.ts'
import { passwordMatches } from './password.ts'
import { takeRecoveryCode } from './recoveryCodes.ts'
import { takeTotp } from './totp.ts'
import type { SignedIn } from './whoIs.ts'

/** How long being asked again stands for acts that are dangerous. */
export const confirmedForMs = 10 * 60_000

/** Whether whoever sits at this session showed who they are within the last ten minutes. */
export function isConfirmed(confirmedAt: Date | null, now: Date): boolean {
  return confirmedAt !== null && now.getTime() - confirmedAt.getTime() < confirmedForMs
}

/** Throws 403 unless the session was confirmed within the last ten minutes. */
export function requireConfirmed(session: Pick<SignedIn, 'confirmedAt'>, now: Date): void {
  if (isConfirmed(session.confirmedAt, now)) return
  throw new AppError('confirmation_needed', "This is far-reaching: confirm that it's you, then do it once more.")
}

/** What a person may prove themselves by; `passkeyOf` is whose passkey just answered, null if none did. */
export type Proof = { password: string } | { code: string } | { recoveryCode: string } | { passkeyOf: string | null }

export type Confirming = Context<PersonActor | MemberActor | OperatorActor>

const wrong = {
  password: "That password isn't right. Try again.",
  code: "That code didn't work. Check your device's clock, or use a recovery code.",
  recoveryCode: "That recovery code didn't work. Each works once; try another one.",
  passkey: "That passkey didn't work. Try again, or use another way.",
}

function kindOf(proof: Proof, owed: boolean): TryKind {
  if (!owed) return 'confirmation'
  return 'recoveryCode' in proof ? 'recovery_code' : 'second_factor'
}

function wordsFor(proof: Proof): keyof typeof wrong {
  if ('password' in proof) return 'password'
  if ('code' in proof) return 'code'
  return 'recoveryCode' in proof ? 'recoveryCode' : 'passkey'
}

async function isRight(trx: Transaction, ctx: Confirming, secrets: Secrets, proof: Proof): Promise<boolean> {
  const { personId } = ctx.actor
  if ('passkeyOf' in proof) return proof.passkeyOf === personId
  if ('code' in proof) return takeTotp(trx, secrets, personId, proof.code, { now: ctx.now() })
  if ('recoveryCode' in proof) return takeRecoveryCode(trx, personId, proof.recoveryCode, ctx.now())
  const account = await trx('auth.accounts').where({ user_id: personId, provider_id: 'credential' }).first('password')
  return account?.password ? passwordMatches(account.password, proof.password) : false
}

/**
 * Notes that whoever sits at this session has shown who they are: by a second factor if there is one, else by the
 * password. It counts for ten minutes, and is the second step of signing in if that was owed; then the session gets a
 * new token, which is given back. Throws 401 for a wrong answer, 429 after too many. `ctx.db` is the accounts' role.
 */
export async function confirmSession(
  ctx: Confirming,
  secrets: Secrets,
  session: SignedIn,
  proof: Proof,
  address: string,
): Promise<{ newToken: string | null }> {
  const { personId } = ctx.actor
  const owed = owesSecondStep(session)
  if ('password' in proof && session.secondFactor) {
    throw new AppError('invalid', 'The password is not enough here: use your second factor.')
  }
  const refusal = new AppError('unauthenticated', wrong[wordsFor(proof)])
  const tried = await beginTry(ctx.db, kindOf(proof, owed), { account: personId, address }, ctx.now())
  const organizationId = ctx.actor.kind === 'member' ? ctx.actor.organizationId : null
  const newToken = owed ? newSessionToken() : null
  const right = await ctx.db.transaction(async (trx) => {
    if (!(await isRight(trx, ctx, secrets, proof))) return false
    const noted = await trx('auth.sessions')
      .where({ id: session.sessionId, user_id: personId })
      .where('expires_at', '>', ctx.now())
      .update({
        confirmed_at: ctx.now(),
        ...('password' in proof ? {} : { aal: 2 }),
        ...(newToken !== null && { token: newToken }),
      })
    if (noted === 0) throw new AppError('unauthenticated', 'Your session has ended. Sign in again.')
    await recordEvent(trx, ctx, owed ? 'accounts.second_step' : 'accounts.confirmed', {
      organizationId,
      data: { by: wordsFor(proof) },
    })
    return true
  })
  if (!right) {
    if (tried.lockedUntil !== null) {
      ctx.log.warn({ personId, until: tried.lockedUntil }, 'too many wrong tries')
      await ctx.db.transaction((trx) =>
        recordEvent(trx, ctx, 'accounts.locked', { organizationId, data: { what: kindOf(proof, owed) } }),
      )
    }
    throw refusal
  }
  await tried.succeed()
  return { newToken }
}
