import { isIP } from 'node:net'
import { passkey } from '@better-auth/passkey'
import { APIError } from 'better-auth/api'
import type { Knex } from 'knex'
import type { Context, PersonActor } from '../context.ts'
import { found } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { requireSpareFactor } from './spareFactor.ts'
import { lockWaysIn, requireWayIn } from './wayIn.ts'
import type { Passkey } from './schema.ts'
import { firstRecoveryCodes } from './firstFactor.ts'

/** A passkey belongs to a name: browsers have none for an IP address. */
export function passkeysPossible(origin: string): boolean {
  const { hostname, protocol } = new URL(origin)
  return isIP(hostname.replaceAll(/[[\]]/g, '')) === 0 && (protocol === 'https:' || hostname === 'localhost')
}

// The library checks that the device was there; that its person was (PIN, finger, face) is what makes it two factors.
function requireVerifiedPerson(verified: boolean | undefined): void {
  if (verified !== true) throw new APIError('UNAUTHORIZED', { message: 'the device did not verify its user' })
}

/** better-auth's passkeys on our table, bound to the appliance's own origin. */
export function passkeyPlugin(origin: string) {
  return passkey({
    rpName: 'Muniment',
    rpID: new URL(origin).hostname,
    origin,
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    registration: {
      afterVerification: async ({ verification }) => requireVerifiedPerson(verification.registrationInfo?.userVerified),
    },
    authentication: {
      afterVerification: async ({ verification }) =>
        requireVerifiedPerson(verification.authenticationInfo.userVerified),
    },
    schema: {
      passkey: {
        modelName: 'passkeys',
        fields: {
          publicKey: 'public_key',
          userId: 'user_id',
          credentialID: 'credential_id',
          deviceType: 'device_type',
          backedUp: 'backed_up',
          createdAt: 'created_at',
        },
      },
    },
  })
}

export async function listPasskeys(db: Knex, personId: string): Promise<Passkey[]> {
  const rows = await db('auth.passkeys').where({ user_id: personId }).orderBy('created_at').limit(100)
  return rows.map((row) => ({
    id: row.id,
    name: row.name ?? 'Passkey',
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    synced: row.backed_up,
  }))
}

/** After the sign-in library kept a new passkey: records it, and what follows a first second factor. */
export async function keepPasskey(
  ctx: Context<PersonActor>,
  sessionId: string,
  passkeyId: string,
): Promise<{ passkey: Passkey; recoveryCodes: string[] | null }> {
  return ctx.db.transaction(async (trx) => {
    const passkey = found((await listPasskeys(trx, ctx.actor.personId)).find(({ id }) => id === passkeyId))
    await recordEvent(trx, ctx, 'accounts.passkey_added', {
      organizationId: null,
      data: { passkeyId, name: passkey.name },
    })
    return { passkey, recoveryCodes: await firstRecoveryCodes(trx, ctx, sessionId) }
  })
}

/** Gives a passkey another name; 404 for anybody else's. */
export async function renamePasskey(ctx: Context<PersonActor>, passkeyId: string, name: string): Promise<Passkey> {
  const { personId } = ctx.actor
  return ctx.db.transaction(async (trx) => {
    const renamed = await trx('auth.passkeys').where({ id: passkeyId, user_id: personId }).update({ name })
    if (renamed === 1) {
      await recordEvent(trx, ctx, 'accounts.passkey_renamed', { organizationId: null, data: { passkeyId, name } })
    }
    return found((await listPasskeys(trx, personId)).find(({ id }) => id === passkeyId))
  })
}

/**
 * Takes a passkey away; 404 for anybody else's, 409 when it is the last factor and an organization wants one, or the last
 * way in.
 */
export async function removePasskey(ctx: Context<PersonActor>, passkeyId: string): Promise<void> {
  const { personId } = ctx.actor
  await ctx.db.transaction(async (trx) => {
    await lockWaysIn(trx, personId)
    const [removed] = await trx('auth.passkeys').where({ id: passkeyId, user_id: personId }).delete().returning('name')
    const { name } = found(removed)
    await requireSpareFactor(trx, personId)
    await requireWayIn(trx, personId, true)
    await recordEvent(trx, ctx, 'accounts.passkey_removed', { organizationId: null, data: { passkeyId, name } })
  })
}
