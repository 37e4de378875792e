import { z } from 'zod'
import type { OperatorContext } from '../context.ts'
import { reading } from '../db.ts'
import { decodeCursor, pageFrom, type Page, type PageRequest } from '../page.ts'
import type { Organization } from './schema.ts'
import type { OrganizationRow } from './table.ts'

export function showOrganization(row: OrganizationRow): Organization {
  return { id: row.id, name: row.name, createdAt: row.created_at.toISOString() }
}

/** Every organization of the appliance, by name; for the operator. */
export async function listOrganizations(ctx: OperatorContext, page: PageRequest): Promise<Page<Organization>> {
  const after = decodeCursor(page.cursor, z.tuple([z.string(), z.uuid()]))
  const rows = await reading(ctx, (trx) => {
    const query = trx('organizations')
      .orderByRaw('name collate natural_order, id')
      .limit(page.limit + 1)
    if (after) query.whereRaw('(name collate natural_order, id) > (? collate natural_order, ?::uuid)', [...after])
    return query
  })
  return pageFrom(rows, page.limit, (row) => [row.name, row.id], showOrganization)
}
