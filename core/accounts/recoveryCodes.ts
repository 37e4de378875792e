import { createHash, randomInt } from 'node:crypto'
import type { Knex } from 'knex'
import type { Transaction } from '../db.ts'

const amount = 10
/** Without what is easily taken for something else. 16 of them are 79 bits: no need of a slow hash. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789'

function newCode(): string {
  const letters = Array.from({ length: 16 }, () => alphabet.charAt(randomInt(alphabet.length))).join('')
  return letters.replaceAll(/(.{4})(?=.)/g, '$1-')
}

function hashCode(code: string): Buffer {
  return createHash('sha256')
    .update(code.toLowerCase().replaceAll(/[^a-z0-9]/g, ''))
    .digest()
}

/** Ten new codes in place of the old ones. They are shown this once; only their hashes are kept. */
export async function makeRecoveryCodes(trx: Transaction, personId: string): Promise<string[]> {
  const codes = Array.from({ length: amount }, newCode)
  await trx('auth.recovery_codes').where({ user_id: personId }).delete()
  await trx('auth.recovery_codes').insert(codes.map((code) => ({ user_id: personId, code_hash: hashCode(code) })))
  return codes
}

export async function countRecoveryCodes(db: Knex, personId: string): Promise<number> {
  const unused = await db('auth.recovery_codes').where({ user_id: personId, used_at: null }).pluck('code_hash')
  return unused.length
}

/** Uses a code up. False for one that is wrong or was used: of two at once one wins. */
export async function takeRecoveryCode(trx: Transaction, personId: string, code: string, now: Date): Promise<boolean> {
  const taken = await trx('auth.recovery_codes')
    .where({ user_id: personId, code_hash: hashCode(code), used_at: null })
    .update({ used_at: now })
  return taken === 1
}
