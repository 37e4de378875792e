import type { Knex } from 'knex'
import { audience } from './0007_access/audience.ts'
import { scopes } from './0007_access/scopes.ts'
import { sight } from './0007_access/sight.ts'

/**
 * Whether the actor sees the scope of a row of `table` (or its alias), or has `atLeast` so much of it. Who sees everything is
 * not asked scope by scope: that would list every one, at each statement. Where what is kept still holds, Postgres looks up
 * a row's own scope, or reads all that are kept, whichever is less.
 */
export function isInSight(table: string, atLeast = 1, column = 'scope_id'): string {
  return `(case (select access.sees_everything())
        when true then ${table}.organization_id = (select access.organization_id())
        when false then exists (select from actor_scopes a where a.scope_id = ${table}.${column} and a.level >= ${atLeast})
        else ${table}.${column} in (select v.scope_id from access.visible_scopes() v where v.level >= ${atLeast}) end)`
}

// Grants to people, departments, roles and everyone, on rooms, folders and documents; and what comes of them.
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table scopes
      add column parent_id uuid,
      add column room_id uuid,
      add column folder_id uuid unique,
      add column document_id uuid unique,
      add column inherits boolean not null default true;
    update scopes s set room_id = r.id from rooms r where r.scope_id = s.id;
    delete from scopes where room_id is null;
    alter table scopes
      alter column room_id set not null,
      add foreign key (organization_id, parent_id) references scopes (organization_id, id),
      add foreign key (organization_id, room_id) references rooms (organization_id, id) deferrable initially deferred,
      add foreign key (organization_id, folder_id) references folders (organization_id, id) deferrable initially deferred,
      add foreign key (organization_id, document_id) references documents (organization_id, id) deferrable initially deferred,
      add check (num_nonnulls(folder_id, document_id) = case when parent_id is null then 0 else 1 end);
    comment on table scopes is 'what grants hang on: a room has one, a folder or document only when it is given grants of its own';
    comment on column scopes.inherits is 'false: what is granted above does not count here';
    create index scopes_parent on scopes (parent_id);
    create unique index scopes_room on scopes (room_id) where parent_id is null;
    create index scopes_organization on scopes (organization_id);

    alter table grants drop constraint grants_scope_id_member_id_key;
    drop index grants_member;
    alter table grants
      add column department_id uuid,
      add column role_id uuid references roles (id) on delete cascade,
      add column ends_at timestamptz,
      add column created_by uuid,
      add column updated_at timestamptz not null default now(),
      add foreign key (organization_id, department_id) references departments (organization_id, id) on delete cascade,
      add foreign key (organization_id, created_by) references members (organization_id, id) on delete set null (created_by),
      add check (num_nonnulls(member_id, department_id, role_id) <= 1),
      add constraint grants_subject unique nulls not distinct (scope_id, member_id, department_id, role_id);
    comment on column grants.member_id is 'neither person, department nor role: everyone in the organization but guests';
    create index grants_member on grants (member_id) where member_id is not null;
    create index grants_department on grants (department_id) where department_id is not null;
    create index grants_role on grants (organization_id, role_id) where role_id is not null;
    create index grants_ends on grants (organization_id, ends_at) where ends_at is not null;
    create index user_roles_ends on user_roles (organization_id) where ends_at is not null or starts_at is not null;
    create index grants_everyone on grants (organization_id) where num_nonnulls(member_id, department_id, role_id) = 0;

    alter table rooms add column department_id uuid,
      add foreign key (organization_id, department_id) references departments (organization_id, id) on delete set null (department_id);
    create index rooms_department on rooms (department_id) where department_id is not null;
    alter table documents
      add column department_id uuid,
      add column sensitivity smallint not null default 1 check (sensitivity between 0 and 3),
      add foreign key (organization_id, department_id) references departments (organization_id, id) on delete set null (department_id);
    comment on column documents.sensitivity is '0 public, 1 internal, 2 confidential, 3 restricted: above a person''s clearance it does not exist for them';
    -- Somebody with few scopes is listed scope by scope.
    create index documents_scope_name on documents (scope_id, folder_id, name collate natural_order, id);
    drop index documents_scope;

    -- What a person's access was computed from. Every change of roles, grants, departments or scopes raises the version in its
    -- own transaction; what was kept under another version counts for nothing.
    create table access_versions (
      organization_id uuid primary key references organizations (id) on delete cascade,
      version bigint not null default 1
    );
    insert into access_versions (organization_id) select id from organizations;
    create table actor_views (
      member_id uuid primary key references members (id) on delete cascade,
      organization_id uuid not null references organizations (id) on delete cascade,
      version bigint not null,
      valid_until timestamptz not null,
      everything boolean not null
    );
    comment on table actor_views is 'whose visible scopes are kept in actor_scopes, of which version, and until something ends by itself';
    create table actor_scopes (
      member_id uuid not null references members (id) on delete cascade,
      scope_id uuid not null references scopes (id) on delete cascade,
      level smallint not null check (level between 1 and 4),
      primary key (member_id, scope_id)
    );
    create index actor_scopes_scope on actor_scopes (scope_id);

    grant select, insert, update, delete on access_versions, actor_views, actor_scopes to muniment_access;
    grant select, insert, update, delete on scopes to muniment_access;
    grant select, insert on grants to muniment_access;
    grant select, update (scope_id) on documents to muniment_access;
    grant select on department_members, role_permissions, roles, members to muniment_access;

    set local role muniment_access;
    ${sight} ${audience} ${scopes}
    reset role;

    -- Everything that access follows from. Not auth.users' sign-ins: only whether somebody is suspended.
    create trigger raise_version after insert or update or delete on grants for each row execute function access.raise_version();
    create trigger raise_version after insert or update or delete on scopes for each row execute function access.raise_version();
    create trigger raise_version after insert or update or delete on user_roles for each row execute function access.raise_version();
    create trigger raise_version after update of parent_id or delete on departments for each row execute function access.raise_version();
    create trigger raise_version after insert or update or delete on department_members for each row execute function access.raise_version();
    create trigger raise_version after update of clearance, guest or delete on roles for each row execute function access.raise_version();
    create trigger raise_version after insert or update or delete on role_permissions for each row execute function access.raise_version();
    create trigger raise_version after update of suspended_at on members for each row execute function access.raise_version();
    create trigger raise_version after update of suspended_at on auth.users for each row execute function access.raise_version();
    create trigger raise_version after update of department_id on rooms for each row execute function access.raise_version();
    create trigger raise_version after update of department_id, sensitivity on documents for each row
      when (old.department_id is distinct from new.department_id or old.sensitivity is distinct from new.sensitivity)
      execute function access.raise_version();
    create trigger first_version after insert on organizations for each row execute function access.raise_version();

    drop trigger place_in_scope on folders;
    create trigger place_in_scope before insert on folders for each row execute function access.place_in_scope();
    drop trigger place_in_scope on documents;
    create trigger place_in_scope before insert on documents for each row execute function access.place_in_scope();

    alter table access_versions enable row level security; alter table access_versions force row level security;
    alter table actor_views enable row level security; alter table actor_views force row level security;
    alter table actor_scopes enable row level security; alter table actor_scopes force row level security;
    create policy owner on access_versions to muniment_owner using (true) with check (true);
    create policy owner on actor_views to muniment_owner using (true) with check (true);
    create policy owner on actor_scopes to muniment_owner using (true) with check (true);
    create policy nobody on actor_views to muniment_app using (false);
    -- What is kept under another version is nobody's: then it is not known whether they see everything either.
    create policy read on actor_scopes for select to muniment_app
      using (member_id = (select access.member_id()) and (select access.sees_everything()) is false);
    grant select on actor_scopes to muniment_app;

    -- Scopes are made by the functions above; grants are written by whoever manages the scope, and seen by nobody else.
    drop policy organization on scopes;
    create policy read on scopes for select to muniment_app using ${isInSight('scopes', 1, 'id')};
    alter policy read on rooms using ${isInSight('rooms')};
    alter policy read on folders using ${isInSight('folders')};
    create policy manage on scopes for update to muniment_app
      using ${isInSight('scopes', 4, 'id')};
    revoke insert on scopes from muniment_app;
    grant update (inherits) on scopes to muniment_app;
    drop policy organization on grants;
    create policy manage on grants to muniment_app
      using (organization_id = (select access.organization_id()) and ${isInSight('grants', 4)});
    grant select, insert, delete on grants to muniment_app;
    grant update (level, ends_at, updated_at) on grants to muniment_app;
    -- What an invitation brought: only as far as whoever invited manages the room still (core/links/redeem.ts asks).
    create policy accounts on grants for insert to muniment_auth with check (true);
    create policy accounts on rooms for select to muniment_auth using (true);
    grant insert on grants to muniment_auth;
    grant select (id, organization_id, scope_id) on rooms to muniment_auth;

    drop policy create_room on rooms;
    create policy create_room on rooms for insert to muniment_app
      with check (organization_id = (select access.organization_id()) and created_by = (select access.member_id())
        and access.holds_for('rooms.create', department_id));
    drop policy create_folder on folders;
    create policy create_folder on folders for insert to muniment_app
      with check (created_by = (select access.member_id())
        and ${isInSight('folders', 3)}
        and access.holds_for('folders.create', access.department_of(room_id)));
    grant update (department_id) on rooms to muniment_app;

    drop policy read on documents;
    create policy read on documents for select to muniment_app
      using (${isInSight('documents')}
        and (sensitivity <= (select access.clearance())
          or (department_id, sensitivity) in (select c.department_id, c.sensitivity from access.department_clearances() c)));
    drop policy upload on documents;
    create policy upload on documents for insert to muniment_app
      with check (created_by = (select access.member_id())
        and ${isInSight('documents', 3)}
        and access.holds_for('documents.upload', department_id));
    grant update (sensitivity, department_id) on documents to muniment_app;

    -- By where a thing is now, not where it was then: what was moved out of sight takes its history along.
    drop policy read on events;
    create policy read on events for select to muniment_app
      using (organization_id = (select access.organization_id()) and ((select access.holds('audit.read')) or (
        room_id is not null and case
          when document_id is not null then exists (select from documents d where d.id = document_id)
          when folder_id is not null then exists (select from folders f where f.id = folder_id)
          else exists (select from rooms r where r.id = room_id) end)));
  `)
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    drop policy read on events;
    drop policy read on documents; drop policy upload on documents;
    alter policy read on rooms using (scope_id in (select v.scope_id from access.visible_scopes() v));
    alter policy read on folders using (scope_id in (select v.scope_id from access.visible_scopes() v));
    drop policy create_folder on folders; drop policy create_room on rooms; drop policy accounts on rooms;
    drop policy manage on grants; drop policy accounts on grants; drop policy read on scopes; drop policy manage on scopes;
    drop trigger place_in_scope on folders; drop trigger place_in_scope on documents;
    drop trigger first_version on organizations;
    drop trigger raise_version on documents; drop trigger raise_version on rooms; drop trigger raise_version on auth.users;
    drop trigger raise_version on members; drop trigger raise_version on role_permissions; drop trigger raise_version on roles;
    drop trigger raise_version on department_members; drop trigger raise_version on departments; drop trigger raise_version on user_roles;
    drop trigger raise_version on scopes; drop trigger raise_version on grants;
    drop table actor_scopes, actor_views, access_versions;
    -- What was granted below rooms is not known any more: only those who see the whole room see it.
    update folders f set scope_id = r.scope_id from rooms r where r.id = f.room_id;
    update documents d set scope_id = r.scope_id from rooms r where r.id = d.room_id;
    delete from grants g using scopes s where s.id = g.scope_id and s.parent_id is not null;
    delete from grants where department_id is not null or role_id is not null;
    update scopes set parent_id = null where false;
    delete from scopes where folder_id is not null or document_id is not null;
    drop index documents_scope_name;
    create index documents_scope on documents (scope_id);
    alter table documents drop column sensitivity, drop column department_id;
    alter table rooms drop column department_id;
    drop index grants_everyone; drop index grants_ends; drop index user_roles_ends;
    alter table grants drop constraint grants_subject, drop column department_id, drop column role_id, drop column ends_at,
      drop column created_by, drop column updated_at, add unique nulls not distinct (scope_id, member_id);
    drop index grants_member;
    create index grants_member on grants (organization_id, member_id);
    alter table scopes drop column parent_id, drop column room_id, drop column folder_id, drop column document_id, drop column inherits;
    set local role muniment_access;
    drop function access.raise_version(), access.who_may(uuid[], smallint, uuid, uuid, uuid), access.folders_around(uuid, uuid), access.admitted(uuid[]), access.next_change(uuid[]),
      access.who_can_see(uuid), access.cleared_for(uuid), access.reasons(uuid, uuid), access.may_audit(uuid), access.department_of(uuid), access.open_room(uuid, smallint),
      access.split_scope(uuid, uuid), access.merge_scope(uuid), access.act_as(uuid, uuid, uuid), access.clearance(),
      access.department_clearances(), access.is_cleared(uuid, uuid, smallint), access.audience(uuid, uuid[]);
    create or replace function access.visible_scopes() returns table (scope_id uuid, level smallint)
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
    drop function access.compute_scopes(uuid), access.levels_at(uuid[]), access.sees_everything();
    create or replace function access.place_in_scope() returns trigger language plpgsql security definer
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
    drop function access.hold_place(uuid), access.hold_room(uuid, boolean);
    reset role;
    create trigger place_in_scope before insert or update of room_id, parent_id, scope_id on folders
      for each row execute function access.place_in_scope();
    create trigger place_in_scope before insert or update of room_id, folder_id, scope_id on documents
      for each row execute function access.place_in_scope();
    create policy organization on scopes to muniment_app
      using (organization_id = (select access.organization_id())) with check (organization_id = (select access.organization_id()));
    create policy organization on grants to muniment_app
      using (organization_id = (select access.organization_id())) with check (organization_id = (select access.organization_id()));
    grant insert on scopes to muniment_app;
    revoke select, insert, update, delete on grants from muniment_app;
    grant select, insert on grants to muniment_app;
    create policy create_room on rooms for insert to muniment_app
      with check (organization_id = (select access.organization_id()) and created_by = (select access.member_id())
        and (select access.holds('rooms.create')));
    create policy create_folder on folders for insert to muniment_app
      with check (created_by = (select access.member_id()) and (select access.holds('folders.create'))
        and scope_id in (select v.scope_id from access.visible_scopes() v where v.level >= 3));
    create policy read on documents for select to muniment_app
      using (scope_id in (select v.scope_id from access.visible_scopes() v));
    create policy upload on documents for insert to muniment_app
      with check (created_by = (select access.member_id()) and (select access.holds('documents.upload'))
        and scope_id in (select v.scope_id from access.visible_scopes() v where v.level >= 3));
    create policy read on events for select to muniment_app
      using (organization_id = (select access.organization_id())
        and (scope_id in (select v.scope_id from access.visible_scopes() v) or (select access.holds('audit.read'))));
  `)
}
