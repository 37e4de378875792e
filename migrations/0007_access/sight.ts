/** What a member sees: computed from grants and roles, and kept with the organization's access version. */
export const sight = `
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

revoke all on function access.compute_scopes(uuid), access.sees_everything(), access.levels_at(uuid[]), access.clearance(),
access.department_clearances(), access.act_as(uuid, uuid, uuid) from public;
grant execute on function access.sees_everything(), access.levels_at(uuid[]), access.clearance(), access.department_clearances(),
access.act_as(uuid, uuid, uuid) to muniment_app;
`
