import type { RoleKey } from '../access/permissions.ts'
import type { Transaction } from '../db.ts'
import { found } from '../errors.ts'
import type { RoleRow } from './table.ts'

export type RoleNamed = Pick<RoleRow, 'id' | 'name' | 'key'>

async function roleWhere(trx: Transaction, where: { id: string } | { key: RoleKey }): Promise<RoleNamed> {
  const role: RoleNamed | undefined = await trx('roles').where(where).first('id', 'name', 'key')
  return found(role)
}

/** A role that the actor may see, or 404. */
export function roleById(trx: Transaction, id: string): Promise<RoleNamed> {
  return roleWhere(trx, { id })
}

/** A role that every organization has. */
export function roleByKey(trx: Transaction, key: RoleKey): Promise<RoleNamed> {
  return roleWhere(trx, { key })
}
