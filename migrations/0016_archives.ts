import type { Knex } from 'knex'

// What somebody chose to download together. Only the choice is kept, for the moment between choosing and fetching: what
// is in it, and whether it may be had, is found out anew when the bytes are asked for.
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table archives (
      id uuid primary key default gen_random_uuid(),
      organization_id uuid not null,
      member_id uuid not null,
      name text not null check (length(name) between 1 and 255),
      room_id uuid,
      folder_ids uuid[] not null check (cardinality(folder_ids) <= 1000),
      document_ids uuid[] not null check (cardinality(document_ids) <= 1000),
      created_at timestamptz not null default now(),
      foreign key (organization_id, member_id) references members (organization_id, id)
    );
    create index archives_of_member on archives (member_id, created_at);
    alter table archives enable row level security; alter table archives force row level security;
    create policy own on archives to muniment_app
      using (organization_id = (select access.organization_id()) and member_id = (select access.member_id()))
      with check (organization_id = (select access.organization_id()) and member_id = (select access.member_id()));
    grant select, insert, delete on archives to muniment_app;
  `)
}

export async function down(db: Knex): Promise<void> {
  await db.raw('drop table archives')
}
