import { timingSafeEqual } from 'node:crypto'
import { createOTP } from '@better-auth/utils/otp'
import { generateRandomString } from 'better-auth/crypto'
import type { Context, PersonActor } from '../context.ts'
import type { Transaction } from '../db.ts'
import { AppError } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import type { Secrets } from './auth.ts'
import { beginTry } from './failures.ts'
import { firstRecoveryCodes } from './firstFactor.ts'
import { requireSpareFactor } from './spareFactor.ts'

// The library's own second factor is not used: it asks after password sign-ins alone and takes a code twice.

const stepMs = 30_000
/** A clock may be half a minute off, either way. */
const drift = [0, -1, 1]

function same(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** The step that a code belongs to, or null. */
async function stepOf(secret: string, code: string, now: Date): Promise<number | null> {
  const current = Math.floor(now.getTime() / stepMs)
  const otp = createOTP(secret)
  let matched: number | null = null
  for (const offset of drift) if (same(await otp.hotp(current + offset), code)) matched = current + offset
  return matched
}

/**
 * Whether this is the person's code now, give or take half a minute. Takes it: neither this code nor an older one is
 * right again, not even for two who send it at once.
 */
export async function takeTotp(
  trx: Transaction,
  secrets: Secrets,
  personId: string,
  code: string,
  options: { pending?: boolean; now: Date },
): Promise<boolean> {
  const known = await trx('auth.totp_secrets').where({ user_id: personId }).first()
  if (known === undefined || (known.confirmed_at === null) !== (options.pending ?? false)) return false
  const step = await stepOf(await secrets.unseal(known.secret), code.replaceAll(/\s/g, ''), options.now)
  if (step === null) return false
  const taken = await trx('auth.totp_secrets')
    .where({ user_id: personId })
    .where((query) => query.whereNull('last_step').orWhere('last_step', '<', step))
    .update({ last_step: step, ...(options.pending && { confirmed_at: options.now }) })
  return taken === 1
}

export interface PendingTotp {
  /** For the QR code. */
  uri: string
  /** The same secret to type, base32. */
  secret: string
}

/** Begins enrolment: a secret that counts for nothing until a code of it was given. 409 when there is one already. */
export async function beginTotp(ctx: Context<PersonActor>, secrets: Secrets): Promise<PendingTotp> {
  const { personId } = ctx.actor
  const secret = generateRandomString(32, 'a-z', 'A-Z', '0-9')
  const sealed = await secrets.seal(secret)
  return ctx.db.transaction(async (trx) => {
    const [pending] = await trx('auth.totp_secrets')
      .insert({ user_id: personId, secret: sealed })
      .onConflict('user_id')
      .merge({ secret: sealed, last_step: null, created_at: ctx.now() })
      .whereNull('totp_secrets.confirmed_at')
      .returning('user_id')
    if (pending === undefined) {
      throw new AppError('conflict', 'You use an authenticator app already. Remove it first, then add the new one.')
    }
    const person = await trx('auth.users').where({ id: personId }).first('email')
    const uri = createOTP(secret).url('Muniment', person?.email ?? '')
    return { uri, secret: new URL(uri).searchParams.get('secret') ?? '' }
  })
}

/**
 * Ends enrolment by the first code. Gives recovery codes if there are none yet, else null. Every other session of the
 * person ends, for it was opened without the second factor.
 */
export async function confirmTotp(
  ctx: Context<PersonActor>,
  secrets: Secrets,
  sessionId: string,
  code: string,
  address: string,
): Promise<{ recoveryCodes: string[] | null }> {
  const { personId } = ctx.actor
  const tried = await beginTry(ctx.db, 'second_factor', { account: personId, address }, ctx.now())
  const added = await ctx.db.transaction(async (trx) => {
    if (!(await takeTotp(trx, secrets, personId, code, { pending: true, now: ctx.now() }))) {
      throw new AppError('invalid', "That code didn't work. Check your device's clock, and take the newest code.", {
        faults: [{ path: 'code', message: "That code didn't work. Check your device's clock." }],
      })
    }
    await recordEvent(trx, ctx, 'accounts.totp_enrolled', { organizationId: null })
    return { recoveryCodes: await firstRecoveryCodes(trx, ctx, sessionId) }
  })
  await tried.succeed()
  return added
}

/** Takes the authenticator app away. 404 without one, 409 when an organization wants a second factor and this is the last. */
export async function removeTotp(ctx: Context<PersonActor>): Promise<void> {
  const { personId } = ctx.actor
  await ctx.db.transaction(async (trx) => {
    const removed = await trx('auth.totp_secrets').where({ user_id: personId }).whereNotNull('confirmed_at').delete()
    if (removed === 0) throw new AppError('not_found', 'There is no authenticator app to remove.')
    await requireSpareFactor(trx, personId)
    await recordEvent(trx, ctx, 'accounts.totp_removed', { organizationId: null })
  })
}
