import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    -- Names in lists sort as people count: "9" before "10".
    create collation natural_order (provider = icu, locale = 'und-u-kn-true');

    create table scopes (
      id uuid primary key default gen_random_uuid(),
      organization_id uuid not null references organizations (id),
      created_at timestamptz not null default now(),
      unique (organization_id, id)
    );
    create table grants (
      id uuid primary key default gen_random_uuid(),
      organization_id uuid not null,
      scope_id uuid not null,
      member_id uuid,
      level smallint not null check (level between 0 and 4),
      created_at timestamptz not null default now(),
      foreign key (organization_id, scope_id) references scopes (organization_id, id) on delete cascade,
      foreign key (organization_id, member_id) references members (organization_id, id) on delete cascade,
      unique nulls not distinct (scope_id, member_id)
    );
    comment on column grants.member_id is 'null: everyone in the organization';
    create index grants_member on grants (organization_id, member_id);

    create table rooms (
      id uuid primary key default gen_random_uuid(),
      organization_id uuid not null,
      scope_id uuid not null,
      name text not null check (length(name) between 1 and 255),
      description text not null default '' check (length(description) <= 2000),
      created_by uuid,
      revision integer not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      foreign key (organization_id, scope_id) references scopes (organization_id, id),
      foreign key (organization_id, created_by) references members (organization_id, id),
      unique (organization_id, id)
    );
    create index rooms_listed on rooms (organization_id, name collate natural_order, id);
    create index rooms_scope on rooms (scope_id);

    create table folders (
      id uuid primary key default gen_random_uuid(),
      organization_id uuid not null,
      room_id uuid not null,
      parent_id uuid references folders (id),
      scope_id uuid not null,
      depth smallint not null check (depth between 1 and 32),
      name text not null check (length(name) between 1 and 255),
      created_by uuid,
      revision integer not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      foreign key (organization_id, room_id) references rooms (organization_id, id),
      foreign key (organization_id, scope_id) references scopes (organization_id, id),
      foreign key (organization_id, created_by) references members (organization_id, id),
      unique (organization_id, id)
    );
    create index folders_listed on folders (room_id, parent_id, name collate natural_order, id);
    create index folders_scope on folders (scope_id);

    -- Own match only, for rooms are the only scopes as yet. \`none\` beats all, else the highest.
    create function access.visible_scopes() returns table (scope_id uuid, level smallint)
      language plpgsql stable security definer set search_path = pg_catalog, public as $$
      declare organization uuid := access.organization_id();
      begin
        if access.holds('content.all') then
          return query select s.id, 4::smallint from public.scopes s where s.organization_id = organization;
        else
          return query
            select g.scope_id, max(g.level)::smallint from public.grants g
            where g.organization_id = organization and (g.member_id is null or g.member_id = access.member_id())
            group by g.scope_id
            having min(g.level) > 0;
        end if;
      end
    $$;
    revoke all on function access.visible_scopes() from public;
    grant execute on function access.visible_scopes() to muniment_app;
    alter function access.visible_scopes() owner to muniment_access;

    -- scope_id and depth come from the place, never from the writer; the place is held until the transaction ends.
    create function access.place_in_scope() returns trigger language plpgsql security definer
      set search_path = pg_catalog, public as $$
      declare place record;
      declare above uuid;
      begin
        if tg_table_name = 'folders' then above := new.parent_id; else above := new.folder_id; end if;
        if above is null then
          select r.organization_id, r.scope_id, 0::smallint as depth into place from public.rooms r where r.id = new.room_id for share;
        else
          select f.organization_id, f.scope_id, f.depth into place
          from public.folders f where f.id = above and f.room_id = new.room_id for share;
        end if;
        if not found or place.organization_id <> new.organization_id then
          raise exception 'there is no such place' using errcode = 'foreign_key_violation';
        end if;
        new.scope_id := place.scope_id;
        if tg_table_name = 'folders' then new.depth := place.depth + 1; end if;
        return new;
      end
    $$;
    alter function access.place_in_scope() owner to muniment_access;
    grant select, update on rooms, folders to muniment_access;
    grant select on scopes, grants to muniment_access;
    create trigger place_in_scope before insert or update of room_id, parent_id, scope_id on folders
      for each row execute function access.place_in_scope();

    alter table scopes enable row level security; alter table scopes force row level security;
    alter table grants enable row level security; alter table grants force row level security;
    alter table rooms enable row level security; alter table rooms force row level security;
    alter table folders enable row level security; alter table folders force row level security;

    create policy organization on scopes to muniment_app
      using (organization_id = (select access.organization_id())) with check (organization_id = (select access.organization_id()));
    create policy organization on grants to muniment_app
      using (organization_id = (select access.organization_id())) with check (organization_id = (select access.organization_id()));

    create policy read on rooms for select to muniment_app
      using (scope_id in (select v.scope_id from access.visible_scopes() v));
    create policy create_room on rooms for insert to muniment_app
      with check (organization_id = (select access.organization_id()) and created_by = (select access.member_id())
        and (select access.holds('rooms.create')));
    create policy edit on rooms for update to muniment_app
      using (scope_id in (select v.scope_id from access.visible_scopes() v where v.level >= 4));

    create policy read on folders for select to muniment_app
      using (scope_id in (select v.scope_id from access.visible_scopes() v));
    create policy create_folder on folders for insert to muniment_app
      with check (created_by = (select access.member_id()) and (select access.holds('folders.create'))
        and scope_id in (select v.scope_id from access.visible_scopes() v where v.level >= 3));
    create policy edit on folders for update to muniment_app
      using (scope_id in (select v.scope_id from access.visible_scopes() v where v.level >= 3));

    grant select, insert on scopes, grants, rooms, folders to muniment_app;
    grant update (name, description, revision, updated_at) on rooms to muniment_app;
    grant update (name, revision, updated_at) on folders to muniment_app;
  `)
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    drop table folders, rooms, grants, scopes cascade;
    set local role muniment_access;
    drop function access.visible_scopes(), access.place_in_scope();
    reset role;
    drop collation natural_order;
  `)
}
