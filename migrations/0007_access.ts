import type { Knex } from 'knex'

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
    create function access.raise_version() returns trigger language plpgsql security definer
      set search_path = pg_catalog, public as $$
      declare
        changed jsonb := to_jsonb(coalesce(new, old));
        organization uuid := coalesce(changed ->> 'organization_id', case when tg_table_name = 'organizations' then changed ->> 'id' end);
        one uuid;
      begin
        for one in
          select organization where organization is not null
          union select m.organization_id from public.members m where tg_table_name = 'users' and m.user_id = (changed ->> 'id')::uuid
          union select o.id from public.organizations o
            where (tg_table_name = 'roles' and organization is null)
              or (tg_table_name = 'role_permissions' and exists (
                select from public.roles r where r.id = (changed ->> 'role_id')::uuid and (r.organization_id is null or r.organization_id = o.id)))
        loop
          insert into public.access_versions (organization_id) values (one)
            on conflict (organization_id) do update set version = access_versions.version + 1;
          perform pg_notify('access_changed', one::text);
        end loop;
        return null;
      end
    $$;

    -- Every visible scope of a member and the level there. At one scope none beats all, else the highest; the nearest scope
    -- with a match decides; without one the parent's result holds, unless inheritance is broken there.
    create function access.compute_scopes(of_member uuid) returns table (scope_id uuid, level smallint)
      language plpgsql stable security definer rows 1000 set search_path = pg_catalog, public as $$
      declare
        organization uuid;
        everywhere uuid[];
        insider boolean;
        mine uuid[];
      begin
        select min(h.organization_id::text)::uuid, array_agg(h.role_id) filter (where h.department_id is null), bool_or(not h.guest)
          into organization, everywhere, insider from access.held_roles h where h.member_id = of_member;
        if organization is null then return; end if;
        if exists (select from public.role_permissions rp where rp.role_id = any (everywhere) and rp.permission = 'content.all') then
          return query select s.id, 4::smallint from public.scopes s where s.organization_id = organization;
          return;
        end if;
        mine := array(select d.id from access.departments_of(of_member) d (id));
        return query
          with recursive limited as materialized (
            select h.role_id, below.id as department_id
            from access.held_roles h cross join lateral access.departments_below(h.department_id) below (id)
            where h.member_id = of_member
          ), matching as (
            select g.scope_id, g.level, g.ends_at from public.grants g where g.member_id = of_member
            union all
            select g.scope_id, g.level, g.ends_at from public.grants g where g.department_id = any (mine)
            union all
            select g.scope_id, g.level, g.ends_at from public.grants g
            where g.organization_id = organization and g.role_id = any (everywhere)
            union all
            select g.scope_id, g.level, g.ends_at from limited l
              join public.rooms r on r.department_id = l.department_id
              join public.scopes s on s.room_id = r.id
              join public.grants g on g.scope_id = s.id and g.role_id = l.role_id
            union all
            select g.scope_id, g.level, g.ends_at from public.grants g
            where insider and g.organization_id = organization and num_nonnulls(g.member_id, g.department_id, g.role_id) = 0
          ), matched as materialized (
            select m.scope_id, (case when min(m.level) = 0 then 0 else max(m.level) end)::smallint as level
            from matching m where m.ends_at is null or m.ends_at > now() group by m.scope_id
          ), resolved as (
            select s.id, s.room_id, coalesce(m.level, 0::smallint) as level
            from public.scopes s left join matched m on m.scope_id = s.id
            where s.organization_id = organization and s.parent_id is null
            union all
            select s.id, s.room_id, coalesce(m.level, case when s.inherits then p.level else 0::smallint end)
            from resolved p join public.scopes s on s.parent_id = p.id left join matched m on m.scope_id = s.id
          ), managed as (
            select distinct r.id from limited l
              join public.role_permissions rp on rp.role_id = l.role_id and rp.permission = 'content.all'
              join public.rooms r on r.department_id = l.department_id
          )
          select r.id, case when g.id is null then r.level else 4::smallint end
          from resolved r left join managed g on g.id = r.room_id
          where r.level > 0 or g.id is not null;
      end
    $$;

    -- Whether what is kept of the actor still holds, and then whether that is everything; null when it must be computed.
    create function access.sees_everything() returns boolean
      language plpgsql stable security definer set search_path = pg_catalog, public as $$
      begin
        return (select v.everything
          from public.actor_views v join public.access_versions c on c.organization_id = v.organization_id and c.version = v.version
          where v.member_id = access.member_id() and v.valid_until > now());
      end
    $$;
    -- The actor's scopes, as kept if that is still true. One function, not two: each copies its rows once.
    create or replace function access.visible_scopes() returns table (scope_id uuid, level smallint)
      language plpgsql stable security definer rows 1000 set search_path = pg_catalog, public as $$
      declare
        actor uuid := access.member_id();
        organization uuid := access.organization_id();
        everything boolean := access.sees_everything();
      begin
        if organization is null then return; end if;
        if everything is null then
          return query select c.scope_id, c.level from access.compute_scopes(actor) c;
        elsif everything then
          return query select s.id, 4::smallint from public.scopes s where s.organization_id = organization;
        else
          return query select a.scope_id, a.level from public.actor_scopes a where a.member_id = actor;
        end if;
      end
    $$;
    -- The same of a few scopes, for who has a page at hand and not a room: the others are not even read.
    create function access.levels_at(of_scopes uuid[]) returns table (scope_id uuid, level smallint)
      language plpgsql stable security definer rows 5 set search_path = pg_catalog, public as $$
      declare
        actor uuid := access.member_id();
        organization uuid := access.organization_id();
        everything boolean := access.sees_everything();
      begin
        if organization is null then return; end if;
        if everything is null then
          return query select c.scope_id, c.level from access.compute_scopes(actor) c where c.scope_id = any (of_scopes);
        elsif everything then
          return query select s.id, 4::smallint from public.scopes s where s.organization_id = organization and s.id = any (of_scopes);
        else
          return query select a.scope_id, a.level from public.actor_scopes a where a.member_id = actor and a.scope_id = any (of_scopes);
        end if;
      end
    $$;

    -- Up to which sensitivity the actor sees documents: everywhere, and where it is more in a department.
    create function access.clearance() returns smallint
      language plpgsql stable security definer set search_path = pg_catalog, public as $$
      begin
        return coalesce((select max(h.clearance) from access.held_roles h
          where h.member_id = access.member_id() and h.department_id is null and access.organization_id() is not null), -1);
      end
    $$;
    create function access.department_clearances() returns table (department_id uuid, sensitivity smallint)
      language plpgsql stable security definer rows 20 set search_path = pg_catalog, public as $$
      begin
        return query
          select distinct below.id, cleared.sensitivity::smallint
          from access.held_roles h
          cross join lateral access.departments_below(h.department_id) below (id)
          cross join lateral generate_series(0, h.clearance) cleared (sensitivity)
          where h.member_id = access.member_id() and access.organization_id() is not null;
      end
    $$;

    -- Sets who acts in this transaction, and brings what is kept of their access up to date. Whoever finds another at it
    -- goes on without: what is kept only makes it quick.
    create function access.act_as(as_member uuid, as_person uuid, as_operator uuid) returns void
      language plpgsql volatile security definer set search_path = pg_catalog, public as $$
      declare
        organization uuid;
        current_version bigint;
        everything_seen boolean;
        until timestamptz;
      begin
        perform set_config('app.actor', coalesce(as_member::text, ''), true),
          set_config('app.person', coalesce(as_person::text, ''), true),
          set_config('app.operator', coalesce(as_operator::text, ''), true);
        if as_member is null then return; end if;
        organization := access.organization_id();
        if organization is null then return; end if;
        -- The version first: what is computed after it may be newer, never older, than it says.
        select v.version into current_version from public.access_versions v where v.organization_id = organization;
        if exists (select from public.actor_views v
          where v.member_id = as_member and v.version = current_version and v.valid_until > now()) then return; end if;
        if not pg_try_advisory_xact_lock(hashtextextended('view ' || as_member, 0)) then return; end if;
        select v.version into current_version from public.access_versions v where v.organization_id = organization;
        everything_seen := exists (
          select from access.held_roles h join public.role_permissions rp on rp.role_id = h.role_id and rp.permission = 'content.all'
          where h.member_id = as_member and h.department_id is null);
        select coalesce(min(b.at), 'infinity') into until from (
          select unnest(array[ur.starts_at, ur.ends_at]) as at from public.user_roles ur where ur.member_id = as_member
          union all
          select g.ends_at from public.grants g where g.organization_id = organization and g.ends_at is not null
        ) b where b.at > now();
        delete from public.actor_scopes a where a.member_id = as_member;
        if not everything_seen then
          insert into public.actor_scopes (member_id, scope_id, level)
            select as_member, c.scope_id, c.level from access.compute_scopes(as_member) c;
        end if;
        insert into public.actor_views (member_id, organization_id, version, valid_until, everything)
          values (as_member, organization, current_version, until, everything_seen)
          on conflict (member_id) do update set version = excluded.version, valid_until = excluded.valid_until, everything = excluded.everything;
      end
    $$;

    -- The other way round: who has what at one scope, by which scope's grants (null: by content.all), 0 for a denial. It climbs
    -- from the scope instead of descending to it, and is given to nobody: the functions below say who may ask.
    create function access.audience(at_scope uuid, for_members uuid[]) returns table (member_id uuid, level smallint, by_scope uuid)
      language plpgsql stable security definer rows 50 set search_path = pg_catalog, public as $$
      declare
        organization uuid;
        department uuid;
      begin
        select s.organization_id, r.department_id into organization, department
          from public.scopes s join public.rooms r on r.id = s.room_id where s.id = at_scope;
        return query
          with recursive chain as (
            select s.id, s.parent_id, s.inherits, 0 as distance from public.scopes s where s.id = at_scope
            union all
            select s.id, s.parent_id, s.inherits, c.distance + 1 from chain c join public.scopes s on s.id = c.parent_id where c.inherits
          ), held as materialized (
            select h.member_id, h.role_id, h.guest,
              h.department_id is null or (department is not null and department in (select access.departments_below(h.department_id))) as counts
            from access.held_roles h
            where h.organization_id = organization and (for_members is null or h.member_id = any (for_members))
          ), matching as (
            select who.member_id, c.id as scope_id, c.distance, g.level
            from chain c join public.grants g on g.scope_id = c.id and (g.ends_at is null or g.ends_at > now())
            cross join lateral (
              select g.member_id where g.member_id is not null
              union all
              select dm.member_id from access.departments_below(g.department_id) below (id)
                join public.department_members dm on dm.department_id = below.id
              union all
              select h.member_id from held h where h.role_id = g.role_id and h.counts
              union all
              select h.member_id from held h where not h.guest and num_nonnulls(g.member_id, g.department_id, g.role_id) = 0
            ) who
          ), nearest as (
            select distinct on (m.member_id) m.member_id, m.scope_id,
              (case when min(m.level) = 0 then 0 else max(m.level) end)::smallint as level
            from matching m group by m.member_id, m.scope_id, m.distance order by m.member_id, m.distance
          ), managing as (
            select distinct h.member_id from held h
              join public.role_permissions rp on rp.role_id = h.role_id and rp.permission = 'content.all' where h.counts
          )
          select distinct h.member_id, case when g.member_id is null then n.level else 4::smallint end,
            case when g.member_id is null then n.scope_id end
          from held h left join nearest n on n.member_id = h.member_id left join managing g on g.member_id = h.member_id
          where n.member_id is not null or g.member_id is not null;
      end
    $$;
    -- Whether members are cleared for a document of this sensitivity and department.
    create function access.is_cleared(a_member uuid, department uuid, sensitivity smallint) returns boolean
      language plpgsql stable security definer set search_path = pg_catalog, public as $$
      begin
        return exists (select from access.held_roles h where h.member_id = a_member and h.clearance >= sensitivity
          and (h.department_id is null or (department is not null and department in (select access.departments_below(h.department_id)))));
      end
    $$;
    -- For the server's sockets and streams: of these members, who has at least this level on the thing now. The thing is a
    -- document, else a folder, else a room.
    create function access.who_may(for_members uuid[], at_least smallint, of_room uuid, of_folder uuid, of_document uuid)
      returns setof uuid language plpgsql stable security definer rows 10 set search_path = pg_catalog, public as $$
      declare thing record;
      begin
        if of_document is not null then
          select d.scope_id, d.department_id, d.sensitivity into thing from public.documents d where d.id = of_document;
        elsif of_folder is not null then
          select f.scope_id, null::uuid as department_id, 0::smallint as sensitivity into thing from public.folders f where f.id = of_folder;
        else
          select r.scope_id, null::uuid as department_id, 0::smallint as sensitivity into thing from public.rooms r where r.id = of_room;
        end if;
        if not found then return; end if;
        return query select a.member_id from access.audience(thing.scope_id, for_members) a
          where a.level >= at_least and access.is_cleared(a.member_id, thing.department_id, thing.sensitivity);
      end
    $$;

    -- The folders that a folder, or a document, is in, itself included: who watches one of them hears of it.
    create function access.folders_around(of_folder uuid, of_document uuid) returns setof uuid
      language plpgsql stable security definer rows 5 set search_path = pg_catalog, public as $$
      begin
        return query
          with recursive around as (
            select f.id, f.parent_id from public.folders f
              where f.id = coalesce(of_folder, (select d.folder_id from public.documents d where d.id = of_document))
            union all
            select f.id, f.parent_id from around a join public.folders f on f.id = a.parent_id
          ) select a.id from around a;
      end
    $$;

    -- Of these members, those who are let in at all; and when the next grant or role of these organizations begins or ends by itself.
    create function access.admitted(members uuid[]) returns setof uuid
      language plpgsql stable security definer rows 10 set search_path = pg_catalog, public as $$
      begin
        return query select distinct h.member_id from access.held_roles h where h.member_id = any (members);
      end
    $$;
    create function access.next_change(organizations uuid[]) returns timestamptz
      language plpgsql stable security definer set search_path = pg_catalog, public as $$
      begin
        return (select min(x.at) from (
          select g.ends_at as at from public.grants g where g.organization_id = any (organizations) and g.ends_at > now()
          union all
          select unnest(array[ur.starts_at, ur.ends_at]) from public.user_roles ur
          where ur.organization_id = any (organizations) and (ur.ends_at is not null or ur.starts_at is not null)
        ) x where x.at > now());
      end
    $$;

    -- Who manages a thing, or audits access, sees who can see it; everyone else their own row only.
    create function access.may_audit(at_scope uuid) returns boolean
      language plpgsql stable security definer set search_path = pg_catalog, public as $$
      begin
        return exists (select from access.levels_at(array[at_scope]) v where v.level >= 4)
          or (access.holds('access.audit') and exists (
            select from public.scopes s where s.id = at_scope and s.organization_id = access.organization_id()));
      end
    $$;
    create function access.who_can_see(at_scope uuid) returns table (member_id uuid, level smallint, by_scope uuid)
      language plpgsql stable security definer rows 50 set search_path = pg_catalog, public as $$
      begin
        if access.may_audit(at_scope) then
          return query select a.member_id, a.level, a.by_scope from access.audience(at_scope, null) a;
        elsif access.organization_id() is not null then
          return query select a.member_id, a.level, a.by_scope from access.audience(at_scope, array[access.member_id()]) a;
        end if;
      end
    $$;
    -- Whose clearance is enough for a document: for the same askers, of the same people.
    create function access.cleared_for(a_document uuid) returns setof uuid
      language plpgsql stable security definer rows 50 set search_path = pg_catalog, public as $$
      declare
        document record;
        all_of_them boolean;
      begin
        select d.scope_id, d.organization_id, d.department_id, d.sensitivity into document from public.documents d
          where d.id = a_document and d.organization_id = access.organization_id();
        if not found then return; end if;
        all_of_them := access.may_audit(document.scope_id);
        return query select distinct h.member_id from access.held_roles h
          where h.organization_id = document.organization_id and (all_of_them or h.member_id = access.member_id())
            and h.clearance >= document.sensitivity and (h.department_id is null or (document.department_id is not null
              and document.department_id in (select access.departments_below(h.department_id))));
      end
    $$;
    -- Why: every grant from the scope upwards that reaches a member, nearest first, up to where inheritance is broken.
    create function access.reasons(of_member uuid, at_scope uuid)
      returns table (distance integer, scope_id uuid, room_id uuid, folder_id uuid, document_id uuid, thing_name text, inherits boolean,
        grant_id uuid, department_id uuid, department_name text, role_id uuid, role_name text, for_everyone boolean, level smallint, ends_at timestamptz)
      language plpgsql stable security definer rows 20 set search_path = pg_catalog, public as $$
      declare
        department uuid;
        audits boolean := access.may_audit(at_scope);
      begin
        if access.organization_id() is null or not (of_member = access.member_id() or audits) then return; end if;
        select r.department_id into department from public.scopes s join public.rooms r on r.id = s.room_id
          where s.id = at_scope and s.organization_id = access.organization_id();
        return query
          with recursive chain as (
            select s.*, 0 as distance from public.scopes s where s.id = at_scope and s.organization_id = access.organization_id()
            union all
            select s.*, c.distance + 1 from chain c join public.scopes s on s.id = c.parent_id where c.inherits
          ), held as (
            select h.role_id, h.guest,
              h.department_id is null or (department is not null and department in (select access.departments_below(h.department_id))) as counts
            from access.held_roles h where h.member_id = of_member
          )
          select c.distance, c.id, c.room_id, c.folder_id, c.document_id,
            coalesce((select d.name from public.documents d where d.id = c.document_id),
              (select f.name from public.folders f where f.id = c.folder_id), (select r.name from public.rooms r where r.id = c.room_id)),
            c.inherits, g.id, g.department_id, (select d.name from public.departments d where d.id = g.department_id),
            g.role_id, (select r.name from public.roles r where r.id = g.role_id),
            g.id is not null and num_nonnulls(g.member_id, g.department_id, g.role_id) = 0, g.level, g.ends_at
          from chain c left join public.grants g on g.scope_id = c.id and (g.ends_at is null or g.ends_at > now()) and (
            g.member_id = of_member
            or g.department_id in (select access.departments_of(of_member))
            or exists (select from held h where h.role_id = g.role_id and h.counts)
            or (num_nonnulls(g.member_id, g.department_id, g.role_id) = 0 and exists (select from held h where not h.guest)))
          -- Nobody learns the name of a place above that they cannot see.
          where audits or c.id in (select v.scope_id from access.visible_scopes() v)
          order by c.distance, g.level, g.id;
      end
    $$;

    -- A room's scope, with whoever makes the room as its manager, and everyone at a level if there is one to be.
    create function access.department_of(a_room uuid) returns uuid
      language plpgsql stable security definer set search_path = pg_catalog, public as $$
      begin
        return (select r.department_id from public.rooms r where r.id = a_room and r.organization_id = access.organization_id());
      end
    $$;
    create function access.open_room(new_room uuid, everyone_level smallint) returns uuid
      language plpgsql volatile security definer set search_path = pg_catalog, public as $$
      declare scope uuid;
      begin
        if not exists (select from access.held_roles h join public.role_permissions rp on rp.role_id = h.role_id and rp.permission = 'rooms.create'
          where h.member_id = access.member_id() and access.organization_id() is not null)
        then raise exception 'not allowed to create rooms' using errcode = 'insufficient_privilege'; end if;
        insert into public.scopes (organization_id, room_id) values (access.organization_id(), new_room) returning id into scope;
        insert into public.grants (organization_id, scope_id, member_id, level, created_by)
          values (access.organization_id(), scope, access.member_id(), 4, access.member_id());
        if everyone_level is not null then
          insert into public.grants (organization_id, scope_id, level, created_by)
            values (access.organization_id(), scope, everyone_level, access.member_id());
        end if;
        return scope;
      end
    $$;
    -- Held until the transaction ends: shared by whoever adds to a room, alone by whoever changes its scopes. So nothing is left
    -- under a scope that it no longer belongs to.
    create function access.hold_room(a_room uuid, alone boolean) returns void
      language plpgsql volatile security definer set search_path = pg_catalog, public as $$
      begin
        if alone then perform pg_advisory_xact_lock(hashtextextended('room ' || a_room, 0));
        else perform pg_advisory_xact_lock_shared(hashtextextended('room ' || a_room, 0)); end if;
      end
    $$;
    -- For whoever is about to add to a room: before the statement that does, or it would not know a scope made meanwhile.
    create function access.hold_place(a_room uuid) returns void
      language plpgsql volatile security definer set search_path = pg_catalog, public as $$
      begin
        perform access.hold_room(a_room, false);
      end
    $$;
    -- Gives a folder or document a scope of its own, and gives what is below it that scope; who manages it may.
    create function access.split_scope(a_folder uuid, a_document uuid) returns uuid
      language plpgsql volatile security definer set search_path = pg_catalog, public as $$
      declare
        place record;
        own uuid;
      begin
        select x.room_id into place from (
          select d.room_id from public.documents d where d.id = a_document
          union all select f.room_id from public.folders f where f.id = a_folder and a_document is null) x;
        if not found then raise exception 'there is no such thing' using errcode = 'foreign_key_violation'; end if;
        perform access.hold_room(place.room_id, true);
        select x.* into place from (
          select d.organization_id, d.room_id, d.scope_id from public.documents d where d.id = a_document
          union all select f.organization_id, f.room_id, f.scope_id from public.folders f where f.id = a_folder and a_document is null) x;
        if not exists (select from access.levels_at(array[place.scope_id]) v where v.level >= 4)
        then raise exception 'not allowed to manage access here' using errcode = 'insufficient_privilege'; end if;
        select s.id into own from public.scopes s
          where (a_document is not null and s.document_id = a_document) or (a_document is null and s.folder_id = a_folder);
        if own is not null then return own; end if;
        insert into public.scopes (organization_id, parent_id, room_id, folder_id, document_id)
          values (place.organization_id, place.scope_id, place.room_id, case when a_document is null then a_folder end, a_document)
          returning id into own;
        if a_document is not null then
          update public.documents set scope_id = own where id = a_document;
          return own;
        end if;
        with recursive below as (
          select f.id from public.folders f where f.id = a_folder
          union all select f.id from below b join public.folders f on f.parent_id = b.id where f.scope_id = place.scope_id
        ) update public.folders f set scope_id = own from below b where f.id = b.id;
        update public.documents d set scope_id = own from public.folders f
          where f.scope_id = own and d.folder_id = f.id and d.scope_id = place.scope_id;
        update public.scopes s set parent_id = own
          where s.parent_id = place.scope_id and s.id <> own and (
            exists (select from public.folders f join public.folders above on above.id = f.parent_id where f.id = s.folder_id and above.scope_id = own)
            or exists (select from public.documents d join public.folders above on above.id = d.folder_id where d.id = s.document_id and above.scope_id = own));
        return own;
      end
    $$;
    -- Takes the scope of a folder or document away again, once it says nothing any more; gives true when it did.
    create function access.merge_scope(own uuid) returns boolean
      language plpgsql volatile security definer set search_path = pg_catalog, public as $$
      declare scope record;
      begin
        select s.room_id into scope from public.scopes s where s.id = own;
        perform access.hold_room(scope.room_id, true);
        select s.* into scope from public.scopes s where s.id = own and s.parent_id is not null and s.inherits
          and not exists (select from public.grants g where g.scope_id = own);
        if not found then return false; end if;
        if not exists (select from access.levels_at(array[own]) v where v.level >= 4)
        then raise exception 'not allowed to manage access here' using errcode = 'insufficient_privilege'; end if;
        update public.folders set scope_id = scope.parent_id where scope_id = own;
        update public.documents set scope_id = scope.parent_id where scope_id = own;
        update public.scopes set parent_id = scope.parent_id where parent_id = own;
        delete from public.scopes where id = own;
        return true;
      end
    $$;
    -- scope_id and depth come from the place, never from the writer; the place is held until the transaction ends.
    create or replace function access.place_in_scope() returns trigger language plpgsql security definer
      set search_path = pg_catalog, public as $$
      declare
        place record;
        above uuid;
      begin
        if tg_table_name = 'folders' then above := new.parent_id; else above := new.folder_id; end if;
        perform access.hold_room(new.room_id, false);
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
        if tg_table_name = 'folders' then new.depth := place.depth + 1;
        else new.department_id := (select r.department_id from public.rooms r where r.id = new.room_id); end if;
        return new;
      end
    $$;

    revoke all on function access.compute_scopes(uuid), access.sees_everything(), access.levels_at(uuid[]), access.clearance(), access.department_clearances(),
      access.act_as(uuid, uuid, uuid), access.audience(uuid, uuid[]), access.is_cleared(uuid, uuid, smallint),
      access.who_may(uuid[], smallint, uuid, uuid, uuid), access.folders_around(uuid, uuid), access.admitted(uuid[]), access.next_change(uuid[]),
      access.may_audit(uuid), access.who_can_see(uuid), access.cleared_for(uuid),
      access.reasons(uuid, uuid), access.department_of(uuid), access.open_room(uuid, smallint), access.hold_room(uuid, boolean), access.hold_place(uuid), access.split_scope(uuid, uuid),
      access.merge_scope(uuid) from public;
    grant execute on function access.sees_everything(), access.levels_at(uuid[]), access.clearance(), access.department_clearances(), access.act_as(uuid, uuid, uuid), access.may_audit(uuid),
      access.who_can_see(uuid), access.cleared_for(uuid), access.reasons(uuid, uuid), access.department_of(uuid), access.open_room(uuid, smallint),
      access.hold_place(uuid), access.split_scope(uuid, uuid), access.merge_scope(uuid) to muniment_app;
    grant execute on function access.who_may(uuid[], smallint, uuid, uuid, uuid), access.folders_around(uuid, uuid), access.admitted(uuid[]), access.next_change(uuid[])
      to muniment_server;
    grant execute on function access.audience(uuid, uuid[]) to muniment_auth;
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
