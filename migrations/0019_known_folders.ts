import type { Knex } from 'knex'

// What lay in a folder keeps the names of the folders around it when it is deleted. Who may bring it back need not see
// all of these.
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    set local role muniment_access;
    -- Which of these folders the actor can see, or could, were they not in the trash.
    create function access.known_folders(these uuid[]) returns setof uuid
      language plpgsql stable security definer rows 10 set search_path = pg_catalog, public as $$
      begin
        return query select f.id from public.folders f join access.visible_scopes() v on v.scope_id = f.scope_id
          where f.id = any (these) and f.organization_id = access.organization_id();
      end
    $$;
    revoke all on function access.known_folders(uuid[]) from public;
    grant execute on function access.known_folders(uuid[]) to muniment_app;
    reset role;
  `)
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    set local role muniment_access;
    drop function access.known_folders(uuid[]);
    reset role;
  `)
}
