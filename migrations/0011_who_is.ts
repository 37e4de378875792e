import type { Knex } from 'knex'

// Who asks is read in one statement: the session, and what its person may do in which organizations (core/accounts/whoIs.ts).
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    set local role muniment_access;
    grant execute on function access.memberships(uuid), access.sign_in_policy(uuid) to muniment_auth;
    reset role;
  `)
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    set local role muniment_access;
    revoke execute on function access.memberships(uuid), access.sign_in_policy(uuid) from muniment_auth;
    reset role;
  `)
}
