/** Who holds which role now, what comes of that, and what must stay true of it. */
export const holding = `
create view access.held_roles as
  select ur.organization_id, ur.member_id, ur.role_id, ur.department_id, r.clearance, r.guest, r.key
  from public.user_roles ur
  join public.roles r on r.id = ur.role_id and (r.organization_id is null or r.organization_id = ur.organization_id)
  join public.members m on m.id = ur.member_id and m.suspended_at is null
  join auth.users u on u.id = m.user_id and u.suspended_at is null
  where (ur.starts_at is null or ur.starts_at <= now()) and (ur.ends_at is null or ur.ends_at > now());

create function access.departments_below(top uuid) returns setof uuid
  language plpgsql stable security definer rows 10 set search_path = pg_catalog, public as $$
  begin
    return query
      with recursive below as (
        select d.id from public.departments d where d.id = top
        union all select d.id from public.departments d join below b on d.parent_id = b.id
      ) select b.id from below b;
  end
$$;
create function access.departments_of(of_member uuid) returns setof uuid
  language plpgsql stable security definer rows 10 set search_path = pg_catalog, public as $$
  begin
    return query
      with recursive above as (
        select dm.department_id as id from public.department_members dm where dm.member_id = of_member
        union select d.parent_id from public.departments d join above a on d.id = a.id where d.parent_id is not null
      ) select a.id from above a;
  end
$$;

-- For what belongs to no department: only what is held everywhere counts.
create or replace function access.holds(permission text) returns boolean language plpgsql stable security definer
  set search_path = pg_catalog, public as $$
  begin
    return access.holds_for(permission, null);
  end
$$;
create function access.holds_for(permission text, department uuid) returns boolean
  language plpgsql stable security definer set search_path = pg_catalog, public as $$
  begin
    return access.organization_id() is not null and exists (
      select from access.held_roles h join public.role_permissions rp on rp.role_id = h.role_id and rp.permission = $1
      where h.member_id = access.member_id()
        and (h.department_id is null or (department is not null and department in (select access.departments_below(h.department_id)))));
  end
$$;
-- The people that a permission limited to departments reaches.
create function access.people_for(permission text) returns setof uuid
  language plpgsql stable security definer rows 50 set search_path = pg_catalog, public as $$
  begin
    if access.organization_id() is null then return; end if;
    return query
      select distinct dm.member_id
      from access.held_roles h join public.role_permissions rp on rp.role_id = h.role_id and rp.permission = $1
      cross join lateral access.departments_below(h.department_id) below (id)
      join public.department_members dm on dm.department_id = below.id
      where h.member_id = access.member_id();
  end
$$;
-- Nobody gives what they do not hold, there: every permission of the role, and its clearance.
create function access.may_give(role uuid, department uuid) returns boolean
  language plpgsql stable security definer set search_path = pg_catalog, public as $$
  begin
    return access.holds_for('roles.assign', department)
      and not exists (
        select from public.role_permissions rp where rp.role_id = role and not access.holds_for(rp.permission, department))
      and exists (
        select from public.roles r where r.id = role
          and (r.organization_id is null or r.organization_id = access.organization_id())
          and r.clearance <= (
            select max(h.clearance) from access.held_roles h where h.member_id = access.member_id()
              and (h.department_id is null or department in (select access.departments_below(h.department_id)))));
  end
$$;

drop function access.memberships(uuid);
create function access.memberships(person uuid)
  returns table (member_id uuid, organization_id uuid, organization_name text, roles text[], guest boolean,
    permissions text[], limited jsonb)
  language plpgsql stable security definer rows 2 set search_path = pg_catalog, public, auth as $$
  begin
    return query
      select m.id, m.organization_id, o.name,
        array(select distinct r.name from access.held_roles h join public.roles r on r.id = h.role_id
          where h.member_id = m.id order by 1),
        not exists (select from access.held_roles h where h.member_id = m.id and not h.guest),
        array(select distinct rp.permission from access.held_roles h join public.role_permissions rp on rp.role_id = h.role_id
          where h.member_id = m.id and h.department_id is null order by 1),
        (select jsonb_object_agg(held.permission, held.departments) from (
          select rp.permission, jsonb_agg(distinct below.id) as departments
          from access.held_roles h join public.role_permissions rp on rp.role_id = h.role_id
          cross join lateral access.departments_below(h.department_id) below (id)
          where h.member_id = m.id and h.department_id is not null group by rp.permission) held)
      from public.members m
      join public.organizations o on o.id = m.organization_id
      join auth.users u on u.id = m.user_id
      where m.user_id = person and m.suspended_at is null and u.suspended_at is null
      order by o.name, o.id;
  end
$$;

create function access.keep_an_owner() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public as $$
  declare organization uuid := old.organization_id;
  begin
    if tg_table_name = 'user_roles' then
      if not exists (select from public.roles r where r.id = old.role_id and r.key = 'owner') then return null; end if;
    end if;
    if tg_table_name = 'members' then
      if not exists (select from public.user_roles ur join public.roles r on r.id = ur.role_id
        where ur.member_id = new.id and r.key = 'owner' and ur.department_id is null) then return null; end if;
    end if;
    -- Two who leave at once take turns, and the second one sees what the first one did.
    perform pg_advisory_xact_lock(hashtextextended('owners ' || organization, 0));
    if not exists (
      select from access.held_roles h join public.user_roles ur on ur.member_id = h.member_id and ur.role_id = h.role_id
      where h.organization_id = organization and h.key = 'owner' and h.department_id is null and ur.ends_at is null)
    then raise exception 'an organization keeps an owner' using errcode = 'MU001'; end if;
    return null;
  end
$$;
create function access.keep_departments_a_tree() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public as $$
  declare height integer;
  begin
    perform pg_advisory_xact_lock(hashtextextended('departments ' || new.organization_id, 0));
    with recursive above as (
      select new.parent_id as id, 1 as step
      union all select d.parent_id, a.step + 1 from public.departments d join above a on d.id = a.id where a.step <= 40 and d.parent_id is not null
    ) select max(step) into height from above where id is not null;
    if exists (
      with recursive above as (
        select new.parent_id as id, 1 as step
        union all select d.parent_id, a.step + 1 from public.departments d join above a on d.id = a.id where a.step <= 40
      ) select from above where id = new.id)
    then raise exception 'a department cannot be below itself' using errcode = 'MU002'; end if;
    if height >= 20 then raise exception 'departments are 20 deep at most' using errcode = 'MU003'; end if;
    return new;
  end
$$;
revoke all on function access.departments_below(uuid), access.departments_of(uuid), access.holds_for(text, uuid),
  access.people_for(text), access.may_give(uuid, uuid), access.memberships(uuid) from public;
grant execute on function access.departments_below(uuid), access.departments_of(uuid), access.holds_for(text, uuid),
  access.people_for(text), access.may_give(uuid, uuid), access.memberships(uuid) to muniment_app;
`
