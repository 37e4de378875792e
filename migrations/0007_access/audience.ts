/** Of these members, those who have `at_least` so much of a thing. Until 0013, and again where that is taken back. */
export const whoMay = `
create or replace function access.who_may(for_members uuid[], at_least smallint, of_room uuid, of_folder uuid, of_document uuid)
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
`

/** Who sees a thing, and why. */
export const audience = `
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
${whoMay}

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

revoke all on function access.audience(uuid, uuid[]), access.is_cleared(uuid, uuid, smallint),
access.who_may(uuid[], smallint, uuid, uuid, uuid), access.folders_around(uuid, uuid), access.admitted(uuid[]), access.next_change(uuid[]),
access.may_audit(uuid), access.who_can_see(uuid), access.cleared_for(uuid), access.reasons(uuid, uuid) from public;
grant execute on function access.may_audit(uuid), access.who_can_see(uuid), access.cleared_for(uuid), access.reasons(uuid, uuid) to muniment_app;
grant execute on function access.who_may(uuid[], smallint, uuid, uuid, uuid), access.folders_around(uuid, uuid), access.admitted(uuid[]), access.next_change(uuid[])
to muniment_server;
grant execute on function access.audience(uuid, uuid[]) to muniment_auth;
`
