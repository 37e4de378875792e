import type { Knex } from 'knex'
import type { OperatorContext } from '../context.ts'
import { transaction, type Transaction } from '../db.ts'
import { found } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { staleRevision } from '../revision.ts'
import { seal, unseal } from './seal.ts'

/** A setting as the operator may see it: that there is a secret, never which. */
export interface KeptSetting {
  name: string
  value: unknown
  hasSecret: boolean
  revision: number
  updatedAt: Date
}

const shown = { name: 'name', value: 'value', hasSecret: 'has_secret', revision: 'revision', updatedAt: 'updated_at' }

/** The settings whose names begin so, by name. Row-level security shows them to the operator alone. */
export function readSettingsLike(trx: Transaction, prefix: string): Promise<KeptSetting[]> {
  return trx('settings').whereLike('name', `${prefix}%`).orderBy('name').select<KeptSetting[]>(shown)
}

export async function readSetting(trx: Transaction, name: string): Promise<KeptSetting | undefined> {
  return trx('settings').where({ name }).first<KeptSetting | undefined>(shown)
}

/**
 * Writes one setting that was read at `revision` (0: that was not there). A secret of undefined stays, of null goes.
 * Throws 412 when somebody else wrote it meanwhile.
 */
export async function keepSetting(
  ctx: OperatorContext,
  name: string,
  change: { value: object; secret: string | null | undefined },
  revision: number,
): Promise<KeptSetting> {
  const { actor, now } = ctx
  const secret = typeof change.secret === 'string' ? seal(`setting ${name}`, change.secret) : change.secret
  return transaction(ctx, async (trx) => {
    const facts = { value: JSON.stringify(change.value), updated_by: actor.personId, updated_at: now() }
    const written =
      revision === 0
        ? await trx('settings')
            .insert({ name, secret: secret ?? null, ...facts })
            .onConflict('name')
            .ignore()
            .returning('name')
        : await trx('settings')
            .where({ name, revision })
            .update({ ...facts, ...(secret !== undefined && { secret }), revision: trx.raw('revision + 1') })
            .returning('name')
    if (written.length === 0) throw staleRevision()
    const data = { name, secret: change.secret === undefined ? 'kept' : change.secret === null ? 'none' : 'new' }
    await recordEvent(trx, ctx, 'settings.changed', { organizationId: null, data })
    return found(await readSetting(trx, name))
  })
}

/** Removes a setting with its secret. 404 when there is none. */
export async function removeSetting(ctx: OperatorContext, name: string): Promise<void> {
  await transaction(ctx, async (trx) => {
    const removed = await trx('settings').where({ name }).delete()
    found(removed === 0 ? null : removed)
    await recordEvent(trx, ctx, 'settings.removed', { organizationId: null, data: { name } })
  })
}

/** A setting with its secret, on a database role that may read it: the accounts' for providers, outbound's for mail. */
export async function openSetting(
  db: Knex,
  name: string,
): Promise<{ value: unknown; secret: string | null; revision: number } | undefined> {
  const row = await db('settings').where({ name }).first('value', 'secret', 'revision')
  if (row === undefined) return undefined
  const secret = row.secret === null ? null : unseal(`setting ${name}`, row.secret)
  return { value: row.value, secret, revision: row.revision }
}
