import { builtInRoles, permissions } from '@muniment/core/access/permissions.ts'
import type { Knex } from '@muniment/core/db.ts'

/**
 * Makes the catalogue of permissions and the built-in roles in the database equal to core/access/permissions.ts, in one
 * transaction. Where nothing differs nothing is written, so no organization's access is computed anew.
 */
export async function syncCatalogue(db: Knex): Promise<void> {
  const roles = Object.entries(builtInRoles).map(([key, { permissions: held, ...role }]) => ({ key, ...role, held }))
  await db.transaction(async (trx) => {
    await trx.raw(
      `insert into permissions (name, description)
       select x.name, x.description from jsonb_to_recordset(?) as x (name text, description text)
       on conflict (name) do update set description = excluded.description
         where permissions.description <> excluded.description`,
      [JSON.stringify(Object.entries(permissions).map(([name, description]) => ({ name, description })))],
    )
    await trx.raw('delete from permissions where name <> all (?)', [Object.keys(permissions)])
    await trx.raw(
      `insert into roles (key, name, description, clearance, guest)
       select x.key, x.name, x.description, x.clearance, x.guest
       from jsonb_to_recordset(?) as x (key text, name text, description text, clearance smallint, guest boolean)
       on conflict (key) do update
         set name = excluded.name, description = excluded.description, clearance = excluded.clearance, guest = excluded.guest
         where (roles.name, roles.description, roles.clearance, roles.guest)
           is distinct from (excluded.name, excluded.description, excluded.clearance, excluded.guest)`,
      [JSON.stringify(roles)],
    )
    const held = JSON.stringify(
      roles.flatMap(({ key, held: names }) => names.map((permission) => ({ key, permission }))),
    )
    await trx.raw(
      `insert into role_permissions (role_id, permission)
       select r.id, x.permission from jsonb_to_recordset(?) as x (key text, permission text) join roles r on r.key = x.key
       on conflict do nothing`,
      [held],
    )
    await trx.raw(
      `delete from role_permissions rp using roles r
       where r.id = rp.role_id and r.key is not null and not exists (
         select from jsonb_to_recordset(?) as x (key text, permission text)
         where x.key = r.key and x.permission = rp.permission)`,
      [held],
    )
  })
}
