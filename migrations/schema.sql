--
-- PostgreSQL database dump
--

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: access; Type: SCHEMA; Schema: -; Owner: muniment_access
--

CREATE SCHEMA access;

ALTER SCHEMA access OWNER TO muniment_access;

--
-- Name: auth; Type: SCHEMA; Schema: -; Owner: muniment_owner
--

CREATE SCHEMA auth;

ALTER SCHEMA auth OWNER TO muniment_owner;

--
-- Name: migrations; Type: SCHEMA; Schema: -; Owner: muniment_owner
--

CREATE SCHEMA migrations;

ALTER SCHEMA migrations OWNER TO muniment_owner;

--
-- Name: natural_order; Type: COLLATION; Schema: public; Owner: muniment_owner
--

CREATE COLLATION public.natural_order (provider = icu, locale = 'und-u-kn');

ALTER COLLATION public.natural_order OWNER TO muniment_owner;

--
-- Name: pg_trgm; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

--
-- Name: EXTENSION pg_trgm; Type: COMMENT; Schema: -; Owner: 
--

COMMENT ON EXTENSION pg_trgm IS 'text similarity measurement and index searching based on trigrams';

--
-- Name: vector; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA public;

--
-- Name: EXTENSION vector; Type: COMMENT; Schema: -; Owner: 
--

COMMENT ON EXTENSION vector IS 'vector data type and ivfflat and hnsw access methods';

--
-- Name: act_as(uuid, uuid, uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.act_as(as_member uuid, as_person uuid, as_operator uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
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

ALTER FUNCTION access.act_as(as_member uuid, as_person uuid, as_operator uuid) OWNER TO muniment_access;

--
-- Name: admitted(uuid[]); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.admitted(members uuid[]) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10
    SET search_path TO 'pg_catalog', 'public'
    AS $$
  begin
    return query select distinct h.member_id from access.held_roles h where h.member_id = any (members);
  end
$$;

ALTER FUNCTION access.admitted(members uuid[]) OWNER TO muniment_access;

--
-- Name: announce_job(); Type: FUNCTION; Schema: access; Owner: muniment_owner
--

CREATE FUNCTION access.announce_job() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
      begin perform pg_notify('jobs', ''); return null; end $$;

ALTER FUNCTION access.announce_job() OWNER TO muniment_owner;

--
-- Name: archive_room(uuid, integer, boolean); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.archive_room(a_room uuid, at_revision integer, archive boolean) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
    declare room public.rooms;
    begin
      perform access.hold_room(a_room, true);
      select r.* into room from public.rooms r where r.id = a_room and r.organization_id = access.organization_id() for update;
      if not found or access.level_at(room.scope_id) < 1 then raise exception 'there is no such room' using errcode = 'MU010'; end if;
      if access.level_at(room.scope_id) < 4 then raise exception 'not allowed to archive this' using errcode = 'MU011'; end if;
      if room.revision <> at_revision then raise exception 'it was changed meanwhile' using errcode = 'MU012'; end if;
      update public.rooms r set archived_at = case when archive then now() end,
        archived_by = case when archive then access.member_id() end, revision = r.revision + 1, updated_at = now() where r.id = a_room;
    end
  $$;

ALTER FUNCTION access.archive_room(a_room uuid, at_revision integer, archive boolean) OWNER TO muniment_access;

--
-- Name: audience(uuid, uuid[]); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.audience(at_scope uuid, for_members uuid[]) RETURNS TABLE(member_id uuid, level smallint, by_scope uuid)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50
    SET search_path TO 'pg_catalog', 'public'
    AS $$
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

ALTER FUNCTION access.audience(at_scope uuid, for_members uuid[]) OWNER TO muniment_access;

--
-- Name: clearance(); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.clearance() RETURNS smallint
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
  begin
    return coalesce((select max(h.clearance) from access.held_roles h
      where h.member_id = access.member_id() and h.department_id is null and access.organization_id() is not null), -1);
  end
$$;

ALTER FUNCTION access.clearance() OWNER TO muniment_access;

--
-- Name: cleared_for(uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.cleared_for(a_document uuid) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50
    SET search_path TO 'pg_catalog', 'public'
    AS $$
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

ALTER FUNCTION access.cleared_for(a_document uuid) OWNER TO muniment_access;

--
-- Name: compute_scopes(uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.compute_scopes(of_member uuid) RETURNS TABLE(scope_id uuid, level smallint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
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

ALTER FUNCTION access.compute_scopes(of_member uuid) OWNER TO muniment_access;

--
-- Name: copy_document(uuid, uuid, uuid, uuid, uuid, text); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.copy_document(a_document uuid, new_document uuid, new_version uuid, to_room uuid, to_folder uuid, new_name text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
    declare
      source public.documents;
      version public.versions;
      target uuid;
    begin
      perform access.hold_room(to_room, false);
      select d.* into source from public.documents d
        where d.id = a_document and d.trash_id is null and d.organization_id = access.organization_id() for share;
      if not found or access.level_at(source.scope_id) < 1
        or not access.is_cleared(access.member_id(), source.department_id, source.sensitivity)
      then raise exception 'there is no such document' using errcode = 'MU010'; end if;
      if access.level_at(source.scope_id) < 2 then raise exception 'not allowed to copy this' using errcode = 'MU011'; end if;
      select v.* into version from public.versions v where v.id = source.current_version_id and v.state = 'available';
      if not found then raise exception 'only what passed the virus check is copied' using errcode = 'MU018'; end if;
      target := access.scope_of_place(to_room, to_folder);
      if target is null or access.level_at(target) < 1 then
        raise exception 'there is no such place' using errcode = 'MU010';
      end if;
      if access.level_at(target) < 3 or not access.holds_for('documents.upload', access.department_of(to_room))
      then raise exception 'not allowed to add here' using errcode = 'MU011'; end if;
      insert into public.documents (id, organization_id, room_id, folder_id, name, current_version_id, size, created_by, sensitivity,
          sensitivity_set_by, sensitivity_set_at, sensitivity_reason, title, description, tags, document_date)
        values (new_document, source.organization_id, to_room, to_folder, new_name, new_version, version.size, access.member_id(),
          source.sensitivity, source.sensitivity_set_by, source.sensitivity_set_at, source.sensitivity_reason, source.title,
          source.description, source.tags, source.document_date);
      insert into public.versions (id, organization_id, document_id, number, state, size, sha256, media_type, etag, signatures,
          uploaded_by, scanned_at, object_id)
        values (new_version, source.organization_id, new_document, 1, 'available', version.size, version.sha256, version.media_type,
          version.etag, version.signatures, access.member_id(), version.scanned_at, version.object_id);
    end
  $$;

ALTER FUNCTION access.copy_document(a_document uuid, new_document uuid, new_version uuid, to_room uuid, to_folder uuid, new_name text) OWNER TO muniment_access;

--
-- Name: count_bytes(uuid, bigint, uuid, bigint); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.count_bytes(of_organization uuid, in_organization bigint, of_room uuid, in_room bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
    declare own_slot smallint := pg_backend_pid() % 16;
    begin
      insert into public.stored_bytes as s (organization_id, room_id, slot, bytes)
        select of_organization, null, own_slot, in_organization
        union all select of_organization, of_room, own_slot, in_room where of_room is not null
        on conflict (organization_id, room_id, slot) do update set bytes = s.bytes + excluded.bytes;
    end
  $$;

ALTER FUNCTION access.count_bytes(of_organization uuid, in_organization bigint, of_room uuid, in_room bigint) OWNER TO muniment_access;

--
-- Name: count_erased(); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.count_erased() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
    declare
      one record;
      held uuid[] := array(select distinct d.room_id from gone g join public.documents d on d.id = g.document_id order by 1);
    begin
      -- Nothing is moved meanwhile.
      perform access.hold_room(r.id, false) from unnest(held) r (id);
      if exists (select from gone g join public.documents d on d.id = g.document_id where d.room_id <> all (held)) then
        raise exception 'it was moved meanwhile' using errcode = 'MU016';
      end if;
      for one in select distinct d.room_id, g.object_id from gone g join public.documents d on d.id = g.document_id order by 1, 2 loop
        perform access.hold_object(one.room_id, one.object_id);
      end loop;
      for one in
        select o.organization_id, sum(o.size)::bigint as bytes
        from (select distinct g.organization_id, g.object_id, g.size from gone g) o
        where not exists (select from public.versions v where v.object_id = o.object_id)
        group by o.organization_id order by 1
      loop
        perform access.count_bytes(one.organization_id, -one.bytes, null, 0);
      end loop;
      for one in
        select o.organization_id, o.room_id, sum(o.size)::bigint as bytes
        from (select distinct g.organization_id, d.room_id, g.object_id, g.size
          from gone g join public.documents d on d.id = g.document_id) o
        where not access.room_has(o.room_id, o.object_id, null)
        group by o.organization_id, o.room_id order by 1, 2
      loop
        perform access.count_bytes(one.organization_id, 0, one.room_id, -one.bytes);
      end loop;
      return null;
    end
  $$;

ALTER FUNCTION access.count_erased() OWNER TO muniment_access;

--
-- Name: count_upload(); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.count_upload() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
    declare
      before bigint := 0;
      before_there bigint := 0;
    begin
      if tg_op = 'UPDATE' then
        before := old.reserved;
        if old.room_id = new.room_id then before_there := old.reserved; end if;
      end if;
      perform access.count_bytes(new.organization_id, new.reserved - before, new.room_id, new.reserved - before_there);
      if before_there <> before then perform access.count_bytes(new.organization_id, 0, old.room_id, -before); end if;
      perform access.require_space(new.organization_id, new.reserved - before, new.room_id, new.reserved - before_there, new.name);
      return null;
    end
  $$;

ALTER FUNCTION access.count_upload() OWNER TO muniment_access;

--
-- Name: count_version(); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.count_version() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
    declare document record;
    begin
      select d.room_id, d.name into document from public.documents d where d.id = new.document_id;
      if new.object_id = new.id then
        -- Its upload had to ask for the space, and gives back in this transaction what it reserved.
        perform access.count_bytes(new.organization_id, new.size, document.room_id, new.size);
      else
        perform access.hold_object(document.room_id, new.object_id);
        if not access.room_has(document.room_id, new.object_id, new.id) then
          perform access.count_bytes(new.organization_id, 0, document.room_id, new.size);
          perform access.require_space(new.organization_id, 0, document.room_id, new.size, document.name);
        end if;
      end if;
      return null;
    end
  $$;

ALTER FUNCTION access.count_version() OWNER TO muniment_access;

--
-- Name: cut_other_ways(); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.cut_other_ways() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
      begin
        perform pg_notify('session_ended', s.id::text)
          from auth.sessions s join public.members m on m.user_id = s.user_id and m.organization_id = new.id
          where s.expires_at > now() and (s.way = any (new.sign_in_ways)) is not true;
        return null;
      end
    $$;

ALTER FUNCTION access.cut_other_ways() OWNER TO muniment_access;

--
-- Name: cut_unenrolled(); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.cut_unenrolled() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
      begin
        perform pg_notify('session_ended', s.id::text)
          from auth.sessions s
          join auth.users u on u.id = s.user_id and not u.second_factor
          join public.members m on m.user_id = u.id and m.organization_id = new.id
          where s.expires_at > now();
        return null;
      end
    $$;

ALTER FUNCTION access.cut_unenrolled() OWNER TO muniment_access;

--
-- Name: damage_audience(uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.damage_audience(a_run uuid) RETURNS TABLE(person_id uuid, organization_id uuid, address text, organization text, objects bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10
    SET search_path TO 'pg_catalog', 'public', 'auth'
    AS $$
    begin
      return query
        with found as (
          select o.organization_id, count(*) as objects
          from public.stored_objects o join public.integrity_runs r on r.id = a_run
          where o.problem is not null and o.problem_since >= r.started_at group by o.organization_id
        )
        select u.id, null::uuid, u.email, null::text, (select sum(f.objects)::bigint from found f)
        from auth.users u where u.operator and u.suspended_at is null and exists (select from found)
        union all
        select u.id, f.organization_id, u.email, g.name, f.objects
        from found f join public.organizations g on g.id = f.organization_id
        join public.members m on m.organization_id = f.organization_id and m.suspended_at is null
        join auth.users u on u.id = m.user_id and u.suspended_at is null
        where not u.operator and 2 = (select count(distinct rp.permission) from access.held_roles h
          join public.role_permissions rp on rp.role_id = h.role_id and rp.permission in ('quarantine.read', 'jobs.retry')
          where h.member_id = m.id and h.department_id is null);
    end
  $$;

ALTER FUNCTION access.damage_audience(a_run uuid) OWNER TO muniment_access;

--
-- Name: department_clearances(); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.department_clearances() RETURNS TABLE(department_id uuid, sensitivity smallint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20
    SET search_path TO 'pg_catalog', 'public'
    AS $$
  begin
    return query
      select distinct below.id, cleared.sensitivity::smallint
      from access.held_roles h
      cross join lateral access.departments_below(h.department_id) below (id)
      cross join lateral generate_series(0, h.clearance) cleared (sensitivity)
      where h.member_id = access.member_id() and access.organization_id() is not null;
  end
$$;

ALTER FUNCTION access.department_clearances() OWNER TO muniment_access;

--
-- Name: department_of(uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.department_of(a_room uuid) RETURNS uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
  begin
    return (select r.department_id from public.rooms r where r.id = a_room and r.organization_id = access.organization_id());
  end
$$;

ALTER FUNCTION access.department_of(a_room uuid) OWNER TO muniment_access;

--
-- Name: departments_below(uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.departments_below(top uuid) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10
    SET search_path TO 'pg_catalog', 'public'
    AS $$
  begin
    return query
      with recursive below as (
        select d.id from public.departments d where d.id = top
        union all select d.id from public.departments d join below b on d.parent_id = b.id
      ) select b.id from below b;
  end
$$;

ALTER FUNCTION access.departments_below(top uuid) OWNER TO muniment_access;

--
-- Name: departments_of(uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.departments_of(of_member uuid) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10
    SET search_path TO 'pg_catalog', 'public'
    AS $$
  begin
    return query
      with recursive above as (
        select dm.department_id as id from public.department_members dm where dm.member_id = of_member
        union select d.parent_id from public.departments d join above a on d.id = a.id where d.parent_id is not null
      ) select a.id from above a;
  end
$$;

ALTER FUNCTION access.departments_of(of_member uuid) OWNER TO muniment_access;

--
-- Name: escape_pattern(text); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.escape_pattern(letters text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN regexp_replace(letters, '([\\%_])'::text, '\\\1'::text, 'g'::text);

ALTER FUNCTION access.escape_pattern(letters text) OWNER TO muniment_access;

--
-- Name: folders_around(uuid, uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.folders_around(of_folder uuid, of_document uuid) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5
    SET search_path TO 'pg_catalog', 'public'
    AS $$
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

ALTER FUNCTION access.folders_around(of_folder uuid, of_document uuid) OWNER TO muniment_access;

--
-- Name: folders_below(uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.folders_below(top uuid) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100
    SET search_path TO 'pg_catalog', 'public'
    AS $$
    begin
      return query
        with recursive below as (
          select f.id from public.folders f where f.id = top
          union all select f.id from public.folders f join below b on f.parent_id = b.id
        ) select b.id from below b;
    end
  $$;

ALTER FUNCTION access.folders_below(top uuid) OWNER TO muniment_access;

--
-- Name: follow_version(); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.follow_version() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
      declare
        document record;
        current_number integer;
      begin
        -- One after another: of two versions that pass at the same time the later one must win.
        select d.current_version_id, d.name into document from public.documents d where d.id = new.document_id for update;
        if tg_op = 'INSERT' then
          update public.documents set newest_version_id = new.id where id = new.document_id;
        end if;
        select n.number into current_number from public.versions n where n.id = document.current_version_id;
        if new.state = 'available' and new.number > current_number then
          update public.documents set current_version_id = new.id, size = new.size, state = new.state,
            kind = access.kind_of(new.media_type, document.name), sha256 = new.sha256, revision = revision + 1, updated_at = now()
          where id = new.document_id;
        elsif document.current_version_id = new.id then
          update public.documents d set state = new.state, kind = access.kind_of(new.media_type, document.name), sha256 = new.sha256
          where d.id = new.document_id
            and (d.state, d.kind, d.sha256) is distinct from (new.state, access.kind_of(new.media_type, document.name), new.sha256);
        end if;
        return null;
      end
    $$;

ALTER FUNCTION access.follow_version() OWNER TO muniment_access;

--
-- Name: forget_object(); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.forget_object() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
    begin
      delete from public.stored_objects o where o.object_id = old.object_id
        and not exists (select from public.versions v where v.object_id = old.object_id);
      return null;
    end
  $$;

ALTER FUNCTION access.forget_object() OWNER TO muniment_access;

--
-- Name: hears(uuid, uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.hears(scope uuid, document uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
    begin
      return access.level_at(scope) > 0 and (document is null or exists (
        select from public.documents d where d.id = document and access.is_cleared(access.member_id(), d.department_id, d.sensitivity)));
    end
  $$;

ALTER FUNCTION access.hears(scope uuid, document uuid) OWNER TO muniment_access;

--
-- Name: hold_alone(uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.hold_alone(a_room uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
    begin
      perform access.hold_room(a_room, true);
    end
  $$;

ALTER FUNCTION access.hold_alone(a_room uuid) OWNER TO muniment_access;

--
-- Name: hold_object(uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.hold_object(object uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
    begin
      perform from public.documents d where d.id in (select v.document_id from public.versions v where v.object_id = object)
        order by d.id for update;
    end
  $$;

ALTER FUNCTION access.hold_object(object uuid) OWNER TO muniment_access;

--
-- Name: hold_object(uuid, uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.hold_object(a_room uuid, an_object uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
    begin
      perform pg_advisory_xact_lock(hashtextextended('object ' || a_room || an_object, 0));
    end
  $$;

ALTER FUNCTION access.hold_object(a_room uuid, an_object uuid) OWNER TO muniment_access;

--
-- Name: hold_place(uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.hold_place(a_room uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
  begin
    perform access.hold_room(a_room, false);
  end
$$;

ALTER FUNCTION access.hold_place(a_room uuid) OWNER TO muniment_access;

--
-- Name: hold_room(uuid, boolean); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.hold_room(a_room uuid, alone boolean) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
  begin
    if alone then perform pg_advisory_xact_lock(hashtextextended('room ' || a_room, 0));
    else perform pg_advisory_xact_lock_shared(hashtextextended('room ' || a_room, 0)); end if;
  end
$$;

ALTER FUNCTION access.hold_room(a_room uuid, alone boolean) OWNER TO muniment_access;

--
-- Name: hold_rooms(uuid, uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.hold_rooms(one uuid, other uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
    begin
      perform access.hold_room(least(one, other), true);
      if one <> other then perform access.hold_room(greatest(one, other), true); end if;
    end
  $$;

ALTER FUNCTION access.hold_rooms(one uuid, other uuid) OWNER TO muniment_access;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: documents; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.documents (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    organization_id uuid NOT NULL,
    room_id uuid NOT NULL,
    folder_id uuid,
    scope_id uuid NOT NULL,
    name text NOT NULL,
    current_version_id uuid NOT NULL,
    size bigint NOT NULL,
    created_by uuid,
    revision integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp(3) with time zone DEFAULT now() NOT NULL,
    department_id uuid,
    sensitivity smallint DEFAULT 1 NOT NULL,
    newest_version_id uuid,
    state text DEFAULT 'scanning'::text NOT NULL,
    kind text DEFAULT 'other'::text NOT NULL,
    sha256 bytea,
    title text DEFAULT ''::text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    tags text[] DEFAULT '{}'::text[] NOT NULL,
    document_date date,
    owner_id uuid,
    sensitivity_set_by uuid,
    sensitivity_set_at timestamp with time zone,
    sensitivity_reason text,
    locked_by uuid,
    locked_at timestamp with time zone,
    locked_until timestamp with time zone,
    trash_id uuid,
    CONSTRAINT documents_check CHECK ((num_nulls(locked_by, locked_at, locked_until) = ANY (ARRAY[0, 3]))),
    CONSTRAINT documents_description_check CHECK ((length(description) <= 10000)),
    CONSTRAINT documents_kind_check CHECK ((kind = ANY (ARRAY['pdf'::text, 'image'::text, 'text'::text, 'sheet'::text, 'office'::text, 'archive'::text, 'other'::text]))),
    CONSTRAINT documents_name_check CHECK (((length(name) >= 1) AND (length(name) <= 255))),
    CONSTRAINT documents_sensitivity_check CHECK (((sensitivity >= 0) AND (sensitivity <= 3))),
    CONSTRAINT documents_sensitivity_reason_check CHECK ((length(sensitivity_reason) <= 500)),
    CONSTRAINT documents_size_check CHECK ((size >= 0)),
    CONSTRAINT documents_state_check CHECK ((state = ANY (ARRAY['scanning'::text, 'available'::text, 'infected'::text, 'held'::text, 'damaged'::text]))),
    CONSTRAINT documents_tags_check CHECK (((cardinality(tags) <= 50) AND (array_position(tags, NULL::text) IS NULL))),
    CONSTRAINT documents_title_check CHECK ((length(title) <= 255))
);

ALTER TABLE ONLY public.documents FORCE ROW LEVEL SECURITY;

ALTER TABLE public.documents OWNER TO muniment_owner;

--
-- Name: COLUMN documents.size; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.documents.size IS 'bytes of the current version, kept here so that a folder can be sorted by it';

--
-- Name: COLUMN documents.sensitivity; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.documents.sensitivity IS '0 public, 1 internal, 2 confidential, 3 restricted: above a person''s clearance it does not exist for them';

--
-- Name: COLUMN documents.newest_version_id; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.documents.newest_version_id IS 'the last one that was added: another than the current one while it is checked, or when it did not pass';

--
-- Name: COLUMN documents.state; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.documents.state IS 'of the current version, kept here with kind and sha256 so that a list can be narrowed by them';

--
-- Name: COLUMN documents.locked_until; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.documents.locked_until IS 'a lock whose time is over is none';

--
-- Name: folders; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.folders (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    organization_id uuid NOT NULL,
    room_id uuid NOT NULL,
    parent_id uuid,
    scope_id uuid NOT NULL,
    depth smallint NOT NULL,
    name text NOT NULL,
    created_by uuid,
    revision integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    trash_id uuid,
    CONSTRAINT folders_depth_check CHECK (((depth >= 1) AND (depth <= 32))),
    CONSTRAINT folders_name_check CHECK (((length(name) >= 1) AND (length(name) <= 255)))
);

ALTER TABLE ONLY public.folders FORCE ROW LEVEL SECURITY;

ALTER TABLE public.folders OWNER TO muniment_owner;

--
-- Name: things; Type: VIEW; Schema: access; Owner: muniment_access
--

CREATE VIEW access.things AS
 SELECT 'document'::text AS kind,
    d.id,
    d.organization_id,
    d.room_id,
    d.folder_id AS above_id,
    d.scope_id,
    d.trash_id,
    d.revision,
    d.name,
    d.department_id,
    d.sensitivity,
    (0)::smallint AS depth
   FROM public.documents d
UNION ALL
 SELECT 'folder'::text AS kind,
    f.id,
    f.organization_id,
    f.room_id,
    f.parent_id AS above_id,
    f.scope_id,
    f.trash_id,
    f.revision,
    f.name,
    NULL::uuid AS department_id,
    (0)::smallint AS sensitivity,
    f.depth
   FROM public.folders f;

ALTER VIEW access.things OWNER TO muniment_access;

--
-- Name: hold_thing(uuid, integer, boolean, uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.hold_thing(thing uuid, at_revision integer, alone boolean, other_room uuid) RETURNS access.things
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
    declare
      it access.things;
      room uuid;
    begin
      select t.room_id into room from access.things t where t.id = thing and t.organization_id = access.organization_id();
      if not found then raise exception 'there is no such thing' using errcode = 'MU010'; end if;
      if alone then perform access.hold_rooms(room, coalesce(other_room, room)); else perform access.hold_room(room, false); end if;
      perform from public.documents d where d.id = thing for update;
      perform from public.folders f where f.id = thing for update;
      select t.* into it from access.things t where t.id = thing;
      if it.id is null then raise exception 'there is no such thing' using errcode = 'MU010'; end if;
      if it.room_id <> room then raise exception 'it was moved meanwhile' using errcode = 'MU016'; end if;
      if it.trash_id is not null or access.level_at(it.scope_id) < 1
        or (it.kind = 'document' and not access.is_cleared(access.member_id(), it.department_id, it.sensitivity))
      then raise exception 'there is no such thing' using errcode = 'MU010'; end if;
      if it.revision <> at_revision then raise exception 'it was changed meanwhile' using errcode = 'MU012'; end if;
      if access.is_locked(thing) then raise exception 'somebody else has checked it out' using errcode = 'MU019'; end if;
      return it;
    end
  $$;

ALTER FUNCTION access.hold_thing(thing uuid, at_revision integer, alone boolean, other_room uuid) OWNER TO muniment_access;

--
-- Name: holds(text); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.holds(permission text) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
  begin
    return access.holds_for(permission, null);
  end
$$;

ALTER FUNCTION access.holds(permission text) OWNER TO muniment_access;

--
-- Name: holds_for(text, uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.holds_for(permission text, department uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $_$
  begin
    return access.organization_id() is not null and exists (
      select from access.held_roles h join public.role_permissions rp on rp.role_id = h.role_id and rp.permission = $1
      where h.member_id = access.member_id()
        and (h.department_id is null or (department is not null and department in (select access.departments_below(h.department_id)))));
  end
$_$;

ALTER FUNCTION access.holds_for(permission text, department uuid) OWNER TO muniment_access;

--
-- Name: integrity_state(); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.integrity_state() RETURNS TABLE(damaged bigint, oldest timestamp with time zone)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1
    SET search_path TO 'pg_catalog', 'public'
    AS $$
    begin
      if not access.is_operator() then return; end if;
      return query select (select count(*) from public.stored_objects o where o.problem is not null),
        (select min(o.due_from) from public.stored_objects o);
    end
  $$;

ALTER FUNCTION access.integrity_state() OWNER TO muniment_access;

--
-- Name: is_archived(uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.is_archived(a_room uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
    begin
      return exists (select from public.rooms r where r.id = a_room and r.archived_at is not null);
    end
  $$;

ALTER FUNCTION access.is_archived(a_room uuid) OWNER TO muniment_access;

--
-- Name: is_cleared(uuid, uuid, smallint); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.is_cleared(a_member uuid, department uuid, sensitivity smallint) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
  begin
    return exists (select from access.held_roles h where h.member_id = a_member and h.clearance >= sensitivity
      and (h.department_id is null or (department is not null and department in (select access.departments_below(h.department_id)))));
  end
$$;

ALTER FUNCTION access.is_cleared(a_member uuid, department uuid, sensitivity smallint) OWNER TO muniment_access;

--
-- Name: is_locked(uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.is_locked(a_document uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
    begin
      return exists (select from public.documents d
        where d.id = a_document and d.locked_by <> access.member_id() and d.locked_until > now());
    end
  $$;

ALTER FUNCTION access.is_locked(a_document uuid) OWNER TO muniment_access;

--
-- Name: is_object_of(uuid, uuid, bigint, bytea); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.is_object_of(a_document uuid, an_object uuid, of_size bigint, with_sha256 bytea) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
      begin
        return exists (select from public.versions n where n.document_id = a_document and n.object_id = an_object
          and n.state = 'available' and n.size = of_size and n.sha256 = with_sha256 and n.organization_id = access.organization_id());
      end
    $$;

ALTER FUNCTION access.is_object_of(a_document uuid, an_object uuid, of_size bigint, with_sha256 bytea) OWNER TO muniment_access;

--
-- Name: is_operator(); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.is_operator() RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'auth'
    AS $$
      begin
        return exists (
          select from auth.users u
          where u.id = nullif(current_setting('app.operator', true), '')::uuid and u.operator and u.suspended_at is null
        );
      end
    $$;

ALTER FUNCTION access.is_operator() OWNER TO muniment_access;

--
-- Name: keep_an_owner(); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.keep_an_owner() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
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

ALTER FUNCTION access.keep_an_owner() OWNER TO muniment_access;

--
-- Name: keep_departments_a_tree(); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.keep_departments_a_tree() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
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

ALTER FUNCTION access.keep_departments_a_tree() OWNER TO muniment_access;

--
-- Name: kind_of(text, text); Type: FUNCTION; Schema: access; Owner: muniment_owner
--

CREATE FUNCTION access.kind_of(media_type text, file_name text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog'
    AS $_$
      with given as (
        select lower(coalesce(media_type, '')) as type, lower(coalesce(substring(file_name from '[.]([^.]{1,10})$'), '')) as ending
      ), told as (
        select case
          when type = 'application/pdf' then 'pdf'
          when type like 'image/%' then 'image'
          when type in ('text/csv', 'text/tab-separated-values', 'application/vnd.ms-excel') or type like '%spreadsheet%' then 'sheet'
          when type in ('application/msword', 'application/vnd.ms-powerpoint', 'application/rtf', 'text/rtf')
            or type like '%wordprocessingml%' or type like '%presentation%' or type like 'application/vnd.oasis.opendocument.text%' then 'office'
          when type in ('application/zip', 'application/x-zip-compressed', 'application/x-7z-compressed', 'application/gzip',
            'application/x-gzip', 'application/x-tar', 'application/vnd.rar', 'application/x-rar-compressed', 'application/x-bzip2',
            'application/x-xz', 'application/zstd') then 'archive'
          when type like 'text/%' or type in ('application/json', 'application/xml', 'message/rfc822') then 'text'
          when type not in ('', 'application/octet-stream', 'binary/octet-stream') then 'other'
          end as kind, ending
        from given
      )
      select coalesce(kind, case
        when ending = 'pdf' then 'pdf'
        when ending in ('png', 'jpg', 'jpeg', 'gif', 'webp', 'tif', 'tiff', 'bmp', 'heic', 'avif', 'svg') then 'image'
        when ending in ('csv', 'tsv', 'xls', 'xlsx', 'xlsm', 'ods') then 'sheet'
        when ending in ('doc', 'docx', 'odt', 'rtf', 'ppt', 'pptx', 'odp') then 'office'
        when ending in ('zip', '7z', 'gz', 'tgz', 'tar', 'rar', 'bz2', 'xz', 'zst') then 'archive'
        when ending in ('txt', 'md', 'html', 'htm', 'json', 'xml', 'eml', 'log', 'yaml', 'yml') then 'text'
        else 'other' end)
      from told
    $_$;

ALTER FUNCTION access.kind_of(media_type text, file_name text) OWNER TO muniment_owner;

--
-- Name: known_folders(uuid[]); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.known_folders(these uuid[]) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10
    SET search_path TO 'pg_catalog', 'public'
    AS $$
      begin
        return query select f.id from public.folders f join access.visible_scopes() v on v.scope_id = f.scope_id
          where f.id = any (these) and f.organization_id = access.organization_id();
      end
    $$;

ALTER FUNCTION access.known_folders(these uuid[]) OWNER TO muniment_access;

--
-- Name: knows(uuid, uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.knows(a_member uuid, another uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
    begin
      return a_member = another or exists (
        select from access.held_roles h
        join public.role_permissions rp on rp.role_id = h.role_id and rp.permission = 'members.read'
        join public.members m on m.id = another and m.organization_id = h.organization_id
        where h.member_id = a_member and (h.department_id is null or exists (
          select from access.departments_below(h.department_id) below (id)
          join public.department_members dm on dm.department_id = below.id and dm.member_id = another)));
    end
  $$;

ALTER FUNCTION access.knows(a_member uuid, another uuid) OWNER TO muniment_access;

--
-- Name: last_positions(uuid[]); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.last_positions(rooms uuid[]) RETURNS TABLE(room_id uuid, "position" bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
      begin
        return query
          select r.id, coalesce((select max(e.position) from public.events e where e.room_id = r.id and e.published), 0)
          from unnest(rooms) r(id);
      end
    $$;

ALTER FUNCTION access.last_positions(rooms uuid[]) OWNER TO muniment_access;

--
-- Name: level_at(uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.level_at(scope uuid) RETURNS smallint
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
    begin
      return coalesce((select v.level from access.levels_at(array[scope]) v), 0::smallint);
    end
  $$;

ALTER FUNCTION access.level_at(scope uuid) OWNER TO muniment_access;

--
-- Name: levels_at(uuid[]); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.levels_at(of_scopes uuid[]) RETURNS TABLE(scope_id uuid, level smallint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5
    SET search_path TO 'pg_catalog', 'public'
    AS $$
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

ALTER FUNCTION access.levels_at(of_scopes uuid[]) OWNER TO muniment_access;

--
-- Name: limit_organization(uuid, bigint); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.limit_organization(an_organization uuid, most bigint) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
    begin
      if not access.is_operator() then return false; end if;
      update public.organizations set limit_bytes = most where id = an_organization;
      return found;
    end
  $$;

ALTER FUNCTION access.limit_organization(an_organization uuid, most bigint) OWNER TO muniment_access;

--
-- Name: list_documents(uuid, jsonb); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.list_documents(a_room uuid, asked jsonb) RETURNS TABLE(id uuid)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50
    SET search_path TO 'pg_catalog', 'public'
    AS $_$
      declare
        sight record;
        author constant text := 'coalesce(d.created_by, ''00000000-0000-0000-0000-000000000000''::uuid)';
        letters constant text := 'd.name || '' '' || d.title || '' '' || d.description';
        a_folder uuid := (asked ->> 'folder')::uuid;
        place uuid;
        in_place boolean := asked ->> 'scope' = 'folder';
        below uuid[];
        ordered text := asked ->> 'sort';
        direction text := case when (asked ->> 'descending')::boolean then 'desc' else 'asc' end;
        beyond text := case when (asked ->> 'descending')::boolean then '<' else '>' end;
        authors uuid[] := access.texts_of(asked -> 'authors');
        pattern text := quote_literal('%' || access.escape_pattern(asked ->> 'name') || '%');
        words text[] := access.texts_of(asked -> 'words');
        common text[] := '{}';
        narrowed text;
        statement text;
      begin
        select s.anything, s.scopes into sight from access.sight_of_room(a_room) s;
        if not sight.anything then return; end if;
        -- Somebody may have been let into a folder, or to a document, and not into the place that is listed.
        place := case when a_folder is null or asked ->> 'scope' = 'room' then (select r.scope_id from public.rooms r where r.id = a_room)
          else (select f.scope_id from public.folders f where f.id = a_folder and f.room_id = a_room and f.trash_id is null) end;
        if place is null or place <> all (sight.scopes) then return; end if;
        if asked ->> 'scope' = 'below' and a_folder is not null then
          below := array(
            with recursive under as (
              select f.id from public.folders f where f.id = a_folder and f.room_id = a_room and f.trash_id is null
              union all select f.id from under u join public.folders f on f.parent_id = u.id and f.room_id = a_room and f.trash_id is null
            ) select u.id from under u);
        end if;
        -- Words that many of the 200 documents bear that were changed last. Beside a rarer one that the index knows, which takes
        -- three letters, it is not asked for them: it would go through each place where they stand.
        if cardinality(words) > 1 then
          common := array(select w.word from unnest(words[1:5]) w (word) where 20 < (
            select count(*) filter (where d.name || ' ' || d.title || ' ' || left(d.description, 500) ilike '%' || access.escape_pattern(w.word) || '%')
            from (select * from public.documents d where d.room_id = a_room order by d.updated_at desc, d.id desc limit 200) d));
          if not exists (select from unnest(words) w (word) where w.word <> all (common) and w.word ~ '[[:alnum:]]{3}') then common := '{}'; end if;
        end if;
        narrowed := concat('d.room_id = $1 and d.trash_id is null
          and (d.sensitivity <= $3 or (d.department_id, d.sensitivity) in (select c.department_id, c.sensitivity from access.department_clearances() c))',
          case when sight.scopes is not null then ' and d.scope_id = any ($2)' end,
          case when in_place and a_folder is null then ' and d.folder_id is null' when in_place then ' and d.folder_id = $4' end,
          case when below is not null then ' and d.folder_id = any ($5)' end,
          ' and d.name ilike ' || pattern || ' and ' || letters || ' ilike ' || pattern,
          -- A condition for each word: an index takes no list of patterns that must all match.
          (select string_agg(format(' and %s ilike %L', letters || case when w.word = any (common) then ' || ''''' else '' end,
              '%' || access.escape_pattern(w.word) || '%'), '')
            from unnest(words) w (word)),
          ' and d.kind = any (' || quote_literal(access.texts_of(asked -> 'kinds')) || ')',
          ' and d.size >= ' || (asked ->> 'sizeFrom')::bigint, ' and d.size <= ' || (asked ->> 'sizeTo')::bigint,
          ' and d.updated_at >= ' || quote_literal((asked ->> 'updatedFrom')::timestamptz),
          ' and d.updated_at <= ' || quote_literal((asked ->> 'updatedTo')::timestamptz),
          ' and d.created_at >= ' || quote_literal((asked ->> 'createdFrom')::timestamptz),
          ' and d.created_at <= ' || quote_literal((asked ->> 'createdTo')::timestamptz),
          ' and coalesce(d.document_date, ''-infinity'') >= ' || quote_literal((asked ->> 'dateFrom')::date),
          ' and d.document_date is not null and coalesce(d.document_date, ''-infinity'') <= ' || quote_literal((asked ->> 'dateTo')::date),
          -- One author's documents lie in order in the index of authors; those of several do not.
          ' and ' || author || case when cardinality(authors) = 1 then ' = ' || quote_literal(authors[1]) else ' = any (' || quote_literal(authors) || ')' end,
          ' and d.tags @> ' || quote_literal(access.texts_of(asked -> 'tags')),
          ' and d.sensitivity = any (' || quote_literal(access.texts_of(asked -> 'sensitivities')) || ')',
          ' and d.state = any (' || quote_literal(access.texts_of(asked -> 'states')) || ')',
          ' and d.department_id = ' || quote_literal((asked ->> 'department')::uuid));
        if ordered = 'author' then
          -- By the authors' names, and the documents of each by their own: author after author, each by the index. A mark is
          -- an author's id and a name.
          statement := format('
            with recursive present as (
              (select %1$s as id from public.documents d where d.room_id = $1 order by 1 limit 1)
              union all
              select (select %1$s from public.documents d
                where d.room_id = $1 and %1$s > p.id order by 1 limit 1) from present p where p.id is not null
            ), authors as materialized (
              select p.id, row_number() over (order by u.name collate public.natural_order nulls last, p.id) as place
              from present p left join public.members m on m.id = p.id left join auth.users u on u.id = m.user_id where p.id is not null
            ), from_here as materialized (
              select a.id, a.place, a.id = left($6, 36)::uuid as begun from authors a
              where $6 is null or a.place %4$s= (select b.place from authors b where b.id = left($6, 36)::uuid)
            )
            select x.id from (select h.* from from_here h order by h.place %3$s) a cross join lateral (
              (select d.id, d.name from public.documents d where %2$s and %1$s = a.id and a.begun is not true
                order by d.name collate public.natural_order %3$s, d.id %3$s limit $8)
              union all
              -- By itself, so that the index begins where the last page ended.
              (select d.id, d.name from public.documents d where %2$s and %1$s = a.id and a.begun
                  and (d.name collate public.natural_order, d.id) %4$s (substr($6, 37) collate public.natural_order, $7)
                order by d.name collate public.natural_order %3$s, d.id %3$s limit $8)) x
            order by a.place %3$s, x.name collate public.natural_order %3$s, x.id %3$s limit $8', author, narrowed, direction, beyond);
        else
          select format('select d.id from public.documents d where %s%s order by %s %s %s, d.id %s limit $8', narrowed,
            case when jsonb_exists(asked, 'after') then format(' and (%s, d.id) %s (%s, $7)', o.key, beyond, o.mark) end,
            -- Postgres does not take IS NULL for an equality when it looks for an index that is in order.
            case when in_place then 'd.folder_id ' || direction || ',' end, o.key, direction, direction)
          into statement from (values
            ('name', 'd.name collate public.natural_order', '$6::text collate public.natural_order'),
            ('updatedAt', 'd.updated_at', '$6::timestamptz'),
            ('size', 'd.size', '$6::bigint'),
            ('documentDate', 'coalesce(d.document_date, ''-infinity'')', '$6::date')) o (name, key, mark) where o.name = ordered;
        end if;
        return query execute statement using
          a_room, sight.scopes, access.clearance(), a_folder, below,
          asked ->> 'after', (asked ->> 'afterId')::uuid, (asked ->> 'most')::integer;
      end
    $_$;

ALTER FUNCTION access.list_documents(a_room uuid, asked jsonb) OWNER TO muniment_access;

--
-- Name: mail_is_set(); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.mail_is_set() RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
      begin return exists (select from public.settings s where s.name = 'mail'); end
    $$;

ALTER FUNCTION access.mail_is_set() OWNER TO muniment_access;

--
-- Name: may_audit(uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.may_audit(at_scope uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
  begin
    return exists (select from access.levels_at(array[at_scope]) v where v.level >= 4)
      or (access.holds('access.audit') and exists (
        select from public.scopes s where s.id = at_scope and s.organization_id = access.organization_id()));
  end
$$;

ALTER FUNCTION access.may_audit(at_scope uuid) OWNER TO muniment_access;

--
-- Name: may_give(uuid, uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.may_give(role uuid, department uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
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

ALTER FUNCTION access.may_give(role uuid, department uuid) OWNER TO muniment_access;

--
-- Name: member_id(); Type: FUNCTION; Schema: access; Owner: muniment_owner
--

CREATE FUNCTION access.member_id() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (NULLIF(current_setting('app.actor'::text, true), ''::text))::uuid;

ALTER FUNCTION access.member_id() OWNER TO muniment_owner;

--
-- Name: memberships(uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.memberships(person uuid) RETURNS TABLE(member_id uuid, organization_id uuid, organization_name text, roles text[], guest boolean, permissions text[], limited jsonb)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 2
    SET search_path TO 'pg_catalog', 'public', 'auth'
    AS $$
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

ALTER FUNCTION access.memberships(person uuid) OWNER TO muniment_access;

--
-- Name: merge_scope(uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.merge_scope(own uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
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

ALTER FUNCTION access.merge_scope(own uuid) OWNER TO muniment_access;

--
-- Name: move_thing(uuid, integer, uuid, uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.move_thing(thing uuid, at_revision integer, to_room uuid, to_folder uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
    declare
      it access.things;
      target uuid;
    begin
      it := access.hold_thing(thing, at_revision, true, to_room);
      target := access.scope_of_place(to_room, to_folder);
      if target is null or access.level_at(target) < 1 then
        raise exception 'there is no such place' using errcode = 'MU010';
      end if;
      if least(access.level_at(it.scope_id), access.level_at(access.scope_of_place(it.room_id, it.above_id)), access.level_at(target)) < 3
      then raise exception 'not allowed to move this there' using errcode = 'MU011'; end if;
      perform access.put_thing(thing, to_room, to_folder);
    end
  $$;

ALTER FUNCTION access.move_thing(thing uuid, at_revision integer, to_room uuid, to_folder uuid) OWNER TO muniment_access;

--
-- Name: name_object(); Type: FUNCTION; Schema: access; Owner: muniment_owner
--

CREATE FUNCTION access.name_object() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
      begin
        new.object_id := coalesce(new.object_id, new.id);
        return new;
      end $$;

ALTER FUNCTION access.name_object() OWNER TO muniment_owner;

--
-- Name: next_change(uuid[]); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.next_change(organizations uuid[]) RETURNS timestamp with time zone
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
  begin
    return (select min(x.at) from (
      select g.ends_at as at from public.grants g where g.organization_id = any (organizations) and g.ends_at > now()
      union all
      select unnest(array[ur.starts_at, ur.ends_at]) from public.user_roles ur
      where ur.organization_id = any (organizations) and (ur.ends_at is not null or ur.starts_at is not null)
    ) x where x.at > now());
  end
$$;

ALTER FUNCTION access.next_change(organizations uuid[]) OWNER TO muniment_access;

--
-- Name: note_object(); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.note_object() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
    declare wrong text;
    begin
      insert into public.stored_objects (object_id, organization_id, size, sha256)
        values (new.object_id, new.organization_id, new.size, new.sha256) on conflict (object_id) do nothing;
      if tg_op = 'INSERT' then
        select o.problem into wrong from public.stored_objects o where o.object_id = new.object_id for share;
        if wrong is not null then raise exception 'the object is damaged' using errcode = 'MU021'; end if;
      end if;
      return new;
    end
  $$;

ALTER FUNCTION access.note_object() OWNER TO muniment_access;

--
-- Name: object_in_use(uuid, integer); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.object_in_use(object uuid, grace_days integer) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
    begin
      return exists (
        select from public.versions v join public.documents d on d.id = v.document_id left join public.trash t on t.id = d.trash_id
        where v.object_id = object and (t.purged_at is null or t.purged_at >= now() - make_interval(days => grace_days)));
    end
  $$;

ALTER FUNCTION access.object_in_use(object uuid, grace_days integer) OWNER TO muniment_access;

--
-- Name: open_room(uuid, smallint); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.open_room(new_room uuid, everyone_level smallint) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
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

ALTER FUNCTION access.open_room(new_room uuid, everyone_level smallint) OWNER TO muniment_access;

--
-- Name: organization_id(); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.organization_id() RETURNS uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'auth'
    AS $$
      begin
        return (
          select m.organization_id from public.members m join auth.users u on u.id = m.user_id
          where m.id = access.member_id() and m.user_id = access.person_id()
            and m.suspended_at is null and u.suspended_at is null
        );
      end
    $$;

ALTER FUNCTION access.organization_id() OWNER TO muniment_access;

--
-- Name: organizations_requiring_second_factor(uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.organizations_requiring_second_factor(person uuid) RETURNS SETOF text
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
      begin
        return query select o.name from public.organizations o join public.members m on m.organization_id = o.id
          where m.user_id = person and o.require_second_factor order by 1;
      end
    $$;

ALTER FUNCTION access.organizations_requiring_second_factor(person uuid) OWNER TO muniment_access;

--
-- Name: people_for(text); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.people_for(permission text) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50
    SET search_path TO 'pg_catalog', 'public'
    AS $_$
  begin
    if access.organization_id() is null then return; end if;
    return query
      select distinct dm.member_id
      from access.held_roles h join public.role_permissions rp on rp.role_id = h.role_id and rp.permission = $1
      cross join lateral access.departments_below(h.department_id) below (id)
      join public.department_members dm on dm.department_id = below.id
      where h.member_id = access.member_id();
  end
$_$;

ALTER FUNCTION access.people_for(permission text) OWNER TO muniment_access;

--
-- Name: person_id(); Type: FUNCTION; Schema: access; Owner: muniment_owner
--

CREATE FUNCTION access.person_id() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (NULLIF(current_setting('app.person'::text, true), ''::text))::uuid;

ALTER FUNCTION access.person_id() OWNER TO muniment_owner;

--
-- Name: place_in_scope(); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.place_in_scope() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
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
      from public.folders f where f.id = above and f.room_id = new.room_id and f.trash_id is null for share;
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

ALTER FUNCTION access.place_in_scope() OWNER TO muniment_access;

--
-- Name: publish_event(); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.publish_event() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
      begin
        insert into public.outbox (consumer, position) values ('realtime', new.position);
        perform pg_notify('outbox', 'realtime');
        return null;
      end $$;

ALTER FUNCTION access.publish_event() OWNER TO muniment_access;

--
-- Name: purge_thing(uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.purge_thing(act uuid) RETURNS SETOF uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
    declare shown record;
    begin
      select s.* into shown from access.trash_shown(act, null, null, 1) s;
      if not found then raise exception 'it is not in the trash' using errcode = 'MU010'; end if;
      if shown.level < 4 then raise exception 'not allowed to delete this for good' using errcode = 'MU011'; end if;
      perform access.hold_room(shown.room_id, true);
      return query
        update public.trash t set purged_at = now(), purged_by = access.member_id()
        where t.purged_at is null and (t.id = act or (shown.kind = 'folder' and t.id in (
          select f.trash_id from public.folders f where f.id in (select access.folders_below(shown.thing_id))
          union select d.trash_id from public.documents d where d.folder_id in (select access.folders_below(shown.thing_id)))))
        returning t.id;
    end
  $$;

ALTER FUNCTION access.purge_thing(act uuid) OWNER TO muniment_access;

--
-- Name: put_there(uuid, uuid, uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.put_there(thing uuid, to_room uuid, to_folder uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
    declare
      it record;
      target record;
      own boolean;
      old_department uuid;
      deeper integer;
      below uuid[];
    begin
      select t.* into it from access.things t where t.id = thing;
      if to_folder is null then
        select r.organization_id, r.scope_id, 0 as depth, r.department_id into target
          from public.rooms r where r.id = to_room for share;
      else
        select f.organization_id, f.scope_id, f.depth::integer, r.department_id into target
          from public.folders f join public.rooms r on r.id = f.room_id
          where f.id = to_folder and f.room_id = to_room and f.trash_id is null for share of f;
      end if;
      if not found or target.organization_id <> it.organization_id then
        raise exception 'there is no such place' using errcode = 'MU010';
      end if;
      own := exists (select from public.scopes s where s.folder_id = thing or s.document_id = thing);
      select r.department_id into old_department from public.rooms r where r.id = it.room_id;
      if it.kind = 'document' then
        update public.documents d set room_id = to_room, folder_id = to_folder,
          scope_id = case when own then d.scope_id else target.scope_id end,
          department_id = case when to_room <> it.room_id and d.department_id is not distinct from old_department
            then target.department_id else d.department_id end,
          revision = d.revision + 1, updated_at = now()
        where d.id = thing;
        if own then
          update public.scopes s set parent_id = target.scope_id, room_id = to_room
            where s.document_id = thing and (s.parent_id <> target.scope_id or s.room_id <> to_room);
        end if;
      else
        below := array(select b.id from access.folders_below(thing) b (id));
        if to_folder = any (below) then raise exception 'a folder cannot be inside itself' using errcode = 'MU013'; end if;
        deeper := target.depth + 1 - it.depth;
        if (select max(f.depth) from public.folders f where f.id = any (below)) + deeper > 32 then
          raise exception 'folders are 32 deep at most' using errcode = 'MU015';
        end if;
        if own then
          update public.scopes s set parent_id = target.scope_id where s.folder_id = thing and s.parent_id <> target.scope_id;
        elsif it.scope_id <> target.scope_id then
          update public.scopes s set parent_id = target.scope_id
            where s.parent_id = it.scope_id and (s.folder_id = any (below)
              or s.document_id in (select d.id from public.documents d where d.folder_id = any (below)));
        end if;
        if to_room <> it.room_id then
          update public.scopes s set room_id = to_room
            where s.folder_id = any (below) or s.document_id in (select d.id from public.documents d where d.folder_id = any (below));
        end if;
        update public.folders f set room_id = to_room, depth = f.depth + deeper,
          parent_id = case when f.id = thing then to_folder else f.parent_id end,
          scope_id = case when not own and f.scope_id = it.scope_id then target.scope_id else f.scope_id end,
          revision = case when f.id = thing then f.revision + 1 else f.revision end,
          updated_at = case when f.id = thing then now() else f.updated_at end
        where f.id = any (below) and (f.id = thing or deeper <> 0 or to_room <> it.room_id
          or (not own and f.scope_id = it.scope_id and it.scope_id <> target.scope_id));
        if to_room <> it.room_id or (not own and it.scope_id <> target.scope_id) then
          update public.documents d set room_id = to_room,
            scope_id = case when not own and d.scope_id = it.scope_id then target.scope_id else d.scope_id end,
            department_id = case when to_room <> it.room_id and d.department_id is not distinct from old_department
              then target.department_id else d.department_id end
          where d.folder_id = any (below) and (to_room <> it.room_id or d.scope_id = it.scope_id);
        end if;
      end if;
      if it.scope_id <> target.scope_id then perform access.raise_for(it.organization_id); end if;
    end
  $$;

ALTER FUNCTION access.put_there(thing uuid, to_room uuid, to_folder uuid) OWNER TO muniment_access;

--
-- Name: put_thing(uuid, uuid, uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.put_thing(thing uuid, to_room uuid, to_folder uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
    declare
      it access.things;
      below uuid[];
      leaves bigint;
      comes bigint;
    begin
      select t.* into it from access.things t where t.id = thing;
      perform access.put_there(thing, to_room, to_folder);
      if to_room = it.room_id then return; end if;
      below := array(select b.id from access.folders_below(thing) b (id));
      with moved as materialized (
        select distinct v.object_id, v.size from public.versions v join public.documents d on d.id = v.document_id
        where d.id = thing or d.folder_id = any (below)
      ), judged as (
        select m.size,
          exists (select from public.versions v join public.documents d on d.id = v.document_id
            where v.object_id = m.object_id and d.room_id = it.room_id) as stays,
          exists (select from public.versions v join public.documents d on d.id = v.document_id
            where v.object_id = m.object_id and d.room_id = to_room and d.id <> thing
              and not coalesce(d.folder_id = any (below), false)) as was_there
        from moved m
      )
      select coalesce(sum(j.size) filter (where not j.stays), 0), coalesce(sum(j.size) filter (where not j.was_there), 0)
        into leaves, comes from judged j;
      perform access.count_bytes(it.organization_id, 0, it.room_id, -leaves);
      perform access.count_bytes(it.organization_id, 0, to_room, comes);
      perform access.require_space(it.organization_id, 0, to_room, comes, it.name);
    end
  $$;

ALTER FUNCTION access.put_thing(thing uuid, to_room uuid, to_folder uuid) OWNER TO muniment_access;

--
-- Name: raise_for(uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.raise_for(organization uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
    begin
      insert into public.access_versions (organization_id) values (organization)
        on conflict (organization_id) do update set version = access_versions.version + 1;
      perform pg_notify('access_changed', organization::text);
    end
  $$;

ALTER FUNCTION access.raise_for(organization uuid) OWNER TO muniment_access;

--
-- Name: raise_version(); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.raise_version() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
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

ALTER FUNCTION access.raise_version() OWNER TO muniment_access;

--
-- Name: raise_versions(); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.raise_versions() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
    declare one uuid;
    begin
      for one in select distinct c.organization_id from changed c loop perform access.raise_for(one); end loop;
      return null;
    end
  $$;

ALTER FUNCTION access.raise_versions() OWNER TO muniment_access;

--
-- Name: reasons(uuid, uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.reasons(of_member uuid, at_scope uuid) RETURNS TABLE(distance integer, scope_id uuid, room_id uuid, folder_id uuid, document_id uuid, thing_name text, inherits boolean, grant_id uuid, department_id uuid, department_name text, role_id uuid, role_name text, for_everyone boolean, level smallint, ends_at timestamp with time zone)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20
    SET search_path TO 'pg_catalog', 'public'
    AS $$
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

ALTER FUNCTION access.reasons(of_member uuid, at_scope uuid) OWNER TO muniment_access;

--
-- Name: refuse_archived(); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.refuse_archived() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
    declare
      room uuid;
      row_now jsonb;
    begin
      -- The appliance itself goes on: a file that was being checked is decided.
      if access.member_id() is null then return new; end if;
      if tg_table_name = 'versions' then
        select d.room_id into room from public.documents d where d.id = new.document_id;
      elsif tg_table_name = 'grants' then
        select s.room_id into room from public.scopes s where s.id = new.scope_id;
      elsif tg_table_name = 'rooms' then room := new.id;
      else room := new.room_id;
      end if;
      if exists (select from public.rooms r where r.id = room and r.archived_at is not null) then
        raise exception 'the room is archived' using errcode = 'MU014';
      end if;
      if tg_op = 'UPDATE' and tg_table_name in ('documents', 'folders') then
        row_now := to_jsonb(old);
        if row_now ->> 'room_id' <> room::text
          and exists (select from public.rooms r where r.id = (row_now ->> 'room_id')::uuid and r.archived_at is not null)
        then raise exception 'the room is archived' using errcode = 'MU014'; end if;
      end if;
      return new;
    end
  $$;

ALTER FUNCTION access.refuse_archived() OWNER TO muniment_access;

--
-- Name: refuse_change(); Type: FUNCTION; Schema: access; Owner: muniment_owner
--

CREATE FUNCTION access.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
      begin raise exception 'events are append-only' using errcode = 'insufficient_privilege'; end $$;

ALTER FUNCTION access.refuse_change() OWNER TO muniment_owner;

--
-- Name: release_upload(); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.release_upload() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
    begin
      perform access.count_bytes(old.organization_id, -old.reserved, old.room_id, -old.reserved);
      return null;
    end
  $$;

ALTER FUNCTION access.release_upload() OWNER TO muniment_access;

--
-- Name: remember_tags(); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.remember_tags() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
      begin
        insert into public.room_tags (organization_id, room_id, tag)
          select new.organization_id, new.room_id, t.tag from unnest(new.tags) t (tag) order by t.tag
          on conflict do nothing;
        return null;
      end
    $$;

ALTER FUNCTION access.remember_tags() OWNER TO muniment_access;

--
-- Name: require_space(uuid, bigint, uuid, bigint, text); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.require_space(of_organization uuid, in_organization bigint, of_room uuid, in_room bigint, called text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
    declare
      place record;
      used bigint;
    begin
      for place in
        select 'organization' as kind, o.id, null::uuid as room_id, o.limit_bytes, in_organization as needs
          from public.organizations o where o.id = of_organization and in_organization > 0 and o.limit_bytes is not null
        union all
        select 'room', r.id, r.id, r.limit_bytes, in_room
          from public.rooms r where r.id = of_room and in_room > 0 and r.limit_bytes is not null
      loop
        perform pg_advisory_xact_lock(hashtextextended('bytes ' || place.id, 0));
        select sum(s.bytes) into used from public.stored_bytes s
          where s.organization_id = of_organization and s.room_id is not distinct from place.room_id;
        if used > place.limit_bytes then
          raise exception 'over the limit' using errcode = 'MU030', detail = json_build_object(
            'of', place.kind, 'name', called, 'needs', place.needs, 'limit', place.limit_bytes, 'used', used - place.needs,
            'told', case when place.room_id is null then access.holds('content.all')
              else access.level_at((select r.scope_id from public.rooms r where r.id = place.room_id)) >= 4 end);
        end if;
      end loop;
    end
  $$;

ALTER FUNCTION access.require_space(of_organization uuid, in_organization bigint, of_room uuid, in_room bigint, called text) OWNER TO muniment_access;

--
-- Name: restore_thing(uuid, boolean, uuid, uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.restore_thing(act uuid, elsewhere boolean, to_room uuid, to_folder uuid) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
    declare
      it access.things;
      held uuid;
      target uuid;
    begin
      select s.room_id into held from access.trash_shown(act, null, null, 1) s;
      if not found then raise exception 'it is not in the trash' using errcode = 'MU010'; end if;
      perform access.hold_rooms(held, case when elsewhere then to_room else held end);
      perform from public.trash t where t.id = act for update;
      select th.* into it from access.trash_shown(act, null, null, 1) s join access.things th on th.id = s.thing_id;
      if it.id is null then raise exception 'it is not in the trash' using errcode = 'MU010'; end if;
      if it.room_id <> held then raise exception 'it was moved meanwhile' using errcode = 'MU016'; end if;
      if not elsewhere then
        to_room := it.room_id;
        to_folder := it.above_id;
        if to_folder is not null and access.scope_of_place(to_room, to_folder) is null then
          raise exception 'the place is gone' using errcode = 'MU017';
        end if;
      end if;
      target := access.scope_of_place(to_room, to_folder);
      if target is null or access.level_at(target) < 1 then
        raise exception 'there is no such place' using errcode = 'MU010';
      end if;
      if access.level_at(target) < 3 then raise exception 'not allowed to put this there' using errcode = 'MU011'; end if;
      if to_room <> it.room_id or to_folder is distinct from it.above_id then perform access.put_thing(it.id, to_room, to_folder); end if;
      update public.folders f set trash_id = null,
        revision = case when f.id = it.id then f.revision + 1 else f.revision end where f.trash_id = act;
      update public.documents d set trash_id = null where d.trash_id = act;
      update public.documents d set revision = d.revision + 1 where d.id = it.id;
      delete from public.trash t where t.id = act;
      return it.id;
    end
  $$;

ALTER FUNCTION access.restore_thing(act uuid, elsewhere boolean, to_room uuid, to_folder uuid) OWNER TO muniment_access;

--
-- Name: room_has(uuid, uuid, uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.room_has(a_room uuid, an_object uuid, but_for uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
    begin
      return exists (select from public.versions v join public.documents d on d.id = v.document_id
        where v.object_id = an_object and d.room_id = a_room and v.id is distinct from but_for);
    end
  $$;

ALTER FUNCTION access.room_has(a_room uuid, an_object uuid, but_for uuid) OWNER TO muniment_access;

--
-- Name: scope_of_place(uuid, uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.scope_of_place(a_room uuid, a_folder uuid) RETURNS uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
    begin
      if a_folder is null then
        return (select r.scope_id from public.rooms r where r.id = a_room and r.organization_id = access.organization_id());
      end if;
      return (select f.scope_id from public.folders f
        where f.id = a_folder and f.room_id = a_room and f.trash_id is null and f.organization_id = access.organization_id());
    end
  $$;

ALTER FUNCTION access.scope_of_place(a_room uuid, a_folder uuid) OWNER TO muniment_access;

--
-- Name: sees_everything(); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.sees_everything() RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
  begin
    return (select v.everything
      from public.actor_views v join public.access_versions c on c.organization_id = v.organization_id and c.version = v.version
      where v.member_id = access.member_id() and v.valid_until > now());
  end
$$;

ALTER FUNCTION access.sees_everything() OWNER TO muniment_access;

--
-- Name: share_notice(uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.share_notice(of_grant uuid) RETURNS TABLE(address text, organization text, kind text, thing_id uuid, room_id uuid, name text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1
    SET search_path TO 'pg_catalog', 'public', 'auth'
    AS $$
      begin
        return query
          select u.email, o.name,
            case when s.document_id is not null then 'document' when s.folder_id is not null then 'folder' else 'room' end,
            coalesce(s.document_id, s.folder_id, s.room_id), s.room_id,
            coalesce((select d.name from public.documents d where d.id = s.document_id),
              (select f.name from public.folders f where f.id = s.folder_id), (select r.name from public.rooms r where r.id = s.room_id))
          from public.grants g join public.scopes s on s.id = g.scope_id
          join public.organizations o on o.id = g.organization_id
          join public.members m on m.id = g.member_id and m.suspended_at is null
          join auth.users u on u.id = m.user_id and u.suspended_at is null and u.email_verified and u.mail_shared
          where g.id = of_grant and g.level > 0 and (g.ends_at is null or g.ends_at > now())
            and m.id in (select access.who_may(array[m.id], 1::smallint, s.room_id, s.folder_id, s.document_id));
      end
    $$;

ALTER FUNCTION access.share_notice(of_grant uuid) OWNER TO muniment_access;

--
-- Name: sight_of_room(uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.sight_of_room(a_room uuid, OUT anything boolean, OUT scopes uuid[]) RETURNS record
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
      declare
        organization uuid := access.organization_id();
        of_room uuid[];
      begin
        anything := false;
        if organization is null
          or not exists (select from public.rooms r where r.id = a_room and r.organization_id = organization) then return; end if;
        if access.sees_everything() then anything := true; return; end if;
        -- The room's own scopes are few; those that somebody sees may be thousands.
        of_room := array(select s.id from public.scopes s where s.room_id = a_room);
        scopes := array(select l.scope_id from access.levels_at(of_room) l);
        anything := cardinality(scopes) > 0;
        if cardinality(scopes) = cardinality(of_room) then scopes := null; end if;
      end
    $$;

ALTER FUNCTION access.sight_of_room(a_room uuid, OUT anything boolean, OUT scopes uuid[]) OWNER TO muniment_access;

--
-- Name: sign_in_policy(uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.sign_in_policy(organization uuid) RETURNS TABLE(second_factor boolean, ways text[])
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1
    SET search_path TO 'pg_catalog', 'public'
    AS $$
      begin
        return query select o.require_second_factor, o.sign_in_ways from public.organizations o where o.id = organization;
      end
    $$;

ALTER FUNCTION access.sign_in_policy(organization uuid) OWNER TO muniment_access;

--
-- Name: split_scope(uuid, uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.split_scope(a_folder uuid, a_document uuid) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
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

ALTER FUNCTION access.split_scope(a_folder uuid, a_document uuid) OWNER TO muniment_access;

--
-- Name: suggest_tags(uuid, text, integer); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.suggest_tags(a_room uuid, beginning text, most integer) RETURNS TABLE(tag text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20
    SET search_path TO 'pg_catalog', 'public'
    AS $_$
      declare
        sight record;
        candidate text;
        seen boolean;
        given integer := 0;
      begin
        select s.anything, s.scopes into sight from access.sight_of_room(a_room) s;
        if not sight.anything then return; end if;
        for candidate in
          select t.tag from public.room_tags t
          where t.room_id = a_room and starts_with(t.tag, beginning) and t.tag >= beginning collate "C"
          order by t.tag limit 200
        loop
          execute '
            select exists (select from public.documents d where d.room_id = $1 and d.trash_id is null and d.tags @> array[$4]
              and ($2 is null or d.scope_id = any ($2))
              and (d.sensitivity <= $3 or (d.department_id, d.sensitivity) in (select c.department_id, c.sensitivity from access.department_clearances() c)))'
            into seen using a_room, sight.scopes, access.clearance(), candidate;
          if seen then
            tag := candidate;
            return next;
            given := given + 1;
            exit when given >= most;
          end if;
        end loop;
      end
    $_$;

ALTER FUNCTION access.suggest_tags(a_room uuid, beginning text, most integer) OWNER TO muniment_access;

--
-- Name: events; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.events (
    "position" bigint NOT NULL,
    organization_id uuid,
    type text NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    actor_member_id uuid,
    actor_user_id uuid,
    actor_system text,
    scope_id uuid,
    room_id uuid,
    folder_id uuid,
    document_id uuid,
    version_id uuid,
    data jsonb DEFAULT '{}'::jsonb NOT NULL,
    request_id text,
    published boolean NOT NULL,
    transaction_id xid8 DEFAULT pg_current_xact_id() NOT NULL,
    CONSTRAINT events_check CHECK ((num_nonnulls(actor_user_id, actor_system) = 1)),
    CONSTRAINT events_data_check CHECK ((pg_column_size(data) <= 16384)),
    CONSTRAINT events_type_check CHECK ((length(type) <= 100))
);

ALTER TABLE ONLY public.events FORCE ROW LEVEL SECURITY;

ALTER TABLE public.events OWNER TO muniment_owner;

--
-- Name: TABLE events; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON TABLE public.events IS 'the audit: append-only by privilege and trigger';

--
-- Name: take_outbox(text, integer); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.take_outbox(for_consumer text, most integer) RETURNS SETOF public.events
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
      begin
        return query
          with taken as (
            delete from public.outbox o where (o.consumer, o.position) in (
              select i.consumer, i.position from public.outbox i where i.consumer = for_consumer
              order by i.position limit most for update skip locked)
            returning o.position
          )
          select e.* from public.events e join taken t on t.position = e.position order by e.position;
      end
    $$;

ALTER FUNCTION access.take_outbox(for_consumer text, most integer) OWNER TO muniment_access;

--
-- Name: texts_of(jsonb); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.texts_of(list jsonb) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN ARRAY(SELECT jsonb_array_elements_text(list) AS jsonb_array_elements_text);

ALTER FUNCTION access.texts_of(list jsonb) OWNER TO muniment_access;

--
-- Name: trash_shown(uuid, timestamp with time zone, uuid, integer); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.trash_shown(one uuid, before_at timestamp with time zone, before_id uuid, most integer) RETURNS TABLE(id uuid, kind text, thing_id uuid, name text, path jsonb, room_id uuid, above_id uuid, scope_id uuid, level smallint, place_gone boolean, trashed_by uuid, trashed_at timestamp with time zone, leaves_at timestamp with time zone, documents integer)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50
    SET search_path TO 'pg_catalog', 'public'
    AS $$
    begin
      return query
        with mine as materialized (select v.scope_id, v.level from access.visible_scopes() v)
        select t.id, th.kind, th.id, th.name, t.path, th.room_id, th.above_id, th.scope_id, m.level,
          th.above_id is not null and exists (select from public.folders f where f.id = th.above_id and f.trash_id is not null),
          t.trashed_by, t.trashed_at, t.trashed_at + make_interval(days => o.trash_days),
          (select count(*)::integer from (
            select from public.documents d join mine dm on dm.scope_id = d.scope_id
            where d.trash_id = t.id and access.is_cleared(access.member_id(), d.department_id, d.sensitivity) limit 1000) counted)
        from public.trash t
        join public.organizations o on o.id = t.organization_id
        cross join lateral (
          select x.* from access.things x where x.id = t.document_id and x.kind = 'document' and t.document_id is not null
          union all select x.* from access.things x where x.id = t.folder_id and x.kind = 'folder' and t.folder_id is not null) th
        join mine m on m.scope_id = th.scope_id
        where t.organization_id = access.organization_id() and t.purged_at is null
          and (one is null or t.id = one) and (before_at is null or (t.trashed_at, t.id) < (before_at, before_id))
          and (m.level >= 4 or (m.level >= 3 and t.trashed_by = access.member_id()))
          and (th.kind = 'folder' or access.is_cleared(access.member_id(), th.department_id, th.sensitivity))
        order by t.trashed_at desc, t.id desc limit most;
    end
  $$;

ALTER FUNCTION access.trash_shown(one uuid, before_at timestamp with time zone, before_id uuid, most integer) OWNER TO muniment_access;

--
-- Name: trash_thing(uuid, integer); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.trash_thing(thing uuid, at_revision integer) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
    declare
      it access.things;
      act uuid;
      alone boolean := exists (select from public.folders f where f.id = thing);
    begin
      it := access.hold_thing(thing, at_revision, alone, null);
      if least(access.level_at(it.scope_id), access.level_at(access.scope_of_place(it.room_id, it.above_id))) < 3
      then raise exception 'not allowed to delete this' using errcode = 'MU011'; end if;
      insert into public.trash (organization_id, folder_id, document_id, name, path, trashed_by)
        values (it.organization_id, case when it.kind = 'folder' then thing end, case when it.kind = 'document' then thing end, it.name,
          coalesce((with recursive above as (
            select f.id, f.name, f.parent_id, f.depth from public.folders f where f.id = it.above_id
            union all select f.id, f.name, f.parent_id, f.depth from public.folders f join above a on f.id = a.parent_id
          ) select jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name) order by a.depth) from above a), '[]'),
          access.member_id())
        returning id into act;
      if it.kind = 'document' then
        update public.documents d set trash_id = act, revision = d.revision + 1 where d.id = thing;
      else
        -- Of what the actor cannot see they learn nothing: that goes along.
        if exists (
          select from public.documents d join access.folders_below(thing) b (id) on d.folder_id = b.id
          where d.trash_id is null and d.locked_until > now() and access.is_locked(d.id) and access.level_at(d.scope_id) > 0
            and access.is_cleared(access.member_id(), d.department_id, d.sensitivity))
        then raise exception 'somebody else has checked out a document in it' using errcode = 'MU020'; end if;
        update public.folders f set trash_id = act, revision = case when f.id = thing then f.revision + 1 else f.revision end
          from access.folders_below(thing) b (id) where f.id = b.id and f.trash_id is null;
        update public.documents d set trash_id = act from public.folders f
          where f.trash_id = act and d.folder_id = f.id and d.trash_id is null;
      end if;
      -- Sockets and downloads of it end now, everywhere.
      perform pg_notify('access_changed', it.organization_id::text);
      return act;
    end
  $$;

ALTER FUNCTION access.trash_thing(thing uuid, at_revision integer) OWNER TO muniment_access;

--
-- Name: uploading(uuid[], uuid[], integer); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.uploading(listeners uuid[], places uuid[], within_seconds integer) RETURNS TABLE(listener uuid, place uuid, uploader uuid, name text, files integer, bytes bigint, size bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20
    SET search_path TO 'pg_catalog', 'public', 'auth'
    AS $$
    begin
      -- Mostly nobody uploads anything, and it is asked all the time.
      if not exists (select from public.uploads u where u.moved_at > now() - make_interval(secs => within_seconds)) then return; end if;
      return query
        with recursive moved as (
          select u.member_id, u.size, least(greatest(u.received, u.arrived), u.size) as bytes,
            u.document_id is null or u.moved_at > now() - interval '3 seconds' as goes_on,
            coalesce(d.room_id, f.room_id, u.room_id) as room_id, case when d.id is null then u.folder_id else d.folder_id end as folder_id,
            coalesce(d.scope_id, f.scope_id, r.scope_id) as scope_id,
            case when d.id is null then r.department_id else d.department_id end as department_id,
            coalesce(d.sensitivity, 1)::smallint as sensitivity
          from public.uploads u
          left join public.documents d on d.id = coalesce(u.document_id, u.version_of)
          left join public.folders f on f.id = u.folder_id and d.id is null
          left join public.rooms r on r.id = coalesce(f.room_id, u.room_id)
          where u.moved_at > now() - make_interval(secs => within_seconds) and not u.cancelled
            and d.trash_id is null and f.trash_id is null and (d.id is not null or coalesce(u.document_id, u.version_of) is null)
        ), summed as materialized (
          select m.member_id, m.room_id, m.folder_id, m.scope_id, m.department_id, m.sensitivity, count(*) as files,
            sum(m.bytes) as bytes, case when bool_and(m.size is not null) then sum(m.size) end as size, bool_or(m.goes_on) as goes_on
          from moved m group by 1, 2, 3, 4, 5, 6
        ), around as (
          select distinct s.folder_id as of_folder, s.folder_id as id from summed s where s.folder_id is not null
          union
          select a.of_folder, f.parent_id from around a join public.folders f on f.id = a.id where f.parent_id is not null
        ), watching as materialized (
          select w.listener, w.place, s.* from unnest(listeners, places) w (listener, place)
            join summed s on s.room_id = w.place where s.member_id <> w.listener
          union all
          select w.listener, w.place, s.* from unnest(listeners, places) w (listener, place)
            join around a on a.id = w.place join summed s on s.folder_id = a.of_folder where s.member_id <> w.listener
        ), seen as materialized (
          select p.scope_id, p.department_id, p.sensitivity, a.member_id
          from (select distinct w.scope_id, w.department_id, w.sensitivity from watching w) p
          cross join lateral access.audience(p.scope_id, listeners) a
          where a.level > 0 and access.is_cleared(a.member_id, p.department_id, p.sensitivity)
        ), told as (
          select w.listener, w.place, w.member_id, sum(w.files)::integer as files, sum(w.bytes)::bigint as bytes,
            case when bool_and(w.size is not null) then sum(w.size)::bigint end as size
          from watching w join seen s on s.member_id = w.listener and s.scope_id = w.scope_id
            and s.department_id is not distinct from w.department_id and s.sensitivity = w.sensitivity
          group by w.listener, w.place, w.member_id having bool_or(w.goes_on)
        )
        select t.listener, t.place, t.member_id, u.name, t.files, t.bytes, t.size
        from told t join public.members m on m.id = t.member_id
        left join auth.users u on u.id = m.user_id and access.knows(t.listener, t.member_id);
    end
  $$;

ALTER FUNCTION access.uploading(listeners uuid[], places uuid[], within_seconds integer) OWNER TO muniment_access;

--
-- Name: visible_scopes(); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.visible_scopes() RETURNS TABLE(scope_id uuid, level smallint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
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

ALTER FUNCTION access.visible_scopes() OWNER TO muniment_access;

--
-- Name: want_preview(); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.want_preview() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
      begin
        insert into public.previews (version_id, organization_id) values (new.id, new.organization_id)
          on conflict (version_id) do nothing;
        return null;
      end $$;

ALTER FUNCTION access.want_preview() OWNER TO muniment_access;

--
-- Name: who_can_see(uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.who_can_see(at_scope uuid) RETURNS TABLE(member_id uuid, level smallint, by_scope uuid)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50
    SET search_path TO 'pg_catalog', 'public'
    AS $$
  begin
    if access.may_audit(at_scope) then
      return query select a.member_id, a.level, a.by_scope from access.audience(at_scope, null) a;
    elsif access.organization_id() is not null then
      return query select a.member_id, a.level, a.by_scope from access.audience(at_scope, array[access.member_id()]) a;
    end if;
  end
$$;

ALTER FUNCTION access.who_can_see(at_scope uuid) OWNER TO muniment_access;

--
-- Name: who_hears(uuid[], uuid, uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.who_hears(for_members uuid[], scope uuid, document uuid) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10
    SET search_path TO 'pg_catalog', 'public'
    AS $$
    begin
      return query select a.member_id from access.audience(scope, for_members) a
        where a.level > 0 and (document is null or exists (
          select from public.documents d where d.id = document and access.is_cleared(a.member_id, d.department_id, d.sensitivity)));
    end
  $$;

ALTER FUNCTION access.who_hears(for_members uuid[], scope uuid, document uuid) OWNER TO muniment_access;

--
-- Name: who_may(uuid[], smallint, uuid, uuid, uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.who_may(for_members uuid[], at_least smallint, of_room uuid, of_folder uuid, of_document uuid) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10
    SET search_path TO 'pg_catalog', 'public'
    AS $$
    declare thing record;
    begin
      if of_document is not null then
        select d.scope_id, d.department_id, d.sensitivity into thing from public.documents d where d.id = of_document and d.trash_id is null;
      elsif of_folder is not null then
        select f.scope_id, null::uuid as department_id, 0::smallint as sensitivity into thing
          from public.folders f where f.id = of_folder and f.trash_id is null;
      else
        select r.scope_id, null::uuid as department_id, 0::smallint as sensitivity into thing from public.rooms r where r.id = of_room;
      end if;
      if not found then return; end if;
      return query select a.member_id from access.audience(thing.scope_id, for_members) a
        where a.level >= at_least and access.is_cleared(a.member_id, thing.department_id, thing.sensitivity);
    end
  $$;

ALTER FUNCTION access.who_may(for_members uuid[], at_least smallint, of_room uuid, of_folder uuid, of_document uuid) OWNER TO muniment_access;

--
-- Name: announce_ended_session(); Type: FUNCTION; Schema: auth; Owner: muniment_owner
--

CREATE FUNCTION auth.announce_ended_session() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    begin
      perform pg_notify('session_ended', old.id::text);
      return null;
    end $$;

ALTER FUNCTION auth.announce_ended_session() OWNER TO muniment_owner;

--
-- Name: note_second_factor(); Type: FUNCTION; Schema: auth; Owner: muniment_owner
--

CREATE FUNCTION auth.note_second_factor() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
      declare person uuid;
      begin
        if tg_op = 'DELETE' then person := old.user_id; else person := new.user_id; end if;
        update auth.users u set second_factor =
            exists (select from auth.totp_secrets t where t.user_id = u.id and t.confirmed_at is not null)
            or exists (select from auth.passkeys p where p.user_id = u.id)
          where u.id = person;
        return null;
      end $$;

ALTER FUNCTION auth.note_second_factor() OWNER TO muniment_owner;

--
-- Name: users; Type: TABLE; Schema: auth; Owner: muniment_owner
--

CREATE TABLE auth.users (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    email_verified boolean DEFAULT false NOT NULL,
    image text,
    operator boolean DEFAULT false NOT NULL,
    suspended_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    second_factor boolean DEFAULT false NOT NULL,
    locale text,
    time_zone text,
    revision integer DEFAULT 1 NOT NULL,
    mail_shared boolean DEFAULT true NOT NULL,
    mail_new_device boolean DEFAULT true NOT NULL,
    CONSTRAINT users_email_check CHECK (((length(email) <= 254) AND (email = lower(email)))),
    CONSTRAINT users_locale_check CHECK ((length(locale) <= 35)),
    CONSTRAINT users_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    CONSTRAINT users_time_zone_check CHECK ((length(time_zone) <= 64))
);

ALTER TABLE ONLY auth.users FORCE ROW LEVEL SECURITY;

ALTER TABLE auth.users OWNER TO muniment_owner;

--
-- Name: COLUMN users.second_factor; Type: COMMENT; Schema: auth; Owner: muniment_owner
--

COMMENT ON COLUMN auth.users.second_factor IS 'kept by trigger: a sign-in of this person needs its second step';

--
-- Name: COLUMN users.mail_shared; Type: COMMENT; Schema: auth; Owner: muniment_owner
--

COMMENT ON COLUMN auth.users.mail_shared IS 'whether this person wants a mail when something is shared with them';

--
-- Name: members; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.members (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    organization_id uuid NOT NULL,
    user_id uuid NOT NULL,
    suspended_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.members FORCE ROW LEVEL SECURITY;

ALTER TABLE public.members OWNER TO muniment_owner;

--
-- Name: roles; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.roles (
    key text,
    name text NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    organization_id uuid,
    description text DEFAULT ''::text NOT NULL,
    clearance smallint DEFAULT 1 NOT NULL,
    guest boolean DEFAULT false NOT NULL,
    revision integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT roles_check CHECK (((key IS NULL) = (organization_id IS NOT NULL))),
    CONSTRAINT roles_clearance_check CHECK (((clearance >= 0) AND (clearance <= 3))),
    CONSTRAINT roles_description_check CHECK ((length(description) <= 500)),
    CONSTRAINT roles_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100)))
);

ALTER TABLE ONLY public.roles FORCE ROW LEVEL SECURITY;

ALTER TABLE public.roles OWNER TO muniment_owner;

--
-- Name: COLUMN roles.key; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.roles.key IS 'of a role that every organization has and nobody changes; null for one of its own';

--
-- Name: COLUMN roles.clearance; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.roles.clearance IS 'up to which sensitivity its holders see documents: 0 public to 3 restricted';

--
-- Name: COLUMN roles.guest; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.roles.guest IS 'whoever holds only such roles is no part of everyone';

--
-- Name: user_roles; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.user_roles (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    organization_id uuid NOT NULL,
    member_id uuid NOT NULL,
    role_id uuid NOT NULL,
    department_id uuid,
    starts_at timestamp with time zone,
    ends_at timestamp with time zone,
    created_by uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT user_roles_check CHECK ((ends_at > starts_at))
);

ALTER TABLE ONLY public.user_roles FORCE ROW LEVEL SECURITY;

ALTER TABLE public.user_roles OWNER TO muniment_owner;

--
-- Name: COLUMN user_roles.department_id; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.user_roles.department_id IS 'null: everywhere; else only for things of this department and those below it';

--
-- Name: held_roles; Type: VIEW; Schema: access; Owner: muniment_access
--

CREATE VIEW access.held_roles AS
 SELECT ur.organization_id,
    ur.member_id,
    ur.role_id,
    ur.department_id,
    r.clearance,
    r.guest,
    r.key
   FROM (((public.user_roles ur
     JOIN public.roles r ON (((r.id = ur.role_id) AND ((r.organization_id IS NULL) OR (r.organization_id = ur.organization_id)))))
     JOIN public.members m ON (((m.id = ur.member_id) AND (m.suspended_at IS NULL))))
     JOIN auth.users u ON (((u.id = m.user_id) AND (u.suspended_at IS NULL))))
  WHERE (((ur.starts_at IS NULL) OR (ur.starts_at <= now())) AND ((ur.ends_at IS NULL) OR (ur.ends_at > now())));

ALTER VIEW access.held_roles OWNER TO muniment_access;

--
-- Name: accounts; Type: TABLE; Schema: auth; Owner: muniment_owner
--

CREATE TABLE auth.accounts (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    account_id text NOT NULL,
    provider_id text NOT NULL,
    access_token text,
    refresh_token text,
    id_token text,
    access_token_expires_at timestamp with time zone,
    refresh_token_expires_at timestamp with time zone,
    scope text,
    password text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY auth.accounts FORCE ROW LEVEL SECURITY;

ALTER TABLE auth.accounts OWNER TO muniment_owner;

--
-- Name: avatars; Type: TABLE; Schema: auth; Owner: muniment_owner
--

CREATE TABLE auth.avatars (
    user_id uuid NOT NULL,
    picture bytea NOT NULL,
    media_type text NOT NULL,
    version text NOT NULL,
    CONSTRAINT avatars_media_type_check CHECK ((media_type = ANY (ARRAY['image/png'::text, 'image/jpeg'::text, 'image/webp'::text]))),
    CONSTRAINT avatars_picture_check CHECK (((length(picture) >= 1) AND (length(picture) <= 65536))),
    CONSTRAINT avatars_version_check CHECK ((length(version) <= 64))
);

ALTER TABLE ONLY auth.avatars FORCE ROW LEVEL SECURITY;

ALTER TABLE auth.avatars OWNER TO muniment_owner;

--
-- Name: devices; Type: TABLE; Schema: auth; Owner: muniment_owner
--

CREATE TABLE auth.devices (
    user_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    last_used_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT devices_token_hash_check CHECK ((length(token_hash) = 32))
);

ALTER TABLE ONLY auth.devices FORCE ROW LEVEL SECURITY;

ALTER TABLE auth.devices OWNER TO muniment_owner;

--
-- Name: failures; Type: TABLE; Schema: auth; Owner: muniment_owner
--

CREATE TABLE auth.failures (
    kind text NOT NULL,
    subject bytea NOT NULL,
    count integer NOT NULL,
    last_at timestamp with time zone NOT NULL,
    locked_until timestamp with time zone,
    CONSTRAINT failures_kind_check CHECK ((length(kind) <= 32)),
    CONSTRAINT failures_subject_check CHECK ((length(subject) = 32))
);

ALTER TABLE ONLY auth.failures FORCE ROW LEVEL SECURITY;

ALTER TABLE auth.failures OWNER TO muniment_owner;

--
-- Name: COLUMN failures.subject; Type: COMMENT; Schema: auth; Owner: muniment_owner
--

COMMENT ON COLUMN auth.failures.subject IS 'SHA-256 of an account or of an address';

--
-- Name: passkeys; Type: TABLE; Schema: auth; Owner: muniment_owner
--

CREATE TABLE auth.passkeys (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    name text,
    public_key text NOT NULL,
    credential_id text NOT NULL,
    counter bigint NOT NULL,
    device_type text NOT NULL,
    backed_up boolean NOT NULL,
    transports text,
    aaguid text,
    last_used_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT passkeys_credential_id_check CHECK ((length(credential_id) <= 1400)),
    CONSTRAINT passkeys_name_check CHECK ((length(name) <= 100))
);

ALTER TABLE ONLY auth.passkeys FORCE ROW LEVEL SECURITY;

ALTER TABLE auth.passkeys OWNER TO muniment_owner;

--
-- Name: recovery_codes; Type: TABLE; Schema: auth; Owner: muniment_owner
--

CREATE TABLE auth.recovery_codes (
    user_id uuid NOT NULL,
    code_hash bytea NOT NULL,
    used_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT recovery_codes_code_hash_check CHECK ((length(code_hash) = 32))
);

ALTER TABLE ONLY auth.recovery_codes FORCE ROW LEVEL SECURITY;

ALTER TABLE auth.recovery_codes OWNER TO muniment_owner;

--
-- Name: sessions; Type: TABLE; Schema: auth; Owner: muniment_owner
--

CREATE TABLE auth.sessions (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    token text NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    ip_address text,
    user_agent text,
    confirmed_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    aal smallint DEFAULT 1 NOT NULL,
    last_used_at timestamp with time zone DEFAULT now() NOT NULL,
    way text,
    CONSTRAINT sessions_aal_check CHECK ((aal = ANY (ARRAY[1, 2]))),
    CONSTRAINT sessions_way_check CHECK ((length(way) <= 60))
);

ALTER TABLE ONLY auth.sessions FORCE ROW LEVEL SECURITY;

ALTER TABLE auth.sessions OWNER TO muniment_owner;

--
-- Name: COLUMN sessions.aal; Type: COMMENT; Schema: auth; Owner: muniment_owner
--

COMMENT ON COLUMN auth.sessions.aal IS '1: by password or provider alone; 2: with a second factor or a passkey';

--
-- Name: COLUMN sessions.way; Type: COMMENT; Schema: auth; Owner: muniment_owner
--

COMMENT ON COLUMN auth.sessions.way IS 'how it was opened: password, passkey or provider:<id>; null is not known, which no policy about ways lets in';

--
-- Name: totp_secrets; Type: TABLE; Schema: auth; Owner: muniment_owner
--

CREATE TABLE auth.totp_secrets (
    user_id uuid NOT NULL,
    secret text NOT NULL,
    confirmed_at timestamp with time zone,
    last_step bigint,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY auth.totp_secrets FORCE ROW LEVEL SECURITY;

ALTER TABLE auth.totp_secrets OWNER TO muniment_owner;

--
-- Name: COLUMN totp_secrets.secret; Type: COMMENT; Schema: auth; Owner: muniment_owner
--

COMMENT ON COLUMN auth.totp_secrets.secret IS 'encrypted under AUTH_SECRET';

--
-- Name: COLUMN totp_secrets.last_step; Type: COMMENT; Schema: auth; Owner: muniment_owner
--

COMMENT ON COLUMN auth.totp_secrets.last_step IS 'of the last code that was taken: none up to it is taken again';

--
-- Name: verifications; Type: TABLE; Schema: auth; Owner: muniment_owner
--

CREATE TABLE auth.verifications (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    identifier text NOT NULL,
    value text NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY auth.verifications FORCE ROW LEVEL SECURITY;

ALTER TABLE auth.verifications OWNER TO muniment_owner;

--
-- Name: migrations; Type: TABLE; Schema: migrations; Owner: muniment_owner
--

CREATE TABLE migrations.migrations (
    id integer NOT NULL,
    name character varying(255),
    batch integer,
    migration_time timestamp with time zone
);

ALTER TABLE migrations.migrations OWNER TO muniment_owner;

--
-- Name: migrations_id_seq; Type: SEQUENCE; Schema: migrations; Owner: muniment_owner
--

CREATE SEQUENCE migrations.migrations_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE migrations.migrations_id_seq OWNER TO muniment_owner;

--
-- Name: migrations_id_seq; Type: SEQUENCE OWNED BY; Schema: migrations; Owner: muniment_owner
--

ALTER SEQUENCE migrations.migrations_id_seq OWNED BY migrations.migrations.id;

--
-- Name: migrations_lock; Type: TABLE; Schema: migrations; Owner: muniment_owner
--

CREATE TABLE migrations.migrations_lock (
    index integer NOT NULL,
    is_locked integer
);

ALTER TABLE migrations.migrations_lock OWNER TO muniment_owner;

--
-- Name: migrations_lock_index_seq; Type: SEQUENCE; Schema: migrations; Owner: muniment_owner
--

CREATE SEQUENCE migrations.migrations_lock_index_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE migrations.migrations_lock_index_seq OWNER TO muniment_owner;

--
-- Name: migrations_lock_index_seq; Type: SEQUENCE OWNED BY; Schema: migrations; Owner: muniment_owner
--

ALTER SEQUENCE migrations.migrations_lock_index_seq OWNED BY migrations.migrations_lock.index;

--
-- Name: access_versions; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.access_versions (
    organization_id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL
);

ALTER TABLE ONLY public.access_versions FORCE ROW LEVEL SECURITY;

ALTER TABLE public.access_versions OWNER TO muniment_owner;

--
-- Name: actor_scopes; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.actor_scopes (
    member_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    level smallint NOT NULL,
    CONSTRAINT actor_scopes_level_check CHECK (((level >= 1) AND (level <= 4)))
);

ALTER TABLE ONLY public.actor_scopes FORCE ROW LEVEL SECURITY;

ALTER TABLE public.actor_scopes OWNER TO muniment_owner;

--
-- Name: actor_views; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.actor_views (
    member_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    version bigint NOT NULL,
    valid_until timestamp with time zone NOT NULL,
    everything boolean NOT NULL
);

ALTER TABLE ONLY public.actor_views FORCE ROW LEVEL SECURITY;

ALTER TABLE public.actor_views OWNER TO muniment_owner;

--
-- Name: TABLE actor_views; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON TABLE public.actor_views IS 'whose visible scopes are kept in actor_scopes, of which version, and until something ends by itself';

--
-- Name: appliance_status; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.appliance_status (
    name text NOT NULL,
    state jsonb NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.appliance_status FORCE ROW LEVEL SECURITY;

ALTER TABLE public.appliance_status OWNER TO muniment_owner;

--
-- Name: archives; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.archives (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    organization_id uuid NOT NULL,
    member_id uuid NOT NULL,
    name text NOT NULL,
    room_id uuid,
    folder_ids uuid[] NOT NULL,
    document_ids uuid[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT archives_document_ids_check CHECK ((cardinality(document_ids) <= 1000)),
    CONSTRAINT archives_folder_ids_check CHECK ((cardinality(folder_ids) <= 1000)),
    CONSTRAINT archives_name_check CHECK (((length(name) >= 1) AND (length(name) <= 255)))
);

ALTER TABLE ONLY public.archives FORCE ROW LEVEL SECURITY;

ALTER TABLE public.archives OWNER TO muniment_owner;

--
-- Name: bulk_acts; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.bulk_acts (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    organization_id uuid NOT NULL,
    member_id uuid NOT NULL,
    act jsonb NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    total integer DEFAULT 0 NOT NULL,
    done integer DEFAULT 0 NOT NULL,
    refused integer DEFAULT 0 NOT NULL,
    created_at timestamp(3) with time zone DEFAULT now() NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT bulk_acts_act_check CHECK ((pg_column_size(act) <= 8192)),
    CONSTRAINT bulk_acts_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'cancelled'::text, 'failed'::text])))
);

ALTER TABLE ONLY public.bulk_acts FORCE ROW LEVEL SECURITY;

ALTER TABLE public.bulk_acts OWNER TO muniment_owner;

--
-- Name: bulk_items; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.bulk_items (
    organization_id uuid NOT NULL,
    bulk_id uuid NOT NULL,
    "position" bigint NOT NULL,
    kind text NOT NULL,
    thing_id uuid NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    room_id uuid,
    folder_id uuid,
    state text DEFAULT 'waiting'::text NOT NULL,
    reason text,
    result_id uuid,
    CONSTRAINT bulk_items_kind_check CHECK ((kind = ANY (ARRAY['folder'::text, 'document'::text, 'trash'::text]))),
    CONSTRAINT bulk_items_reason_check CHECK ((length(reason) <= 1000)),
    CONSTRAINT bulk_items_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'done'::text, 'refused'::text])))
);

ALTER TABLE ONLY public.bulk_items FORCE ROW LEVEL SECURITY;

ALTER TABLE public.bulk_items OWNER TO muniment_owner;

--
-- Name: COLUMN bulk_items.room_id; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.bulk_items.room_id IS 'where a copy goes that was found below a copied folder; null: where the act says';

--
-- Name: COLUMN bulk_items.result_id; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.bulk_items.result_id IS 'what came of it: the copy, or the act in the trash';

--
-- Name: bulk_items_position_seq; Type: SEQUENCE; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.bulk_items ALTER COLUMN "position" ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.bulk_items_position_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: department_members; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.department_members (
    organization_id uuid NOT NULL,
    department_id uuid NOT NULL,
    member_id uuid NOT NULL
);

ALTER TABLE ONLY public.department_members FORCE ROW LEVEL SECURITY;

ALTER TABLE public.department_members OWNER TO muniment_owner;

--
-- Name: departments; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.departments (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    organization_id uuid NOT NULL,
    parent_id uuid,
    manager_id uuid,
    name text NOT NULL,
    revision integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT departments_name_check CHECK (((length(name) >= 1) AND (length(name) <= 255)))
);

ALTER TABLE ONLY public.departments FORCE ROW LEVEL SECURITY;

ALTER TABLE public.departments OWNER TO muniment_owner;

--
-- Name: events_position_seq; Type: SEQUENCE; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.events ALTER COLUMN "position" ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.events_position_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: grants; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.grants (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    organization_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    member_id uuid,
    level smallint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    department_id uuid,
    role_id uuid,
    ends_at timestamp with time zone,
    created_by uuid,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT grants_check CHECK ((num_nonnulls(member_id, department_id, role_id) <= 1)),
    CONSTRAINT grants_level_check CHECK (((level >= 0) AND (level <= 4)))
);

ALTER TABLE ONLY public.grants FORCE ROW LEVEL SECURITY;

ALTER TABLE public.grants OWNER TO muniment_owner;

--
-- Name: COLUMN grants.member_id; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.grants.member_id IS 'neither person, department nor role: everyone in the organization but guests';

--
-- Name: integrity_runs; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.integrity_runs (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    kind text NOT NULL,
    organization_id uuid,
    document_id uuid,
    asked_by uuid,
    state text DEFAULT 'waiting'::text NOT NULL,
    reason text,
    total bigint DEFAULT 0 NOT NULL,
    done bigint DEFAULT 0 NOT NULL,
    bytes bigint DEFAULT 0 NOT NULL,
    place jsonb,
    report jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    CONSTRAINT integrity_runs_bytes_check CHECK ((bytes >= 0)),
    CONSTRAINT integrity_runs_check CHECK (((kind = 'document'::text) = (document_id IS NOT NULL))),
    CONSTRAINT integrity_runs_check1 CHECK (((kind = 'document'::text) = (organization_id IS NOT NULL))),
    CONSTRAINT integrity_runs_check2 CHECK (((state = ANY (ARRAY['done'::text, 'cancelled'::text, 'failed'::text])) = (finished_at IS NOT NULL))),
    CONSTRAINT integrity_runs_done_check CHECK ((done >= 0)),
    CONSTRAINT integrity_runs_kind_check CHECK ((kind = ANY (ARRAY['share'::text, 'all'::text, 'document'::text, 'compare'::text, 'repair'::text]))),
    CONSTRAINT integrity_runs_place_check CHECK ((pg_column_size(place) <= 2048)),
    CONSTRAINT integrity_runs_reason_check CHECK ((length(reason) <= 1000)),
    CONSTRAINT integrity_runs_report_check CHECK ((pg_column_size(report) <= 262144)),
    CONSTRAINT integrity_runs_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'cancelled'::text, 'failed'::text]))),
    CONSTRAINT integrity_runs_total_check CHECK ((total >= 0))
);

ALTER TABLE ONLY public.integrity_runs FORCE ROW LEVEL SECURITY;

ALTER TABLE public.integrity_runs OWNER TO muniment_owner;

--
-- Name: COLUMN integrity_runs.kind; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.integrity_runs.kind IS 'share: of a night; all; document: one; compare: rows with objects, both ways; repair: the same, putting right what it finds';

--
-- Name: COLUMN integrity_runs.document_id; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.integrity_runs.document_id IS 'no foreign key: the record outlives the document';

--
-- Name: COLUMN integrity_runs.asked_by; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.integrity_runs.asked_by IS 'a person, or null: by itself';

--
-- Name: COLUMN integrity_runs.place; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.integrity_runs.place IS 'how far a comparison is: it goes on behind';

--
-- Name: jobs; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.jobs (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    organization_id uuid,
    name text NOT NULL,
    key text NOT NULL,
    payload jsonb NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    run_at timestamp with time zone DEFAULT now() NOT NULL,
    heartbeat_at timestamp with time zone,
    last_error text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT jobs_key_check CHECK ((length(key) <= 200)),
    CONSTRAINT jobs_last_error_check CHECK ((length(last_error) <= 2000)),
    CONSTRAINT jobs_name_check CHECK ((length(name) <= 100)),
    CONSTRAINT jobs_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'active'::text, 'failed'::text])))
);

ALTER TABLE ONLY public.jobs FORCE ROW LEVEL SECURITY;

ALTER TABLE public.jobs OWNER TO muniment_owner;

--
-- Name: TABLE jobs; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON TABLE public.jobs IS 'work that is owed: a row goes when it is done, and stays with its reason when it failed for good';

--
-- Name: links; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.links (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    token_hash bytea NOT NULL,
    purpose text NOT NULL,
    organization_id uuid,
    email text,
    created_by uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    role_id uuid,
    departments uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    room_grants jsonb DEFAULT '[]'::jsonb NOT NULL,
    CONSTRAINT links_check CHECK (((purpose <> 'invitation'::text) OR ((organization_id IS NOT NULL) AND (email IS NOT NULL) AND (role_id IS NOT NULL)))),
    CONSTRAINT links_check1 CHECK (((purpose <> 'recovery'::text) OR (email IS NOT NULL))),
    CONSTRAINT links_departments_check CHECK ((cardinality(departments) <= 50)),
    CONSTRAINT links_email_check CHECK (((length(email) <= 254) AND (email = lower(email)))),
    CONSTRAINT links_purpose_check CHECK ((purpose = ANY (ARRAY['setup'::text, 'invitation'::text, 'recovery'::text, 'verification'::text]))),
    CONSTRAINT links_room_grants_check CHECK ((jsonb_array_length(room_grants) <= 50)),
    CONSTRAINT links_token_hash_check CHECK ((length(token_hash) = 32)),
    CONSTRAINT links_verification_check CHECK (((purpose <> 'verification'::text) OR (email IS NOT NULL)))
);

ALTER TABLE ONLY public.links FORCE ROW LEVEL SECURITY;

ALTER TABLE public.links OWNER TO muniment_owner;

--
-- Name: COLUMN links.room_grants; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.links.room_grants IS 'what the invited gets at once: [{"roomId": uuid, "level": 1 to 4}]';

--
-- Name: mails; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.mails (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    organization_id uuid,
    template text NOT NULL,
    address text NOT NULL,
    sealed text,
    state text DEFAULT 'waiting'::text NOT NULL,
    answer text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    settled_at timestamp with time zone,
    CONSTRAINT mails_address_check CHECK ((length(address) <= 254)),
    CONSTRAINT mails_answer_check CHECK ((length(answer) <= 2000)),
    CONSTRAINT mails_sealed_check CHECK ((length(sealed) <= 16384)),
    CONSTRAINT mails_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'failed'::text]))),
    CONSTRAINT mails_template_check CHECK ((template = ANY (ARRAY['invitation'::text, 'recovery'::text, 'verification'::text, 'test'::text, 'new_device'::text])))
);

ALTER TABLE ONLY public.mails FORCE ROW LEVEL SECURITY;

ALTER TABLE public.mails OWNER TO muniment_owner;

--
-- Name: COLUMN mails.sealed; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.mails.sealed IS 'what the template is filled with, one-time links included; gone once it is sent';

--
-- Name: COLUMN mails.answer; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.mails.answer IS 'what the mail server said last, or why it was not reached';

--
-- Name: organizations; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.organizations (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    demo boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    require_second_factor boolean DEFAULT false NOT NULL,
    policy_revision integer DEFAULT 1 NOT NULL,
    sign_in_ways text[],
    trash_days smallint DEFAULT 30 NOT NULL,
    limit_bytes bigint,
    CONSTRAINT organizations_limit_bytes_check CHECK ((limit_bytes >= 0)),
    CONSTRAINT organizations_name_check CHECK (((length(name) >= 1) AND (length(name) <= 255))),
    CONSTRAINT organizations_sign_in_ways_check CHECK (((cardinality(sign_in_ways) >= 1) AND (cardinality(sign_in_ways) <= 30))),
    CONSTRAINT organizations_trash_days_check CHECK (((trash_days >= 7) AND (trash_days <= 365)))
);

ALTER TABLE ONLY public.organizations FORCE ROW LEVEL SECURITY;

ALTER TABLE public.organizations OWNER TO muniment_owner;

--
-- Name: COLUMN organizations.demo; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.organizations.demo IS 'made by the installer for trying out; whoever sets the appliance up joins it';

--
-- Name: COLUMN organizations.sign_in_ways; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.organizations.sign_in_ways IS 'the ways (sessions.way) that its people may come in by; null: any';

--
-- Name: COLUMN organizations.trash_days; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.organizations.trash_days IS 'how long what was deleted can be brought back';

--
-- Name: COLUMN organizations.limit_bytes; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.organizations.limit_bytes IS 'how much its objects and the uploads under way may come to; null: as much as there is';

--
-- Name: outbox; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.outbox (
    consumer text NOT NULL,
    "position" bigint NOT NULL,
    CONSTRAINT outbox_consumer_check CHECK ((consumer = 'realtime'::text))
);

ALTER TABLE ONLY public.outbox FORCE ROW LEVEL SECURITY;

ALTER TABLE public.outbox OWNER TO muniment_owner;

--
-- Name: permissions; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.permissions (
    name text NOT NULL,
    description text NOT NULL
);

ALTER TABLE ONLY public.permissions FORCE ROW LEVEL SECURITY;

ALTER TABLE public.permissions OWNER TO muniment_owner;

--
-- Name: previews; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.previews (
    version_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    kind text,
    media_type text,
    pages integer,
    made integer DEFAULT 0 NOT NULL,
    truncated boolean DEFAULT false NOT NULL,
    sizes jsonb,
    sheets jsonb,
    generation integer DEFAULT 1 NOT NULL,
    reason_code text,
    reason_message text,
    asked_at timestamp with time zone DEFAULT now() NOT NULL,
    made_at timestamp with time zone,
    CONSTRAINT previews_kind_check CHECK ((kind = ANY (ARRAY['pages'::text, 'picture'::text, 'text'::text, 'markdown'::text, 'sheets'::text]))),
    CONSTRAINT previews_made_check CHECK (((made >= 0) AND (made <= 2000))),
    CONSTRAINT previews_media_type_check CHECK ((length(media_type) <= 255)),
    CONSTRAINT previews_pages_check CHECK (((pages >= 0) AND (pages <= 2000))),
    CONSTRAINT previews_reason_message_check CHECK ((length(reason_message) <= 1000)),
    CONSTRAINT previews_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'making'::text, 'ready'::text, 'none'::text, 'failed'::text])))
);

ALTER TABLE ONLY public.previews FORCE ROW LEVEL SECURITY;

ALTER TABLE public.previews OWNER TO muniment_owner;

--
-- Name: TABLE previews; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON TABLE public.previews IS 'what can be shown of a version without its bytes; the pages are objects in the bucket derived';

--
-- Name: COLUMN previews.media_type; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.previews.media_type IS 'as found in the bytes';

--
-- Name: COLUMN previews.pages; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.previews.pages IS 'null until they were counted';

--
-- Name: COLUMN previews.made; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.previews.made IS 'how many can be shown already, from the first on';

--
-- Name: COLUMN previews.truncated; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.previews.truncated IS 'there is more than is shown';

--
-- Name: COLUMN previews.sizes; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.previews.sizes IS 'width and height of each page made, null for one that could not be drawn';

--
-- Name: COLUMN previews.generation; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.previews.generation IS 'one more each time that it is made anew: pages of another are not cached under its name';

--
-- Name: role_permissions; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.role_permissions (
    permission text NOT NULL,
    role_id uuid NOT NULL
);

ALTER TABLE ONLY public.role_permissions FORCE ROW LEVEL SECURITY;

ALTER TABLE public.role_permissions OWNER TO muniment_owner;

--
-- Name: room_tags; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.room_tags (
    organization_id uuid NOT NULL,
    room_id uuid NOT NULL,
    tag text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT room_tags_tag_check CHECK (((length(tag) >= 1) AND (length(tag) <= 60)))
);

ALTER TABLE ONLY public.room_tags FORCE ROW LEVEL SECURITY;

ALTER TABLE public.room_tags OWNER TO muniment_owner;

--
-- Name: rooms; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.rooms (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    organization_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    name text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    created_by uuid,
    revision integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    department_id uuid,
    archived_at timestamp with time zone,
    archived_by uuid,
    limit_bytes bigint,
    CONSTRAINT rooms_description_check CHECK ((length(description) <= 2000)),
    CONSTRAINT rooms_limit_bytes_check CHECK ((limit_bytes >= 0)),
    CONSTRAINT rooms_name_check CHECK (((length(name) >= 1) AND (length(name) <= 255)))
);

ALTER TABLE ONLY public.rooms FORCE ROW LEVEL SECURITY;

ALTER TABLE public.rooms OWNER TO muniment_owner;

--
-- Name: COLUMN rooms.archived_at; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.rooms.archived_at IS 'since when nothing in it can be changed';

--
-- Name: COLUMN rooms.limit_bytes; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.rooms.limit_bytes IS 'how much its objects and the uploads under way may come to; null: as much as its organization may';

--
-- Name: scopes; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.scopes (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    organization_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    parent_id uuid,
    room_id uuid NOT NULL,
    folder_id uuid,
    document_id uuid,
    inherits boolean DEFAULT true NOT NULL,
    CONSTRAINT scopes_check CHECK ((num_nonnulls(folder_id, document_id) =
CASE
    WHEN (parent_id IS NULL) THEN 0
    ELSE 1
END))
);

ALTER TABLE ONLY public.scopes FORCE ROW LEVEL SECURITY;

ALTER TABLE public.scopes OWNER TO muniment_owner;

--
-- Name: TABLE scopes; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON TABLE public.scopes IS 'what grants hang on: a room has one, a folder or document only when it is given grants of its own';

--
-- Name: COLUMN scopes.inherits; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.scopes.inherits IS 'false: what is granted above does not count here';

--
-- Name: settings; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.settings (
    name text NOT NULL,
    value jsonb NOT NULL,
    secret text,
    has_secret boolean GENERATED ALWAYS AS ((secret IS NOT NULL)) STORED,
    revision integer DEFAULT 1 NOT NULL,
    updated_by uuid,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT settings_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
    CONSTRAINT settings_secret_check CHECK ((length(secret) <= 8192)),
    CONSTRAINT settings_value_check CHECK ((pg_column_size(value) <= 16384))
);

ALTER TABLE ONLY public.settings FORCE ROW LEVEL SECURITY;

ALTER TABLE public.settings OWNER TO muniment_owner;

--
-- Name: COLUMN settings.secret; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.settings.secret IS 'sealed; written by the operator, read only by the process that needs it';

--
-- Name: stored_bytes; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.stored_bytes (
    organization_id uuid NOT NULL,
    room_id uuid,
    slot smallint NOT NULL,
    bytes bigint NOT NULL
)
WITH (fillfactor='50');

ALTER TABLE ONLY public.stored_bytes FORCE ROW LEVEL SECURITY;

ALTER TABLE public.stored_bytes OWNER TO muniment_owner;

--
-- Name: TABLE stored_bytes; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON TABLE public.stored_bytes IS 'the sum over its slots is what a room holds, or with room_id null an organization';

--
-- Name: COLUMN stored_bytes.slot; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.stored_bytes.slot IS 'of the connection that counts, so that uploads at the same time do not wait for one row; one alone may be below zero';

--
-- Name: stored_objects; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.stored_objects (
    object_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    size bigint NOT NULL,
    sha256 bytea NOT NULL,
    problem text,
    problem_since timestamp with time zone,
    checked_at timestamp with time zone,
    due_from timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT stored_objects_check CHECK ((num_nulls(problem, problem_since) = ANY (ARRAY[0, 2]))),
    CONSTRAINT stored_objects_problem_check CHECK ((problem = ANY (ARRAY['missing'::text, 'size'::text, 'sha256'::text, 'unreadable'::text]))),
    CONSTRAINT stored_objects_sha256_check CHECK ((length(sha256) = 32)),
    CONSTRAINT stored_objects_size_check CHECK ((size >= 0))
);

ALTER TABLE ONLY public.stored_objects FORCE ROW LEVEL SECURITY;

ALTER TABLE public.stored_objects OWNER TO muniment_owner;

--
-- Name: TABLE stored_objects; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON TABLE public.stored_objects IS 'one row for each object in the bucket documents that a version names; versions and copies share objects';

--
-- Name: COLUMN stored_objects.problem; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.stored_objects.problem IS 'what is wrong with it; its versions are damaged for as long';

--
-- Name: COLUMN stored_objects.due_from; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.stored_objects.due_from IS 'when it was last checked, else when it was stored: the smallest is checked next';

--
-- Name: trash; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.trash (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    organization_id uuid NOT NULL,
    folder_id uuid,
    document_id uuid,
    name text NOT NULL,
    path jsonb DEFAULT '[]'::jsonb NOT NULL,
    trashed_by uuid,
    trashed_at timestamp(3) with time zone DEFAULT now() NOT NULL,
    purged_by uuid,
    purged_at timestamp with time zone,
    CONSTRAINT trash_check CHECK ((num_nonnulls(folder_id, document_id) = 1))
);

ALTER TABLE ONLY public.trash FORCE ROW LEVEL SECURITY;

ALTER TABLE public.trash OWNER TO muniment_owner;

--
-- Name: TABLE trash; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON TABLE public.trash IS 'one row an act of deleting: whatever it took along comes back, or goes for good, together';

--
-- Name: COLUMN trash.path; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.trash.path IS 'the folders above as they were then, outermost first: [{"id": uuid, "name": text}]';

--
-- Name: COLUMN trash.purged_at; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.trash.purged_at IS 'gone for everybody; its objects and rows follow when no backup can need them';

--
-- Name: upload_parts; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.upload_parts (
    upload_id uuid NOT NULL,
    number integer NOT NULL,
    etag text NOT NULL,
    size bigint NOT NULL,
    CONSTRAINT upload_parts_number_check CHECK (((number >= 1) AND (number <= 10000))),
    CONSTRAINT upload_parts_size_check CHECK ((size > 0))
);

ALTER TABLE ONLY public.upload_parts FORCE ROW LEVEL SECURITY;

ALTER TABLE public.upload_parts OWNER TO muniment_owner;

--
-- Name: uploads; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.uploads (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    organization_id uuid NOT NULL,
    member_id uuid NOT NULL,
    room_id uuid NOT NULL,
    folder_id uuid,
    name text NOT NULL,
    media_type text,
    size bigint,
    received bigint DEFAULT 0 NOT NULL,
    multipart_id text,
    tail bytea DEFAULT '\x'::bytea NOT NULL,
    lease_holder uuid,
    lease_until timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    document_id uuid,
    version_id uuid,
    version_of uuid,
    note text DEFAULT ''::text NOT NULL,
    cancelled boolean DEFAULT false NOT NULL,
    reserved bigint GENERATED ALWAYS AS (
CASE
    WHEN ((document_id IS NULL) AND (NOT cancelled)) THEN COALESCE(size, received)
    ELSE (0)::bigint
END) STORED NOT NULL,
    moved_at timestamp with time zone DEFAULT now() NOT NULL,
    arrived bigint DEFAULT 0 NOT NULL,
    CONSTRAINT uploads_arrived_check CHECK ((arrived >= 0)),
    CONSTRAINT uploads_check CHECK ((received <= size)),
    CONSTRAINT uploads_check1 CHECK (((document_id IS NULL) = (version_id IS NULL))),
    CONSTRAINT uploads_media_type_check CHECK ((length(media_type) <= 255)),
    CONSTRAINT uploads_name_check CHECK (((length(name) >= 1) AND (length(name) <= 255))),
    CONSTRAINT uploads_note_check CHECK ((length(note) <= 500)),
    CONSTRAINT uploads_received_check CHECK ((received >= 0)),
    CONSTRAINT uploads_size_check CHECK ((size >= 0)),
    CONSTRAINT uploads_tail_check CHECK ((length(tail) <= 16777216))
);
ALTER TABLE ONLY public.uploads ALTER COLUMN tail SET STORAGE EXTERNAL;

ALTER TABLE ONLY public.uploads FORCE ROW LEVEL SECURITY;

ALTER TABLE public.uploads OWNER TO muniment_owner;

--
-- Name: COLUMN uploads.tail; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.uploads.tail IS 'bytes that are acknowledged but too few for a part of their own';

--
-- Name: COLUMN uploads.reserved; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.uploads.reserved IS 'bytes that are kept free for it: its size, or what came of one that has not said';

--
-- Name: COLUMN uploads.moved_at; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.uploads.moved_at IS 'when bytes were last known to have come, or when it was begun';

--
-- Name: COLUMN uploads.arrived; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.uploads.arrived IS 'bytes that came, kept or not: noted when its lease is renewed; `received` may be further';

--
-- Name: versions; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.versions (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    organization_id uuid NOT NULL,
    document_id uuid NOT NULL,
    number integer NOT NULL,
    state text DEFAULT 'scanning'::text NOT NULL,
    reason_code text,
    reason_message text,
    size bigint NOT NULL,
    sha256 bytea,
    media_type text,
    etag text NOT NULL,
    signatures text,
    uploaded_by uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    scanned_at timestamp with time zone,
    object_id uuid NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    restored_from integer,
    CONSTRAINT versions_check CHECK (((state <> 'available'::text) OR ((sha256 IS NOT NULL) AND (scanned_at IS NOT NULL)))),
    CONSTRAINT versions_check1 CHECK ((restored_from < number)),
    CONSTRAINT versions_media_type_check CHECK ((length(media_type) <= 255)),
    CONSTRAINT versions_note_check CHECK ((length(note) <= 500)),
    CONSTRAINT versions_number_check CHECK ((number >= 1)),
    CONSTRAINT versions_reason_message_check CHECK ((length(reason_message) <= 1000)),
    CONSTRAINT versions_sha256_check CHECK ((length(sha256) = 32)),
    CONSTRAINT versions_size_check CHECK ((size >= 0)),
    CONSTRAINT versions_state_check CHECK ((state = ANY (ARRAY['scanning'::text, 'available'::text, 'infected'::text, 'held'::text, 'damaged'::text])))
);

ALTER TABLE ONLY public.versions FORCE ROW LEVEL SECURITY;

ALTER TABLE public.versions OWNER TO muniment_owner;

--
-- Name: COLUMN versions.etag; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.versions.etag IS 'of the object in quarantine as it was acknowledged; what is scanned and copied must match it';

--
-- Name: COLUMN versions.signatures; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.versions.signatures IS 'kind and date of the signatures that decided';

--
-- Name: COLUMN versions.object_id; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.versions.object_id IS 'the key of its bytes: its own id, or for what was restored that of the version it came from. An object goes only with the last row that names it';

--
-- Name: COLUMN versions.restored_from; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.versions.restored_from IS 'number of the version of the same document that was made current again';

--
-- Name: migrations id; Type: DEFAULT; Schema: migrations; Owner: muniment_owner
--

ALTER TABLE ONLY migrations.migrations ALTER COLUMN id SET DEFAULT nextval('migrations.migrations_id_seq'::regclass);

--
-- Name: migrations_lock index; Type: DEFAULT; Schema: migrations; Owner: muniment_owner
--

ALTER TABLE ONLY migrations.migrations_lock ALTER COLUMN index SET DEFAULT nextval('migrations.migrations_lock_index_seq'::regclass);

--
-- Name: accounts accounts_pkey; Type: CONSTRAINT; Schema: auth; Owner: muniment_owner
--

ALTER TABLE ONLY auth.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (id);

--
-- Name: accounts accounts_provider_id_account_id_key; Type: CONSTRAINT; Schema: auth; Owner: muniment_owner
--

ALTER TABLE ONLY auth.accounts
    ADD CONSTRAINT accounts_provider_id_account_id_key UNIQUE (provider_id, account_id);

--
-- Name: avatars avatars_pkey; Type: CONSTRAINT; Schema: auth; Owner: muniment_owner
--

ALTER TABLE ONLY auth.avatars
    ADD CONSTRAINT avatars_pkey PRIMARY KEY (user_id);

--
-- Name: devices devices_pkey; Type: CONSTRAINT; Schema: auth; Owner: muniment_owner
--

ALTER TABLE ONLY auth.devices
    ADD CONSTRAINT devices_pkey PRIMARY KEY (user_id, token_hash);

--
-- Name: failures failures_pkey; Type: CONSTRAINT; Schema: auth; Owner: muniment_owner
--

ALTER TABLE ONLY auth.failures
    ADD CONSTRAINT failures_pkey PRIMARY KEY (kind, subject);

--
-- Name: passkeys passkeys_credential_id_key; Type: CONSTRAINT; Schema: auth; Owner: muniment_owner
--

ALTER TABLE ONLY auth.passkeys
    ADD CONSTRAINT passkeys_credential_id_key UNIQUE (credential_id);

--
-- Name: passkeys passkeys_pkey; Type: CONSTRAINT; Schema: auth; Owner: muniment_owner
--

ALTER TABLE ONLY auth.passkeys
    ADD CONSTRAINT passkeys_pkey PRIMARY KEY (id);

--
-- Name: recovery_codes recovery_codes_pkey; Type: CONSTRAINT; Schema: auth; Owner: muniment_owner
--

ALTER TABLE ONLY auth.recovery_codes
    ADD CONSTRAINT recovery_codes_pkey PRIMARY KEY (user_id, code_hash);

--
-- Name: sessions sessions_pkey; Type: CONSTRAINT; Schema: auth; Owner: muniment_owner
--

ALTER TABLE ONLY auth.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);

--
-- Name: sessions sessions_token_key; Type: CONSTRAINT; Schema: auth; Owner: muniment_owner
--

ALTER TABLE ONLY auth.sessions
    ADD CONSTRAINT sessions_token_key UNIQUE (token);

--
-- Name: totp_secrets totp_secrets_pkey; Type: CONSTRAINT; Schema: auth; Owner: muniment_owner
--

ALTER TABLE ONLY auth.totp_secrets
    ADD CONSTRAINT totp_secrets_pkey PRIMARY KEY (user_id);

--
-- Name: users users_email_key; Type: CONSTRAINT; Schema: auth; Owner: muniment_owner
--

ALTER TABLE ONLY auth.users
    ADD CONSTRAINT users_email_key UNIQUE (email);

--
-- Name: users users_pkey; Type: CONSTRAINT; Schema: auth; Owner: muniment_owner
--

ALTER TABLE ONLY auth.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

--
-- Name: verifications verifications_pkey; Type: CONSTRAINT; Schema: auth; Owner: muniment_owner
--

ALTER TABLE ONLY auth.verifications
    ADD CONSTRAINT verifications_pkey PRIMARY KEY (id);

--
-- Name: migrations_lock migrations_lock_pkey; Type: CONSTRAINT; Schema: migrations; Owner: muniment_owner
--

ALTER TABLE ONLY migrations.migrations_lock
    ADD CONSTRAINT migrations_lock_pkey PRIMARY KEY (index);

--
-- Name: migrations migrations_pkey; Type: CONSTRAINT; Schema: migrations; Owner: muniment_owner
--

ALTER TABLE ONLY migrations.migrations
    ADD CONSTRAINT migrations_pkey PRIMARY KEY (id);

--
-- Name: access_versions access_versions_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.access_versions
    ADD CONSTRAINT access_versions_pkey PRIMARY KEY (organization_id);

--
-- Name: actor_scopes actor_scopes_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.actor_scopes
    ADD CONSTRAINT actor_scopes_pkey PRIMARY KEY (member_id, scope_id);

--
-- Name: actor_views actor_views_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.actor_views
    ADD CONSTRAINT actor_views_pkey PRIMARY KEY (member_id);

--
-- Name: appliance_status appliance_status_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.appliance_status
    ADD CONSTRAINT appliance_status_pkey PRIMARY KEY (name);

--
-- Name: archives archives_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.archives
    ADD CONSTRAINT archives_pkey PRIMARY KEY (id);

--
-- Name: bulk_acts bulk_acts_organization_id_id_key; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.bulk_acts
    ADD CONSTRAINT bulk_acts_organization_id_id_key UNIQUE (organization_id, id);

--
-- Name: bulk_acts bulk_acts_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.bulk_acts
    ADD CONSTRAINT bulk_acts_pkey PRIMARY KEY (id);

--
-- Name: bulk_items bulk_items_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.bulk_items
    ADD CONSTRAINT bulk_items_pkey PRIMARY KEY (bulk_id, "position");

--
-- Name: department_members department_members_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.department_members
    ADD CONSTRAINT department_members_pkey PRIMARY KEY (department_id, member_id);

--
-- Name: departments departments_organization_id_id_key; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.departments
    ADD CONSTRAINT departments_organization_id_id_key UNIQUE (organization_id, id);

--
-- Name: departments departments_organization_id_parent_id_name_key; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.departments
    ADD CONSTRAINT departments_organization_id_parent_id_name_key UNIQUE NULLS NOT DISTINCT (organization_id, parent_id, name);

--
-- Name: departments departments_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.departments
    ADD CONSTRAINT departments_pkey PRIMARY KEY (id);

--
-- Name: documents documents_organization_id_id_key; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_organization_id_id_key UNIQUE (organization_id, id);

--
-- Name: documents documents_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_pkey PRIMARY KEY (id);

--
-- Name: events events_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_pkey PRIMARY KEY ("position");

--
-- Name: folders folders_organization_id_id_key; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.folders
    ADD CONSTRAINT folders_organization_id_id_key UNIQUE (organization_id, id);

--
-- Name: folders folders_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.folders
    ADD CONSTRAINT folders_pkey PRIMARY KEY (id);

--
-- Name: grants grants_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.grants
    ADD CONSTRAINT grants_pkey PRIMARY KEY (id);

--
-- Name: grants grants_subject; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.grants
    ADD CONSTRAINT grants_subject UNIQUE NULLS NOT DISTINCT (scope_id, member_id, department_id, role_id);

--
-- Name: integrity_runs integrity_runs_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.integrity_runs
    ADD CONSTRAINT integrity_runs_pkey PRIMARY KEY (id);

--
-- Name: jobs jobs_name_key_key; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.jobs
    ADD CONSTRAINT jobs_name_key_key UNIQUE (name, key);

--
-- Name: jobs jobs_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.jobs
    ADD CONSTRAINT jobs_pkey PRIMARY KEY (id);

--
-- Name: links links_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.links
    ADD CONSTRAINT links_pkey PRIMARY KEY (id);

--
-- Name: links links_token_hash_key; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.links
    ADD CONSTRAINT links_token_hash_key UNIQUE (token_hash);

--
-- Name: mails mails_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.mails
    ADD CONSTRAINT mails_pkey PRIMARY KEY (id);

--
-- Name: members members_organization_id_id_key; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_organization_id_id_key UNIQUE (organization_id, id);

--
-- Name: members members_organization_id_user_id_key; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_organization_id_user_id_key UNIQUE (organization_id, user_id);

--
-- Name: members members_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_pkey PRIMARY KEY (id);

--
-- Name: organizations organizations_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.organizations
    ADD CONSTRAINT organizations_pkey PRIMARY KEY (id);

--
-- Name: outbox outbox_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (consumer, "position");

--
-- Name: permissions permissions_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.permissions
    ADD CONSTRAINT permissions_pkey PRIMARY KEY (name);

--
-- Name: previews previews_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.previews
    ADD CONSTRAINT previews_pkey PRIMARY KEY (version_id);

--
-- Name: role_permissions role_permissions_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.role_permissions
    ADD CONSTRAINT role_permissions_pkey PRIMARY KEY (role_id, permission);

--
-- Name: roles roles_key_key; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.roles
    ADD CONSTRAINT roles_key_key UNIQUE (key);

--
-- Name: roles roles_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.roles
    ADD CONSTRAINT roles_pkey PRIMARY KEY (id);

--
-- Name: room_tags room_tags_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.room_tags
    ADD CONSTRAINT room_tags_pkey PRIMARY KEY (room_id, tag);

--
-- Name: rooms rooms_organization_id_id_key; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.rooms
    ADD CONSTRAINT rooms_organization_id_id_key UNIQUE (organization_id, id);

--
-- Name: rooms rooms_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.rooms
    ADD CONSTRAINT rooms_pkey PRIMARY KEY (id);

--
-- Name: scopes scopes_document_id_key; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.scopes
    ADD CONSTRAINT scopes_document_id_key UNIQUE (document_id);

--
-- Name: scopes scopes_folder_id_key; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.scopes
    ADD CONSTRAINT scopes_folder_id_key UNIQUE (folder_id);

--
-- Name: scopes scopes_organization_id_id_key; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.scopes
    ADD CONSTRAINT scopes_organization_id_id_key UNIQUE (organization_id, id);

--
-- Name: scopes scopes_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.scopes
    ADD CONSTRAINT scopes_pkey PRIMARY KEY (id);

--
-- Name: settings settings_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.settings
    ADD CONSTRAINT settings_pkey PRIMARY KEY (name);

--
-- Name: stored_bytes stored_bytes_organization_id_room_id_slot_key; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.stored_bytes
    ADD CONSTRAINT stored_bytes_organization_id_room_id_slot_key UNIQUE NULLS NOT DISTINCT (organization_id, room_id, slot);

--
-- Name: stored_objects stored_objects_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.stored_objects
    ADD CONSTRAINT stored_objects_pkey PRIMARY KEY (object_id);

--
-- Name: trash trash_organization_id_id_key; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.trash
    ADD CONSTRAINT trash_organization_id_id_key UNIQUE (organization_id, id);

--
-- Name: trash trash_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.trash
    ADD CONSTRAINT trash_pkey PRIMARY KEY (id);

--
-- Name: upload_parts upload_parts_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.upload_parts
    ADD CONSTRAINT upload_parts_pkey PRIMARY KEY (upload_id, number);

--
-- Name: uploads uploads_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.uploads
    ADD CONSTRAINT uploads_pkey PRIMARY KEY (id);

--
-- Name: user_roles user_roles_member_id_role_id_department_id_key; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.user_roles
    ADD CONSTRAINT user_roles_member_id_role_id_department_id_key UNIQUE NULLS NOT DISTINCT (member_id, role_id, department_id);

--
-- Name: user_roles user_roles_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.user_roles
    ADD CONSTRAINT user_roles_pkey PRIMARY KEY (id);

--
-- Name: versions versions_document_id_number_key; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.versions
    ADD CONSTRAINT versions_document_id_number_key UNIQUE (document_id, number);

--
-- Name: versions versions_organization_id_id_key; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.versions
    ADD CONSTRAINT versions_organization_id_id_key UNIQUE (organization_id, id);

--
-- Name: versions versions_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.versions
    ADD CONSTRAINT versions_pkey PRIMARY KEY (id);

--
-- Name: accounts_user_id; Type: INDEX; Schema: auth; Owner: muniment_owner
--

CREATE INDEX accounts_user_id ON auth.accounts USING btree (user_id);

--
-- Name: failures_last_at; Type: INDEX; Schema: auth; Owner: muniment_owner
--

CREATE INDEX failures_last_at ON auth.failures USING btree (last_at);

--
-- Name: passkeys_user_id; Type: INDEX; Schema: auth; Owner: muniment_owner
--

CREATE INDEX passkeys_user_id ON auth.passkeys USING btree (user_id);

--
-- Name: sessions_user_id; Type: INDEX; Schema: auth; Owner: muniment_owner
--

CREATE INDEX sessions_user_id ON auth.sessions USING btree (user_id);

--
-- Name: verifications_identifier; Type: INDEX; Schema: auth; Owner: muniment_owner
--

CREATE INDEX verifications_identifier ON auth.verifications USING btree (identifier);

--
-- Name: actor_scopes_scope; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX actor_scopes_scope ON public.actor_scopes USING btree (scope_id);

--
-- Name: archives_of_member; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX archives_of_member ON public.archives USING btree (member_id, created_at);

--
-- Name: bulk_acts_finished; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX bulk_acts_finished ON public.bulk_acts USING btree (finished_at) WHERE (finished_at IS NOT NULL);

--
-- Name: bulk_acts_member; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX bulk_acts_member ON public.bulk_acts USING btree (member_id, created_at, id);

--
-- Name: bulk_items_refused; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX bulk_items_refused ON public.bulk_items USING btree (bulk_id, "position") WHERE (state = 'refused'::text);

--
-- Name: bulk_items_waiting; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX bulk_items_waiting ON public.bulk_items USING btree (bulk_id, "position") WHERE (state = 'waiting'::text);

--
-- Name: department_members_member; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX department_members_member ON public.department_members USING btree (member_id);

--
-- Name: departments_parent; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX departments_parent ON public.departments USING btree (parent_id);

--
-- Name: documents_by_change; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX documents_by_change ON public.documents USING btree (room_id, folder_id, updated_at, id);

--
-- Name: documents_by_name; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX documents_by_name ON public.documents USING btree (room_id, folder_id, name COLLATE public.natural_order, id);

--
-- Name: documents_by_size; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX documents_by_size ON public.documents USING btree (room_id, folder_id, size, id);

--
-- Name: documents_created; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX documents_created ON public.documents USING brin (created_at);

--
-- Name: documents_folder; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX documents_folder ON public.documents USING btree (folder_id) WHERE (folder_id IS NOT NULL);

--
-- Name: documents_kind; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX documents_kind ON public.documents USING btree (room_id, kind);

--
-- Name: documents_room_author; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX documents_room_author ON public.documents USING btree (room_id, COALESCE(created_by, '00000000-0000-0000-0000-000000000000'::uuid), name COLLATE public.natural_order, id);

--
-- Name: documents_room_change; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX documents_room_change ON public.documents USING btree (room_id, updated_at, id);

--
-- Name: documents_room_date; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX documents_room_date ON public.documents USING btree (room_id, COALESCE(document_date, '-infinity'::date), id);

--
-- Name: documents_room_name; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX documents_room_name ON public.documents USING btree (room_id, name COLLATE public.natural_order, id);

--
-- Name: documents_room_size; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX documents_room_size ON public.documents USING btree (room_id, size, id);

--
-- Name: documents_same; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX documents_same ON public.documents USING btree (room_id, folder_id, sha256) WHERE (sha256 IS NOT NULL);

--
-- Name: documents_scope_name; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX documents_scope_name ON public.documents USING btree (scope_id, folder_id, name COLLATE public.natural_order, id);

--
-- Name: documents_tags; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX documents_tags ON public.documents USING gin (tags);

--
-- Name: documents_text_parts; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX documents_text_parts ON public.documents USING gin ((((((name || ' '::text) || title) || ' '::text) || description)) public.gin_trgm_ops);

--
-- Name: documents_trash; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX documents_trash ON public.documents USING btree (trash_id) WHERE (trash_id IS NOT NULL);

--
-- Name: documents_unsettled; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX documents_unsettled ON public.documents USING btree (room_id, state) WHERE (state <> 'available'::text);

--
-- Name: events_document; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX events_document ON public.events USING btree (document_id, "position") WHERE (document_id IS NOT NULL);

--
-- Name: events_organization; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX events_organization ON public.events USING btree (organization_id, "position");

--
-- Name: events_room; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX events_room ON public.events USING btree (room_id, "position");

--
-- Name: events_viewed; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX events_viewed ON public.events USING btree (actor_member_id, document_id, at) WHERE (type = 'documents.viewed'::text);

--
-- Name: folders_listed; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX folders_listed ON public.folders USING btree (room_id, parent_id, name COLLATE public.natural_order, id);

--
-- Name: folders_parent; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX folders_parent ON public.folders USING btree (parent_id) WHERE (parent_id IS NOT NULL);

--
-- Name: folders_scope; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX folders_scope ON public.folders USING btree (scope_id);

--
-- Name: folders_trash; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX folders_trash ON public.folders USING btree (trash_id) WHERE (trash_id IS NOT NULL);

--
-- Name: grants_department; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX grants_department ON public.grants USING btree (department_id) WHERE (department_id IS NOT NULL);

--
-- Name: grants_ends; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX grants_ends ON public.grants USING btree (organization_id, ends_at) WHERE (ends_at IS NOT NULL);

--
-- Name: grants_everyone; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX grants_everyone ON public.grants USING btree (organization_id) WHERE (num_nonnulls(member_id, department_id, role_id) = 0);

--
-- Name: grants_member; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX grants_member ON public.grants USING btree (member_id) WHERE (member_id IS NOT NULL);

--
-- Name: grants_role; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX grants_role ON public.grants USING btree (organization_id, role_id) WHERE (role_id IS NOT NULL);

--
-- Name: integrity_runs_created; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX integrity_runs_created ON public.integrity_runs USING btree (created_at, id);

--
-- Name: integrity_runs_one; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE UNIQUE INDEX integrity_runs_one ON public.integrity_runs USING btree ((
CASE
    WHEN (kind = ANY (ARRAY['compare'::text, 'repair'::text])) THEN 'compare'::text
    WHEN (kind = 'document'::text) THEN (document_id)::text
    ELSE 'check'::text
END)) WHERE (finished_at IS NULL);

--
-- Name: jobs_due; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX jobs_due ON public.jobs USING btree (state, run_at);

--
-- Name: links_organization_id; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX links_organization_id ON public.links USING btree (organization_id) WHERE (used_at IS NULL);

--
-- Name: mails_created_at; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX mails_created_at ON public.mails USING btree (created_at);

--
-- Name: members_user_id; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX members_user_id ON public.members USING btree (user_id);

--
-- Name: previews_unsettled; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX previews_unsettled ON public.previews USING btree (state) WHERE (state = ANY (ARRAY['waiting'::text, 'making'::text]));

--
-- Name: roles_name; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE UNIQUE INDEX roles_name ON public.roles USING btree (organization_id, lower(name)) WHERE (organization_id IS NOT NULL);

--
-- Name: rooms_department; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX rooms_department ON public.rooms USING btree (department_id) WHERE (department_id IS NOT NULL);

--
-- Name: rooms_listed; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX rooms_listed ON public.rooms USING btree (organization_id, name COLLATE public.natural_order, id);

--
-- Name: rooms_scope; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX rooms_scope ON public.rooms USING btree (scope_id);

--
-- Name: scopes_of_room; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX scopes_of_room ON public.scopes USING btree (room_id);

--
-- Name: scopes_organization; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX scopes_organization ON public.scopes USING btree (organization_id);

--
-- Name: scopes_parent; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX scopes_parent ON public.scopes USING btree (parent_id);

--
-- Name: scopes_room; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE UNIQUE INDEX scopes_room ON public.scopes USING btree (room_id) WHERE (parent_id IS NULL);

--
-- Name: stored_objects_damaged; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX stored_objects_damaged ON public.stored_objects USING btree (due_from, object_id) WHERE (problem IS NOT NULL);

--
-- Name: stored_objects_due; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX stored_objects_due ON public.stored_objects USING btree (due_from, object_id);

--
-- Name: trash_listed; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX trash_listed ON public.trash USING btree (organization_id, trashed_at, id) WHERE (purged_at IS NULL);

--
-- Name: trash_purged; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX trash_purged ON public.trash USING btree (purged_at) WHERE (purged_at IS NOT NULL);

--
-- Name: uploads_expiry; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX uploads_expiry ON public.uploads USING btree (expires_at);

--
-- Name: uploads_moved; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX uploads_moved ON public.uploads USING btree (moved_at);

--
-- Name: uploads_unfinished; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX uploads_unfinished ON public.uploads USING btree (member_id, created_at, id) WHERE (document_id IS NULL);

--
-- Name: user_roles_department; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX user_roles_department ON public.user_roles USING btree (department_id) WHERE (department_id IS NOT NULL);

--
-- Name: user_roles_ends; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX user_roles_ends ON public.user_roles USING btree (organization_id) WHERE ((ends_at IS NOT NULL) OR (starts_at IS NOT NULL));

--
-- Name: user_roles_role; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX user_roles_role ON public.user_roles USING btree (role_id);

--
-- Name: versions_object; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX versions_object ON public.versions USING btree (object_id);

--
-- Name: versions_unsettled; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX versions_unsettled ON public.versions USING btree (state, created_at) WHERE (state <> 'available'::text);

--
-- Name: sessions announce_ended_session; Type: TRIGGER; Schema: auth; Owner: muniment_owner
--

CREATE TRIGGER announce_ended_session AFTER DELETE ON auth.sessions FOR EACH ROW EXECUTE FUNCTION auth.announce_ended_session();

--
-- Name: passkeys note_second_factor; Type: TRIGGER; Schema: auth; Owner: muniment_owner
--

CREATE TRIGGER note_second_factor AFTER INSERT OR DELETE ON auth.passkeys FOR EACH ROW EXECUTE FUNCTION auth.note_second_factor();

--
-- Name: totp_secrets note_second_factor; Type: TRIGGER; Schema: auth; Owner: muniment_owner
--

CREATE TRIGGER note_second_factor AFTER INSERT OR DELETE OR UPDATE OF confirmed_at ON auth.totp_secrets FOR EACH ROW EXECUTE FUNCTION auth.note_second_factor();

--
-- Name: users raise_version; Type: TRIGGER; Schema: auth; Owner: muniment_owner
--

CREATE TRIGGER raise_version AFTER UPDATE OF suspended_at ON auth.users FOR EACH ROW EXECUTE FUNCTION access.raise_version();

--
-- Name: jobs announce; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER announce AFTER INSERT OR UPDATE OF state ON public.jobs FOR EACH ROW WHEN ((new.state = 'waiting'::text)) EXECUTE FUNCTION access.announce_job();

--
-- Name: events append_only; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.events FOR EACH ROW EXECUTE FUNCTION access.refuse_change();

--
-- Name: events append_only_truncate; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON public.events FOR EACH STATEMENT EXECUTE FUNCTION access.refuse_change();

--
-- Name: versions count_erased; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER count_erased AFTER DELETE ON public.versions REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION access.count_erased();

--
-- Name: uploads count_upload; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER count_upload AFTER INSERT ON public.uploads FOR EACH ROW EXECUTE FUNCTION access.count_upload();

--
-- Name: uploads count_upload_again; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER count_upload_again AFTER UPDATE ON public.uploads FOR EACH ROW WHEN (((old.reserved <> new.reserved) OR ((new.reserved > 0) AND (old.room_id <> new.room_id)))) EXECUTE FUNCTION access.count_upload();

--
-- Name: versions count_version; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER count_version AFTER INSERT ON public.versions FOR EACH ROW EXECUTE FUNCTION access.count_version();

--
-- Name: organizations cut_other_ways; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER cut_other_ways AFTER UPDATE OF sign_in_ways ON public.organizations FOR EACH ROW WHEN (((new.sign_in_ways IS NOT NULL) AND (new.sign_in_ways IS DISTINCT FROM old.sign_in_ways))) EXECUTE FUNCTION access.cut_other_ways();

--
-- Name: organizations cut_unenrolled; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER cut_unenrolled AFTER UPDATE OF require_second_factor ON public.organizations FOR EACH ROW WHEN ((new.require_second_factor AND (NOT old.require_second_factor))) EXECUTE FUNCTION access.cut_unenrolled();

--
-- Name: organizations first_version; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER first_version AFTER INSERT ON public.organizations FOR EACH ROW EXECUTE FUNCTION access.raise_version();

--
-- Name: versions follow_version; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER follow_version AFTER INSERT OR UPDATE OF state, media_type, sha256 ON public.versions FOR EACH ROW EXECUTE FUNCTION access.follow_version();

--
-- Name: versions forget_object; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER forget_object AFTER DELETE ON public.versions FOR EACH ROW EXECUTE FUNCTION access.forget_object();

--
-- Name: members keep_an_owner; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE CONSTRAINT TRIGGER keep_an_owner AFTER UPDATE OF suspended_at ON public.members DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.suspended_at IS NOT NULL)) EXECUTE FUNCTION access.keep_an_owner();

--
-- Name: user_roles keep_an_owner; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE CONSTRAINT TRIGGER keep_an_owner AFTER DELETE OR UPDATE ON public.user_roles DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION access.keep_an_owner();

--
-- Name: departments keep_departments_a_tree; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER keep_departments_a_tree BEFORE INSERT OR UPDATE OF parent_id ON public.departments FOR EACH ROW WHEN ((new.parent_id IS NOT NULL)) EXECUTE FUNCTION access.keep_departments_a_tree();

--
-- Name: versions name_object; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER name_object BEFORE INSERT ON public.versions FOR EACH ROW EXECUTE FUNCTION access.name_object();

--
-- Name: versions note_object; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER note_object BEFORE INSERT OR UPDATE OF state ON public.versions FOR EACH ROW WHEN ((new.state = 'available'::text)) EXECUTE FUNCTION access.note_object();

--
-- Name: documents place_in_scope; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER place_in_scope BEFORE INSERT ON public.documents FOR EACH ROW EXECUTE FUNCTION access.place_in_scope();

--
-- Name: folders place_in_scope; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER place_in_scope BEFORE INSERT ON public.folders FOR EACH ROW EXECUTE FUNCTION access.place_in_scope();

--
-- Name: events publish; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER publish AFTER INSERT ON public.events FOR EACH ROW WHEN (new.published) EXECUTE FUNCTION access.publish_event();

--
-- Name: department_members raise_version; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER raise_version AFTER INSERT OR DELETE OR UPDATE ON public.department_members FOR EACH ROW EXECUTE FUNCTION access.raise_version();

--
-- Name: departments raise_version; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER raise_version AFTER DELETE OR UPDATE OF parent_id ON public.departments FOR EACH ROW EXECUTE FUNCTION access.raise_version();

--
-- Name: documents raise_version; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER raise_version AFTER UPDATE OF department_id, sensitivity ON public.documents FOR EACH ROW WHEN (((old.room_id = new.room_id) AND ((old.department_id IS DISTINCT FROM new.department_id) OR (old.sensitivity IS DISTINCT FROM new.sensitivity)))) EXECUTE FUNCTION access.raise_version();

--
-- Name: grants raise_version; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER raise_version AFTER INSERT OR DELETE OR UPDATE ON public.grants FOR EACH ROW EXECUTE FUNCTION access.raise_version();

--
-- Name: members raise_version; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER raise_version AFTER UPDATE OF suspended_at ON public.members FOR EACH ROW EXECUTE FUNCTION access.raise_version();

--
-- Name: role_permissions raise_version; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER raise_version AFTER INSERT OR DELETE OR UPDATE ON public.role_permissions FOR EACH ROW EXECUTE FUNCTION access.raise_version();

--
-- Name: roles raise_version; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER raise_version AFTER DELETE OR UPDATE OF clearance, guest ON public.roles FOR EACH ROW EXECUTE FUNCTION access.raise_version();

--
-- Name: rooms raise_version; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER raise_version AFTER UPDATE OF department_id ON public.rooms FOR EACH ROW EXECUTE FUNCTION access.raise_version();

--
-- Name: user_roles raise_version; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER raise_version AFTER INSERT OR DELETE OR UPDATE ON public.user_roles FOR EACH ROW EXECUTE FUNCTION access.raise_version();

--
-- Name: scopes raise_version_delete; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER raise_version_delete AFTER DELETE ON public.scopes REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION access.raise_versions();

--
-- Name: scopes raise_version_insert; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER raise_version_insert AFTER INSERT ON public.scopes REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION access.raise_versions();

--
-- Name: scopes raise_version_update; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER raise_version_update AFTER UPDATE ON public.scopes REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION access.raise_versions();

--
-- Name: documents refuse_archived; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER refuse_archived BEFORE INSERT OR UPDATE OF revision, folder_id, name, title, description, tags, document_date, owner_id, sensitivity, locked_by ON public.documents FOR EACH ROW EXECUTE FUNCTION access.refuse_archived();

--
-- Name: folders refuse_archived; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER refuse_archived BEFORE INSERT OR UPDATE OF revision, parent_id ON public.folders FOR EACH ROW EXECUTE FUNCTION access.refuse_archived();

--
-- Name: grants refuse_archived; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER refuse_archived BEFORE INSERT OR UPDATE ON public.grants FOR EACH ROW EXECUTE FUNCTION access.refuse_archived();

--
-- Name: rooms refuse_archived; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER refuse_archived BEFORE UPDATE OF name, description ON public.rooms FOR EACH ROW EXECUTE FUNCTION access.refuse_archived();

--
-- Name: scopes refuse_archived; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER refuse_archived BEFORE INSERT ON public.scopes FOR EACH ROW EXECUTE FUNCTION access.refuse_archived();

--
-- Name: uploads refuse_archived; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER refuse_archived BEFORE INSERT ON public.uploads FOR EACH ROW EXECUTE FUNCTION access.refuse_archived();

--
-- Name: versions refuse_archived; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER refuse_archived BEFORE INSERT OR UPDATE OF note ON public.versions FOR EACH ROW EXECUTE FUNCTION access.refuse_archived();

--
-- Name: rooms refuse_archived_limit; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER refuse_archived_limit BEFORE UPDATE OF limit_bytes ON public.rooms FOR EACH ROW EXECUTE FUNCTION access.refuse_archived();

--
-- Name: uploads release_upload; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE CONSTRAINT TRIGGER release_upload AFTER DELETE ON public.uploads DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((old.reserved > 0)) EXECUTE FUNCTION access.release_upload();

--
-- Name: documents remember_tags; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER remember_tags AFTER INSERT OR UPDATE OF tags, room_id ON public.documents FOR EACH ROW WHEN ((cardinality(new.tags) > 0)) EXECUTE FUNCTION access.remember_tags();

--
-- Name: versions want_preview; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER want_preview AFTER INSERT OR UPDATE OF state ON public.versions FOR EACH ROW WHEN ((new.state = 'available'::text)) EXECUTE FUNCTION access.want_preview();

--
-- Name: accounts accounts_user_id_fkey; Type: FK CONSTRAINT; Schema: auth; Owner: muniment_owner
--

ALTER TABLE ONLY auth.accounts
    ADD CONSTRAINT accounts_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

--
-- Name: avatars avatars_user_id_fkey; Type: FK CONSTRAINT; Schema: auth; Owner: muniment_owner
--

ALTER TABLE ONLY auth.avatars
    ADD CONSTRAINT avatars_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

--
-- Name: devices devices_user_id_fkey; Type: FK CONSTRAINT; Schema: auth; Owner: muniment_owner
--

ALTER TABLE ONLY auth.devices
    ADD CONSTRAINT devices_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

--
-- Name: passkeys passkeys_user_id_fkey; Type: FK CONSTRAINT; Schema: auth; Owner: muniment_owner
--

ALTER TABLE ONLY auth.passkeys
    ADD CONSTRAINT passkeys_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

--
-- Name: recovery_codes recovery_codes_user_id_fkey; Type: FK CONSTRAINT; Schema: auth; Owner: muniment_owner
--

ALTER TABLE ONLY auth.recovery_codes
    ADD CONSTRAINT recovery_codes_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

--
-- Name: sessions sessions_user_id_fkey; Type: FK CONSTRAINT; Schema: auth; Owner: muniment_owner
--

ALTER TABLE ONLY auth.sessions
    ADD CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

--
-- Name: totp_secrets totp_secrets_user_id_fkey; Type: FK CONSTRAINT; Schema: auth; Owner: muniment_owner
--

ALTER TABLE ONLY auth.totp_secrets
    ADD CONSTRAINT totp_secrets_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

--
-- Name: access_versions access_versions_organization_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.access_versions
    ADD CONSTRAINT access_versions_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE;

--
-- Name: actor_scopes actor_scopes_member_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.actor_scopes
    ADD CONSTRAINT actor_scopes_member_id_fkey FOREIGN KEY (member_id) REFERENCES public.members(id) ON DELETE CASCADE;

--
-- Name: actor_scopes actor_scopes_scope_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.actor_scopes
    ADD CONSTRAINT actor_scopes_scope_id_fkey FOREIGN KEY (scope_id) REFERENCES public.scopes(id) ON DELETE CASCADE;

--
-- Name: actor_views actor_views_member_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.actor_views
    ADD CONSTRAINT actor_views_member_id_fkey FOREIGN KEY (member_id) REFERENCES public.members(id) ON DELETE CASCADE;

--
-- Name: actor_views actor_views_organization_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.actor_views
    ADD CONSTRAINT actor_views_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE;

--
-- Name: archives archives_organization_id_member_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.archives
    ADD CONSTRAINT archives_organization_id_member_id_fkey FOREIGN KEY (organization_id, member_id) REFERENCES public.members(organization_id, id);

--
-- Name: bulk_acts bulk_acts_organization_id_member_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.bulk_acts
    ADD CONSTRAINT bulk_acts_organization_id_member_id_fkey FOREIGN KEY (organization_id, member_id) REFERENCES public.members(organization_id, id) ON DELETE CASCADE;

--
-- Name: bulk_items bulk_items_organization_id_bulk_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.bulk_items
    ADD CONSTRAINT bulk_items_organization_id_bulk_id_fkey FOREIGN KEY (organization_id, bulk_id) REFERENCES public.bulk_acts(organization_id, id) ON DELETE CASCADE;

--
-- Name: department_members department_members_organization_id_department_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.department_members
    ADD CONSTRAINT department_members_organization_id_department_id_fkey FOREIGN KEY (organization_id, department_id) REFERENCES public.departments(organization_id, id) ON DELETE CASCADE;

--
-- Name: department_members department_members_organization_id_member_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.department_members
    ADD CONSTRAINT department_members_organization_id_member_id_fkey FOREIGN KEY (organization_id, member_id) REFERENCES public.members(organization_id, id) ON DELETE CASCADE;

--
-- Name: departments departments_organization_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.departments
    ADD CONSTRAINT departments_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

--
-- Name: departments departments_organization_id_manager_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.departments
    ADD CONSTRAINT departments_organization_id_manager_id_fkey FOREIGN KEY (organization_id, manager_id) REFERENCES public.members(organization_id, id) ON DELETE SET NULL (manager_id);

--
-- Name: departments departments_organization_id_parent_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.departments
    ADD CONSTRAINT departments_organization_id_parent_id_fkey FOREIGN KEY (organization_id, parent_id) REFERENCES public.departments(organization_id, id);

--
-- Name: documents documents_organization_id_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_organization_id_created_by_fkey FOREIGN KEY (organization_id, created_by) REFERENCES public.members(organization_id, id);

--
-- Name: documents documents_organization_id_current_version_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_organization_id_current_version_id_fkey FOREIGN KEY (organization_id, current_version_id) REFERENCES public.versions(organization_id, id) DEFERRABLE INITIALLY DEFERRED;

--
-- Name: documents documents_organization_id_department_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_organization_id_department_id_fkey FOREIGN KEY (organization_id, department_id) REFERENCES public.departments(organization_id, id) ON DELETE SET NULL (department_id);

--
-- Name: documents documents_organization_id_folder_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_organization_id_folder_id_fkey FOREIGN KEY (organization_id, folder_id) REFERENCES public.folders(organization_id, id);

--
-- Name: documents documents_organization_id_locked_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_organization_id_locked_by_fkey FOREIGN KEY (organization_id, locked_by) REFERENCES public.members(organization_id, id);

--
-- Name: documents documents_organization_id_owner_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_organization_id_owner_id_fkey FOREIGN KEY (organization_id, owner_id) REFERENCES public.members(organization_id, id);

--
-- Name: documents documents_organization_id_room_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_organization_id_room_id_fkey FOREIGN KEY (organization_id, room_id) REFERENCES public.rooms(organization_id, id);

--
-- Name: documents documents_organization_id_scope_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_organization_id_scope_id_fkey FOREIGN KEY (organization_id, scope_id) REFERENCES public.scopes(organization_id, id);

--
-- Name: documents documents_organization_id_sensitivity_set_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_organization_id_sensitivity_set_by_fkey FOREIGN KEY (organization_id, sensitivity_set_by) REFERENCES public.members(organization_id, id);

--
-- Name: documents documents_organization_id_trash_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_organization_id_trash_id_fkey FOREIGN KEY (organization_id, trash_id) REFERENCES public.trash(organization_id, id);

--
-- Name: events events_organization_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

--
-- Name: folders folders_organization_id_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.folders
    ADD CONSTRAINT folders_organization_id_created_by_fkey FOREIGN KEY (organization_id, created_by) REFERENCES public.members(organization_id, id);

--
-- Name: folders folders_organization_id_room_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.folders
    ADD CONSTRAINT folders_organization_id_room_id_fkey FOREIGN KEY (organization_id, room_id) REFERENCES public.rooms(organization_id, id);

--
-- Name: folders folders_organization_id_scope_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.folders
    ADD CONSTRAINT folders_organization_id_scope_id_fkey FOREIGN KEY (organization_id, scope_id) REFERENCES public.scopes(organization_id, id);

--
-- Name: folders folders_organization_id_trash_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.folders
    ADD CONSTRAINT folders_organization_id_trash_id_fkey FOREIGN KEY (organization_id, trash_id) REFERENCES public.trash(organization_id, id);

--
-- Name: folders folders_parent_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.folders
    ADD CONSTRAINT folders_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES public.folders(id);

--
-- Name: grants grants_organization_id_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.grants
    ADD CONSTRAINT grants_organization_id_created_by_fkey FOREIGN KEY (organization_id, created_by) REFERENCES public.members(organization_id, id) ON DELETE SET NULL (created_by);

--
-- Name: grants grants_organization_id_department_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.grants
    ADD CONSTRAINT grants_organization_id_department_id_fkey FOREIGN KEY (organization_id, department_id) REFERENCES public.departments(organization_id, id) ON DELETE CASCADE;

--
-- Name: grants grants_organization_id_member_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.grants
    ADD CONSTRAINT grants_organization_id_member_id_fkey FOREIGN KEY (organization_id, member_id) REFERENCES public.members(organization_id, id) ON DELETE CASCADE;

--
-- Name: grants grants_organization_id_scope_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.grants
    ADD CONSTRAINT grants_organization_id_scope_id_fkey FOREIGN KEY (organization_id, scope_id) REFERENCES public.scopes(organization_id, id) ON DELETE CASCADE;

--
-- Name: grants grants_role_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.grants
    ADD CONSTRAINT grants_role_id_fkey FOREIGN KEY (role_id) REFERENCES public.roles(id) ON DELETE CASCADE;

--
-- Name: integrity_runs integrity_runs_organization_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.integrity_runs
    ADD CONSTRAINT integrity_runs_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

--
-- Name: jobs jobs_organization_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.jobs
    ADD CONSTRAINT jobs_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

--
-- Name: links links_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.links
    ADD CONSTRAINT links_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.members(id);

--
-- Name: links links_organization_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.links
    ADD CONSTRAINT links_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

--
-- Name: links links_role_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.links
    ADD CONSTRAINT links_role_id_fkey FOREIGN KEY (role_id) REFERENCES public.roles(id);

--
-- Name: mails mails_organization_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.mails
    ADD CONSTRAINT mails_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

--
-- Name: members members_organization_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

--
-- Name: members members_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id);

--
-- Name: outbox outbox_position_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_position_fkey FOREIGN KEY ("position") REFERENCES public.events("position");

--
-- Name: previews previews_organization_id_version_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.previews
    ADD CONSTRAINT previews_organization_id_version_id_fkey FOREIGN KEY (organization_id, version_id) REFERENCES public.versions(organization_id, id) ON DELETE CASCADE;

--
-- Name: role_permissions role_permissions_permission_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.role_permissions
    ADD CONSTRAINT role_permissions_permission_fkey FOREIGN KEY (permission) REFERENCES public.permissions(name) ON DELETE CASCADE;

--
-- Name: role_permissions role_permissions_role_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.role_permissions
    ADD CONSTRAINT role_permissions_role_id_fkey FOREIGN KEY (role_id) REFERENCES public.roles(id) ON DELETE CASCADE;

--
-- Name: roles roles_organization_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.roles
    ADD CONSTRAINT roles_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

--
-- Name: room_tags room_tags_organization_id_room_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.room_tags
    ADD CONSTRAINT room_tags_organization_id_room_id_fkey FOREIGN KEY (organization_id, room_id) REFERENCES public.rooms(organization_id, id) ON DELETE CASCADE;

--
-- Name: rooms rooms_organization_id_archived_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.rooms
    ADD CONSTRAINT rooms_organization_id_archived_by_fkey FOREIGN KEY (organization_id, archived_by) REFERENCES public.members(organization_id, id) ON DELETE SET NULL (archived_by);

--
-- Name: rooms rooms_organization_id_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.rooms
    ADD CONSTRAINT rooms_organization_id_created_by_fkey FOREIGN KEY (organization_id, created_by) REFERENCES public.members(organization_id, id);

--
-- Name: rooms rooms_organization_id_department_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.rooms
    ADD CONSTRAINT rooms_organization_id_department_id_fkey FOREIGN KEY (organization_id, department_id) REFERENCES public.departments(organization_id, id) ON DELETE SET NULL (department_id);

--
-- Name: rooms rooms_organization_id_scope_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.rooms
    ADD CONSTRAINT rooms_organization_id_scope_id_fkey FOREIGN KEY (organization_id, scope_id) REFERENCES public.scopes(organization_id, id);

--
-- Name: scopes scopes_organization_id_document_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.scopes
    ADD CONSTRAINT scopes_organization_id_document_id_fkey FOREIGN KEY (organization_id, document_id) REFERENCES public.documents(organization_id, id) DEFERRABLE INITIALLY DEFERRED;

--
-- Name: scopes scopes_organization_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.scopes
    ADD CONSTRAINT scopes_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

--
-- Name: scopes scopes_organization_id_folder_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.scopes
    ADD CONSTRAINT scopes_organization_id_folder_id_fkey FOREIGN KEY (organization_id, folder_id) REFERENCES public.folders(organization_id, id) DEFERRABLE INITIALLY DEFERRED;

--
-- Name: scopes scopes_organization_id_parent_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.scopes
    ADD CONSTRAINT scopes_organization_id_parent_id_fkey FOREIGN KEY (organization_id, parent_id) REFERENCES public.scopes(organization_id, id);

--
-- Name: scopes scopes_organization_id_room_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.scopes
    ADD CONSTRAINT scopes_organization_id_room_id_fkey FOREIGN KEY (organization_id, room_id) REFERENCES public.rooms(organization_id, id) DEFERRABLE INITIALLY DEFERRED;

--
-- Name: settings settings_updated_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.settings
    ADD CONSTRAINT settings_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES auth.users(id) ON DELETE SET NULL;

--
-- Name: stored_bytes stored_bytes_organization_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.stored_bytes
    ADD CONSTRAINT stored_bytes_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

--
-- Name: stored_bytes stored_bytes_organization_id_room_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.stored_bytes
    ADD CONSTRAINT stored_bytes_organization_id_room_id_fkey FOREIGN KEY (organization_id, room_id) REFERENCES public.rooms(organization_id, id);

--
-- Name: stored_objects stored_objects_organization_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.stored_objects
    ADD CONSTRAINT stored_objects_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

--
-- Name: trash trash_organization_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.trash
    ADD CONSTRAINT trash_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

--
-- Name: trash trash_organization_id_purged_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.trash
    ADD CONSTRAINT trash_organization_id_purged_by_fkey FOREIGN KEY (organization_id, purged_by) REFERENCES public.members(organization_id, id) ON DELETE SET NULL (purged_by);

--
-- Name: trash trash_organization_id_trashed_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.trash
    ADD CONSTRAINT trash_organization_id_trashed_by_fkey FOREIGN KEY (organization_id, trashed_by) REFERENCES public.members(organization_id, id) ON DELETE SET NULL (trashed_by);

--
-- Name: upload_parts upload_parts_upload_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.upload_parts
    ADD CONSTRAINT upload_parts_upload_id_fkey FOREIGN KEY (upload_id) REFERENCES public.uploads(id) ON DELETE CASCADE;

--
-- Name: uploads uploads_organization_id_folder_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.uploads
    ADD CONSTRAINT uploads_organization_id_folder_id_fkey FOREIGN KEY (organization_id, folder_id) REFERENCES public.folders(organization_id, id);

--
-- Name: uploads uploads_organization_id_member_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.uploads
    ADD CONSTRAINT uploads_organization_id_member_id_fkey FOREIGN KEY (organization_id, member_id) REFERENCES public.members(organization_id, id);

--
-- Name: uploads uploads_organization_id_room_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.uploads
    ADD CONSTRAINT uploads_organization_id_room_id_fkey FOREIGN KEY (organization_id, room_id) REFERENCES public.rooms(organization_id, id);

--
-- Name: user_roles user_roles_organization_id_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.user_roles
    ADD CONSTRAINT user_roles_organization_id_created_by_fkey FOREIGN KEY (organization_id, created_by) REFERENCES public.members(organization_id, id) ON DELETE SET NULL (created_by);

--
-- Name: user_roles user_roles_organization_id_department_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.user_roles
    ADD CONSTRAINT user_roles_organization_id_department_id_fkey FOREIGN KEY (organization_id, department_id) REFERENCES public.departments(organization_id, id) ON DELETE CASCADE;

--
-- Name: user_roles user_roles_organization_id_member_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.user_roles
    ADD CONSTRAINT user_roles_organization_id_member_id_fkey FOREIGN KEY (organization_id, member_id) REFERENCES public.members(organization_id, id) ON DELETE CASCADE;

--
-- Name: user_roles user_roles_role_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.user_roles
    ADD CONSTRAINT user_roles_role_id_fkey FOREIGN KEY (role_id) REFERENCES public.roles(id);

--
-- Name: versions versions_organization_id_document_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.versions
    ADD CONSTRAINT versions_organization_id_document_id_fkey FOREIGN KEY (organization_id, document_id) REFERENCES public.documents(organization_id, id);

--
-- Name: versions versions_organization_id_uploaded_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.versions
    ADD CONSTRAINT versions_organization_id_uploaded_by_fkey FOREIGN KEY (organization_id, uploaded_by) REFERENCES public.members(organization_id, id);

--
-- Name: accounts; Type: ROW SECURITY; Schema: auth; Owner: muniment_owner
--

ALTER TABLE auth.accounts ENABLE ROW LEVEL SECURITY;

--
-- Name: accounts accounts; Type: POLICY; Schema: auth; Owner: muniment_owner
--

CREATE POLICY accounts ON auth.accounts TO muniment_auth USING (true) WITH CHECK (true);

--
-- Name: avatars accounts; Type: POLICY; Schema: auth; Owner: muniment_owner
--

CREATE POLICY accounts ON auth.avatars TO muniment_auth USING (true) WITH CHECK (true);

--
-- Name: devices accounts; Type: POLICY; Schema: auth; Owner: muniment_owner
--

CREATE POLICY accounts ON auth.devices TO muniment_auth USING (true) WITH CHECK (true);

--
-- Name: failures accounts; Type: POLICY; Schema: auth; Owner: muniment_owner
--

CREATE POLICY accounts ON auth.failures TO muniment_auth USING (true) WITH CHECK (true);

--
-- Name: passkeys accounts; Type: POLICY; Schema: auth; Owner: muniment_owner
--

CREATE POLICY accounts ON auth.passkeys TO muniment_auth USING (true) WITH CHECK (true);

--
-- Name: recovery_codes accounts; Type: POLICY; Schema: auth; Owner: muniment_owner
--

CREATE POLICY accounts ON auth.recovery_codes TO muniment_auth USING (true) WITH CHECK (true);

--
-- Name: sessions accounts; Type: POLICY; Schema: auth; Owner: muniment_owner
--

CREATE POLICY accounts ON auth.sessions TO muniment_auth USING (true) WITH CHECK (true);

--
-- Name: totp_secrets accounts; Type: POLICY; Schema: auth; Owner: muniment_owner
--

CREATE POLICY accounts ON auth.totp_secrets TO muniment_auth USING (true) WITH CHECK (true);

--
-- Name: users accounts; Type: POLICY; Schema: auth; Owner: muniment_owner
--

CREATE POLICY accounts ON auth.users TO muniment_auth USING (true) WITH CHECK (true);

--
-- Name: verifications accounts; Type: POLICY; Schema: auth; Owner: muniment_owner
--

CREATE POLICY accounts ON auth.verifications TO muniment_auth USING (true) WITH CHECK (true);

--
-- Name: avatars; Type: ROW SECURITY; Schema: auth; Owner: muniment_owner
--

ALTER TABLE auth.avatars ENABLE ROW LEVEL SECURITY;

--
-- Name: avatars colleagues; Type: POLICY; Schema: auth; Owner: muniment_owner
--

CREATE POLICY colleagues ON auth.avatars FOR SELECT TO muniment_app USING (((user_id = ( SELECT access.person_id() AS person_id)) OR (EXISTS ( SELECT
   FROM public.members m
  WHERE (m.user_id = avatars.user_id)))));

--
-- Name: users colleagues; Type: POLICY; Schema: auth; Owner: muniment_owner
--

CREATE POLICY colleagues ON auth.users FOR SELECT TO muniment_app USING (((id = ( SELECT access.person_id() AS person_id)) OR (EXISTS ( SELECT
   FROM public.members m
  WHERE (m.user_id = users.id)))));

--
-- Name: devices; Type: ROW SECURITY; Schema: auth; Owner: muniment_owner
--

ALTER TABLE auth.devices ENABLE ROW LEVEL SECURITY;

--
-- Name: failures; Type: ROW SECURITY; Schema: auth; Owner: muniment_owner
--

ALTER TABLE auth.failures ENABLE ROW LEVEL SECURITY;

--
-- Name: accounts owner; Type: POLICY; Schema: auth; Owner: muniment_owner
--

CREATE POLICY owner ON auth.accounts TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: passkeys owner; Type: POLICY; Schema: auth; Owner: muniment_owner
--

CREATE POLICY owner ON auth.passkeys TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: recovery_codes owner; Type: POLICY; Schema: auth; Owner: muniment_owner
--

CREATE POLICY owner ON auth.recovery_codes TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: sessions owner; Type: POLICY; Schema: auth; Owner: muniment_owner
--

CREATE POLICY owner ON auth.sessions TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: totp_secrets owner; Type: POLICY; Schema: auth; Owner: muniment_owner
--

CREATE POLICY owner ON auth.totp_secrets TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: users owner; Type: POLICY; Schema: auth; Owner: muniment_owner
--

CREATE POLICY owner ON auth.users TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: passkeys; Type: ROW SECURITY; Schema: auth; Owner: muniment_owner
--

ALTER TABLE auth.passkeys ENABLE ROW LEVEL SECURITY;

--
-- Name: recovery_codes; Type: ROW SECURITY; Schema: auth; Owner: muniment_owner
--

ALTER TABLE auth.recovery_codes ENABLE ROW LEVEL SECURITY;

--
-- Name: sessions; Type: ROW SECURITY; Schema: auth; Owner: muniment_owner
--

ALTER TABLE auth.sessions ENABLE ROW LEVEL SECURITY;

--
-- Name: totp_secrets; Type: ROW SECURITY; Schema: auth; Owner: muniment_owner
--

ALTER TABLE auth.totp_secrets ENABLE ROW LEVEL SECURITY;

--
-- Name: users; Type: ROW SECURITY; Schema: auth; Owner: muniment_owner
--

ALTER TABLE auth.users ENABLE ROW LEVEL SECURITY;

--
-- Name: verifications; Type: ROW SECURITY; Schema: auth; Owner: muniment_owner
--

ALTER TABLE auth.verifications ENABLE ROW LEVEL SECURITY;

--
-- Name: access_versions; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.access_versions ENABLE ROW LEVEL SECURITY;

--
-- Name: department_members accounts; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY accounts ON public.department_members FOR INSERT TO muniment_auth WITH CHECK (true);

--
-- Name: grants accounts; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY accounts ON public.grants FOR INSERT TO muniment_auth WITH CHECK (true);

--
-- Name: links accounts; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY accounts ON public.links TO muniment_auth USING (true) WITH CHECK (true);

--
-- Name: mails accounts; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY accounts ON public.mails FOR INSERT TO muniment_auth WITH CHECK (((template = ANY (ARRAY['recovery'::text, 'verification'::text, 'new_device'::text])) AND (state = 'waiting'::text) AND (organization_id IS NULL)));

--
-- Name: members accounts; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY accounts ON public.members TO muniment_auth USING (true) WITH CHECK (true);

--
-- Name: organizations accounts; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY accounts ON public.organizations TO muniment_auth USING (true) WITH CHECK (true);

--
-- Name: roles accounts; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY accounts ON public.roles FOR SELECT TO muniment_auth USING (true);

--
-- Name: rooms accounts; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY accounts ON public.rooms FOR SELECT TO muniment_auth USING (true);

--
-- Name: user_roles accounts; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY accounts ON public.user_roles FOR INSERT TO muniment_auth WITH CHECK (true);

--
-- Name: jobs accounts_owe; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY accounts_owe ON public.jobs FOR INSERT TO muniment_auth WITH CHECK (((name = 'mail.send'::text) AND (state = 'waiting'::text) AND (organization_id IS NULL)));

--
-- Name: events accounts_record; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY accounts_record ON public.events FOR INSERT TO muniment_auth WITH CHECK ((actor_system IS NULL));

--
-- Name: actor_scopes; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.actor_scopes ENABLE ROW LEVEL SECURITY;

--
-- Name: actor_views; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.actor_views ENABLE ROW LEVEL SECURITY;

--
-- Name: department_members add; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY add ON public.department_members FOR INSERT TO muniment_app WITH CHECK (((organization_id = ( SELECT access.organization_id() AS organization_id)) AND access.holds_for('departments.manage'::text, department_id) AND (EXISTS ( SELECT
   FROM public.members m
  WHERE (m.id = department_members.member_id)))));

--
-- Name: appliance_status; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.appliance_status ENABLE ROW LEVEL SECURITY;

--
-- Name: archives; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.archives ENABLE ROW LEVEL SECURITY;

--
-- Name: bulk_acts; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.bulk_acts ENABLE ROW LEVEL SECURITY;

--
-- Name: bulk_items; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.bulk_items ENABLE ROW LEVEL SECURITY;

--
-- Name: departments change; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY change ON public.departments TO muniment_app USING (((organization_id = ( SELECT access.organization_id() AS organization_id)) AND access.holds_for('departments.manage'::text, id))) WITH CHECK (((organization_id = ( SELECT access.organization_id() AS organization_id)) AND access.holds_for('departments.manage'::text, COALESCE(parent_id, id))));

--
-- Name: role_permissions change; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY change ON public.role_permissions FOR INSERT TO muniment_app WITH CHECK ((( SELECT access.holds('roles.manage'::text) AS holds) AND access.holds(permission) AND (EXISTS ( SELECT
   FROM public.roles r
  WHERE ((r.id = role_permissions.role_id) AND (r.organization_id = ( SELECT access.organization_id() AS organization_id)))))));

--
-- Name: roles change; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY change ON public.roles TO muniment_app USING (((organization_id = ( SELECT access.organization_id() AS organization_id)) AND ( SELECT access.holds('roles.manage'::text) AS holds))) WITH CHECK (((organization_id = ( SELECT access.organization_id() AS organization_id)) AND (key IS NULL) AND ( SELECT access.holds('roles.manage'::text) AS holds)));

--
-- Name: stored_objects check_them; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY check_them ON public.stored_objects TO muniment_worker USING (true) WITH CHECK (true);

--
-- Name: folders create_folder; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY create_folder ON public.folders FOR INSERT TO muniment_app WITH CHECK (((created_by = ( SELECT access.member_id() AS member_id)) AND
CASE ( SELECT access.sees_everything() AS sees_everything)
    WHEN true THEN (organization_id = ( SELECT access.organization_id() AS organization_id))
    WHEN false THEN (EXISTS ( SELECT
       FROM public.actor_scopes a
      WHERE ((a.scope_id = folders.scope_id) AND (a.level >= 3))))
    ELSE (scope_id IN ( SELECT v.scope_id
       FROM access.visible_scopes() v(scope_id, level)
      WHERE (v.level >= 3)))
END AND access.holds_for('folders.create'::text, access.department_of(room_id))));

--
-- Name: rooms create_room; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY create_room ON public.rooms FOR INSERT TO muniment_app WITH CHECK (((organization_id = ( SELECT access.organization_id() AS organization_id)) AND (created_by = ( SELECT access.member_id() AS member_id)) AND access.holds_for('rooms.create'::text, department_id)));

--
-- Name: department_members; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.department_members ENABLE ROW LEVEL SECURITY;

--
-- Name: departments; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.departments ENABLE ROW LEVEL SECURITY;

--
-- Name: documents; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.documents ENABLE ROW LEVEL SECURITY;

--
-- Name: documents edit; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY edit ON public.documents FOR UPDATE TO muniment_app USING (((trash_id IS NULL) AND
CASE ( SELECT access.sees_everything() AS sees_everything)
    WHEN true THEN (organization_id = ( SELECT access.organization_id() AS organization_id))
    WHEN false THEN (EXISTS ( SELECT
       FROM public.actor_scopes a
      WHERE ((a.scope_id = documents.scope_id) AND (a.level >= 3))))
    ELSE (scope_id IN ( SELECT v.scope_id
       FROM access.visible_scopes() v(scope_id, level)
      WHERE (v.level >= 3)))
END));

--
-- Name: folders edit; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY edit ON public.folders FOR UPDATE TO muniment_app USING (((trash_id IS NULL) AND
CASE ( SELECT access.sees_everything() AS sees_everything)
    WHEN true THEN (organization_id = ( SELECT access.organization_id() AS organization_id))
    WHEN false THEN (EXISTS ( SELECT
       FROM public.actor_scopes a
      WHERE ((a.scope_id = folders.scope_id) AND (a.level >= 3))))
    ELSE (scope_id IN ( SELECT v.scope_id
       FROM access.visible_scopes() v(scope_id, level)
      WHERE (v.level >= 3)))
END));

--
-- Name: rooms edit; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY edit ON public.rooms FOR UPDATE TO muniment_app USING ((scope_id IN ( SELECT v.scope_id
   FROM access.visible_scopes() v(scope_id, level)
  WHERE (v.level >= 4))));

--
-- Name: events; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.events ENABLE ROW LEVEL SECURITY;

--
-- Name: folders; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.folders ENABLE ROW LEVEL SECURITY;

--
-- Name: user_roles give; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY give ON public.user_roles FOR INSERT TO muniment_app WITH CHECK (((organization_id = ( SELECT access.organization_id() AS organization_id)) AND access.may_give(role_id, department_id) AND (EXISTS ( SELECT
   FROM public.members m
  WHERE (m.id = user_roles.member_id)))));

--
-- Name: grants; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.grants ENABLE ROW LEVEL SECURITY;

--
-- Name: integrity_runs; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.integrity_runs ENABLE ROW LEVEL SECURITY;

--
-- Name: links invite; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY invite ON public.links FOR INSERT TO muniment_app WITH CHECK (((purpose = 'invitation'::text) AND (((organization_id = ( SELECT access.organization_id() AS organization_id)) AND (created_by = ( SELECT access.member_id() AS member_id)) AND ( SELECT access.holds('members.invite'::text) AS holds)) OR ((created_by IS NULL) AND ( SELECT access.is_operator() AS is_operator)))));

--
-- Name: mails invite; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY invite ON public.mails FOR INSERT TO muniment_app WITH CHECK (((template = 'invitation'::text) AND (state = 'waiting'::text) AND (((organization_id = ( SELECT access.organization_id() AS organization_id)) AND ( SELECT access.holds('members.invite'::text) AS holds)) OR ( SELECT access.is_operator() AS is_operator))));

--
-- Name: jobs; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.jobs ENABLE ROW LEVEL SECURITY;

--
-- Name: links; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.links ENABLE ROW LEVEL SECURITY;

--
-- Name: jobs mail; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY mail ON public.jobs TO muniment_outbound USING ((name ~~ 'mail.%'::text)) WITH CHECK ((name ~~ 'mail.%'::text));

--
-- Name: settings mail; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY mail ON public.settings FOR SELECT TO muniment_outbound USING ((name = 'mail'::text));

--
-- Name: events mail_records; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY mail_records ON public.events FOR INSERT TO muniment_outbound WITH CHECK (((actor_system IS NOT NULL) AND (actor_user_id IS NULL)));

--
-- Name: mails; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.mails ENABLE ROW LEVEL SECURITY;

--
-- Name: grants manage; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY manage ON public.grants TO muniment_app USING (((organization_id = ( SELECT access.organization_id() AS organization_id)) AND
CASE ( SELECT access.sees_everything() AS sees_everything)
    WHEN true THEN (organization_id = ( SELECT access.organization_id() AS organization_id))
    WHEN false THEN (EXISTS ( SELECT
       FROM public.actor_scopes a
      WHERE ((a.scope_id = grants.scope_id) AND (a.level >= 4))))
    ELSE (scope_id IN ( SELECT v.scope_id
       FROM access.visible_scopes() v(scope_id, level)
      WHERE (v.level >= 4)))
END));

--
-- Name: members manage; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY manage ON public.members FOR UPDATE TO muniment_app USING (((organization_id = ( SELECT access.organization_id() AS organization_id)) AND (( SELECT access.holds('members.manage'::text) AS holds) OR (id IN ( SELECT p.member_id
   FROM access.people_for('members.manage'::text) p(member_id)))))) WITH CHECK ((organization_id = ( SELECT access.organization_id() AS organization_id)));

--
-- Name: scopes manage; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY manage ON public.scopes FOR UPDATE TO muniment_app USING (
CASE ( SELECT access.sees_everything() AS sees_everything)
    WHEN true THEN (organization_id = ( SELECT access.organization_id() AS organization_id))
    WHEN false THEN (EXISTS ( SELECT
       FROM public.actor_scopes a
      WHERE ((a.scope_id = scopes.id) AND (a.level >= 4))))
    ELSE (id IN ( SELECT v.scope_id
       FROM access.visible_scopes() v(scope_id, level)
      WHERE (v.level >= 4)))
END);

--
-- Name: members; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.members ENABLE ROW LEVEL SECURITY;

--
-- Name: actor_views nobody; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY nobody ON public.actor_views TO muniment_app USING (false);

--
-- Name: room_tags nobody; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY nobody ON public.room_tags TO muniment_app USING (false);

--
-- Name: versions note; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY note ON public.versions FOR UPDATE TO muniment_app USING ((EXISTS ( SELECT
   FROM (public.documents d
     JOIN access.visible_scopes() v(scope_id, level) ON ((v.scope_id = d.scope_id)))
  WHERE ((d.id = versions.document_id) AND ((v.level >= 4) OR ((v.level >= 3) AND (versions.uploaded_by = ( SELECT access.member_id() AS member_id))))))));

--
-- Name: integrity_runs of_document; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY of_document ON public.integrity_runs TO muniment_app USING (((organization_id = ( SELECT access.organization_id() AS organization_id)) AND ( SELECT access.holds('quarantine.read'::text) AS holds) AND (EXISTS ( SELECT
   FROM public.documents d
  WHERE (d.id = integrity_runs.document_id))))) WITH CHECK (((organization_id = ( SELECT access.organization_id() AS organization_id)) AND ( SELECT access.holds('quarantine.read'::text) AS holds) AND (asked_by = ( SELECT access.person_id() AS person_id)) AND (state = 'waiting'::text) AND (EXISTS ( SELECT
   FROM public.documents d
  WHERE (d.id = integrity_runs.document_id)))));

--
-- Name: integrity_runs operator; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY operator ON public.integrity_runs TO muniment_app USING (((document_id IS NULL) AND ( SELECT access.is_operator() AS is_operator))) WITH CHECK (((document_id IS NULL) AND ( SELECT access.is_operator() AS is_operator)));

--
-- Name: settings operator; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY operator ON public.settings TO muniment_app USING (( SELECT access.is_operator() AS is_operator)) WITH CHECK (( SELECT access.is_operator() AS is_operator));

--
-- Name: organizations operator_creates; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY operator_creates ON public.organizations FOR INSERT TO muniment_app WITH CHECK (( SELECT access.is_operator() AS is_operator));

--
-- Name: jobs operator_owes; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY operator_owes ON public.jobs FOR INSERT TO muniment_app WITH CHECK (((name = 'mail.send'::text) AND (state = 'waiting'::text) AND ( SELECT access.is_operator() AS is_operator)));

--
-- Name: mails operator_reads; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY operator_reads ON public.mails FOR SELECT TO muniment_app USING (((organization_id IS NULL) AND ( SELECT access.is_operator() AS is_operator)));

--
-- Name: mails operator_tests; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY operator_tests ON public.mails FOR INSERT TO muniment_app WITH CHECK (((template = 'test'::text) AND (state = 'waiting'::text) AND (organization_id IS NULL) AND ( SELECT access.is_operator() AS is_operator)));

--
-- Name: organizations; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.organizations ENABLE ROW LEVEL SECURITY;

--
-- Name: outbox; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.outbox ENABLE ROW LEVEL SECURITY;

--
-- Name: jobs owe; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owe ON public.jobs FOR INSERT TO muniment_app WITH CHECK (((organization_id = ( SELECT access.organization_id() AS organization_id)) AND (state = 'waiting'::text)));

--
-- Name: archives own; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY own ON public.archives TO muniment_app USING (((organization_id = ( SELECT access.organization_id() AS organization_id)) AND (member_id = ( SELECT access.member_id() AS member_id)))) WITH CHECK (((organization_id = ( SELECT access.organization_id() AS organization_id)) AND (member_id = ( SELECT access.member_id() AS member_id))));

--
-- Name: bulk_acts own; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY own ON public.bulk_acts TO muniment_app USING (((member_id = ( SELECT access.member_id() AS member_id)) AND (organization_id = ( SELECT access.organization_id() AS organization_id)))) WITH CHECK (((member_id = ( SELECT access.member_id() AS member_id)) AND (organization_id = ( SELECT access.organization_id() AS organization_id))));

--
-- Name: bulk_items own; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY own ON public.bulk_items TO muniment_app USING ((EXISTS ( SELECT
   FROM public.bulk_acts b
  WHERE (b.id = bulk_items.bulk_id)))) WITH CHECK ((EXISTS ( SELECT
   FROM public.bulk_acts b
  WHERE (b.id = bulk_items.bulk_id))));

--
-- Name: upload_parts own; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY own ON public.upload_parts TO muniment_app USING ((EXISTS ( SELECT
   FROM public.uploads u
  WHERE (u.id = upload_parts.upload_id)))) WITH CHECK ((EXISTS ( SELECT
   FROM public.uploads u
  WHERE (u.id = upload_parts.upload_id))));

--
-- Name: uploads own; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY own ON public.uploads TO muniment_app USING (((member_id = ( SELECT access.member_id() AS member_id)) AND (organization_id = ( SELECT access.organization_id() AS organization_id)))) WITH CHECK (((member_id = ( SELECT access.member_id() AS member_id)) AND (organization_id = ( SELECT access.organization_id() AS organization_id))));

--
-- Name: access_versions owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.access_versions TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: actor_scopes owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.actor_scopes TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: actor_views owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.actor_views TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: appliance_status owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.appliance_status FOR SELECT TO muniment_owner USING (true);

--
-- Name: bulk_acts owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.bulk_acts TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: bulk_items owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.bulk_items TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: department_members owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.department_members TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: departments owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.departments TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: documents owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.documents TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: folders owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.folders TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: grants owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.grants TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: jobs owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.jobs TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: links owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.links TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: members owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.members TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: organizations owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.organizations TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: permissions owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.permissions TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: role_permissions owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.role_permissions TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: roles owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.roles TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: room_tags owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.room_tags TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: rooms owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.rooms TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: scopes owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.scopes TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: stored_bytes owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.stored_bytes TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: stored_objects owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.stored_objects TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: trash owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.trash TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: user_roles owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.user_roles TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: versions owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.versions TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: events owner_records; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner_records ON public.events FOR INSERT TO muniment_owner WITH CHECK (true);

--
-- Name: events people_record; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY people_record ON public.events FOR INSERT TO muniment_app WITH CHECK (((actor_system IS NULL) AND (actor_user_id = ( SELECT access.person_id() AS person_id)) AND (((organization_id = ( SELECT access.organization_id() AS organization_id)) AND (actor_member_id = ( SELECT access.member_id() AS member_id))) OR ((actor_member_id IS NULL) AND ( SELECT access.is_operator() AS is_operator)))));

--
-- Name: permissions; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.permissions ENABLE ROW LEVEL SECURITY;

--
-- Name: documents pipeline; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY pipeline ON public.documents FOR SELECT TO muniment_worker USING (true);

--
-- Name: previews pipeline; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY pipeline ON public.previews TO muniment_worker USING (true) WITH CHECK (true);

--
-- Name: upload_parts pipeline; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY pipeline ON public.upload_parts FOR SELECT TO muniment_worker USING (true);

--
-- Name: uploads pipeline; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY pipeline ON public.uploads TO muniment_worker USING (true) WITH CHECK (true);

--
-- Name: versions pipeline_decides; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY pipeline_decides ON public.versions FOR UPDATE TO muniment_worker USING (true) WITH CHECK (true);

--
-- Name: versions pipeline_read; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY pipeline_read ON public.versions FOR SELECT TO muniment_worker USING (true);

--
-- Name: previews; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.previews ENABLE ROW LEVEL SECURITY;

--
-- Name: settings providers; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY providers ON public.settings FOR SELECT TO muniment_auth USING ((name ~~ 'provider:%'::text));

--
-- Name: outbox publisher; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY publisher ON public.outbox TO muniment_owner USING (true);

--
-- Name: documents purge; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY purge ON public.documents FOR DELETE TO muniment_worker USING ((trash_id IS NOT NULL));

--
-- Name: folders purge; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY purge ON public.folders FOR DELETE TO muniment_worker USING ((trash_id IS NOT NULL));

--
-- Name: scopes purge; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY purge ON public.scopes FOR DELETE TO muniment_worker USING (((parent_id IS NOT NULL) AND (NOT (EXISTS ( SELECT
   FROM public.documents d
  WHERE ((d.id = scopes.document_id) AND (d.trash_id IS NULL))))) AND (NOT (EXISTS ( SELECT
   FROM public.folders f
  WHERE ((f.id = scopes.folder_id) AND (f.trash_id IS NULL)))))));

--
-- Name: versions purge; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY purge ON public.versions FOR DELETE TO muniment_worker USING ((EXISTS ( SELECT
   FROM public.documents d
  WHERE ((d.id = versions.document_id) AND (d.trash_id IS NOT NULL)))));

--
-- Name: folders purge_read; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY purge_read ON public.folders FOR SELECT TO muniment_worker USING (true);

--
-- Name: scopes purge_read; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY purge_read ON public.scopes FOR SELECT TO muniment_worker USING (true);

--
-- Name: actor_scopes read; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY read ON public.actor_scopes FOR SELECT TO muniment_app USING (((member_id = ( SELECT access.member_id() AS member_id)) AND (( SELECT access.sees_everything() AS sees_everything) IS FALSE)));

--
-- Name: appliance_status read; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY read ON public.appliance_status FOR SELECT TO muniment_app USING (true);

--
-- Name: department_members read; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY read ON public.department_members FOR SELECT TO muniment_app USING (((EXISTS ( SELECT
   FROM public.members m
  WHERE (m.id = department_members.member_id))) AND (EXISTS ( SELECT
   FROM public.departments d
  WHERE (d.id = department_members.department_id)))));

--
-- Name: departments read; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY read ON public.departments FOR SELECT TO muniment_app USING (((organization_id = ( SELECT access.organization_id() AS organization_id)) AND (( SELECT access.holds('members.read'::text) AS holds) OR (id IN ( SELECT d.id
   FROM access.departments_of(( SELECT access.member_id() AS member_id)) d(id))) OR access.holds_for('members.read'::text, id))));

--
-- Name: documents read; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY read ON public.documents FOR SELECT TO muniment_app USING (((trash_id IS NULL) AND
CASE ( SELECT access.sees_everything() AS sees_everything)
    WHEN true THEN (organization_id = ( SELECT access.organization_id() AS organization_id))
    WHEN false THEN (EXISTS ( SELECT
       FROM public.actor_scopes a
      WHERE ((a.scope_id = documents.scope_id) AND (a.level >= 1))))
    ELSE (scope_id IN ( SELECT v.scope_id
       FROM access.visible_scopes() v(scope_id, level)
      WHERE (v.level >= 1)))
END AND ((sensitivity <= ( SELECT access.clearance() AS clearance)) OR ((department_id, sensitivity) IN ( SELECT c.department_id,
    c.sensitivity
   FROM access.department_clearances() c(department_id, sensitivity))))));

--
-- Name: events read; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY read ON public.events FOR SELECT TO muniment_app USING (((organization_id = ( SELECT access.organization_id() AS organization_id)) AND (( SELECT access.holds('audit.read'::text) AS holds) OR ((room_id IS NOT NULL) AND
CASE
    WHEN (type = ANY (ARRAY['documents.trashed'::text, 'documents.left'::text, 'folders.trashed'::text, 'folders.left'::text])) THEN access.hears(scope_id, document_id)
    WHEN (document_id IS NOT NULL) THEN (EXISTS ( SELECT
       FROM public.documents d
      WHERE (d.id = events.document_id)))
    WHEN (folder_id IS NOT NULL) THEN (EXISTS ( SELECT
       FROM public.folders f
      WHERE (f.id = events.folder_id)))
    ELSE (EXISTS ( SELECT
       FROM public.rooms r
      WHERE (r.id = events.room_id)))
END))));

--
-- Name: folders read; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY read ON public.folders FOR SELECT TO muniment_app USING (((trash_id IS NULL) AND
CASE ( SELECT access.sees_everything() AS sees_everything)
    WHEN true THEN (organization_id = ( SELECT access.organization_id() AS organization_id))
    WHEN false THEN (EXISTS ( SELECT
       FROM public.actor_scopes a
      WHERE ((a.scope_id = folders.scope_id) AND (a.level >= 1))))
    ELSE (scope_id IN ( SELECT v.scope_id
       FROM access.visible_scopes() v(scope_id, level)
      WHERE (v.level >= 1)))
END));

--
-- Name: jobs read; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY read ON public.jobs FOR SELECT TO muniment_app USING (((organization_id = ( SELECT access.organization_id() AS organization_id)) AND ( SELECT access.holds('jobs.retry'::text) AS holds)));

--
-- Name: links read; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY read ON public.links FOR SELECT TO muniment_app USING (((purpose = 'invitation'::text) AND (organization_id = ( SELECT access.organization_id() AS organization_id)) AND ( SELECT access.holds('members.invite'::text) AS holds)));

--
-- Name: members read; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY read ON public.members FOR SELECT TO muniment_app USING (((organization_id = ( SELECT access.organization_id() AS organization_id)) AND ((id = ( SELECT access.member_id() AS member_id)) OR ( SELECT access.holds('members.read'::text) AS holds) OR (id IN ( SELECT p.member_id
   FROM access.people_for('members.read'::text) p(member_id))))));

--
-- Name: organizations read; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY read ON public.organizations FOR SELECT TO muniment_app USING (((id = ( SELECT access.organization_id() AS organization_id)) OR ( SELECT access.is_operator() AS is_operator)));

--
-- Name: permissions read; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY read ON public.permissions FOR SELECT TO muniment_app USING (true);

--
-- Name: previews read; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY read ON public.previews FOR SELECT TO muniment_app USING ((EXISTS ( SELECT
   FROM public.versions n
  WHERE (n.id = previews.version_id))));

--
-- Name: role_permissions read; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY read ON public.role_permissions FOR SELECT TO muniment_app USING ((EXISTS ( SELECT
   FROM public.roles r
  WHERE (r.id = role_permissions.role_id))));

--
-- Name: roles read; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY read ON public.roles FOR SELECT TO muniment_app USING (((organization_id IS NULL) OR (organization_id = ( SELECT access.organization_id() AS organization_id))));

--
-- Name: rooms read; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY read ON public.rooms FOR SELECT TO muniment_app USING (
CASE ( SELECT access.sees_everything() AS sees_everything)
    WHEN true THEN (organization_id = ( SELECT access.organization_id() AS organization_id))
    WHEN false THEN (EXISTS ( SELECT
       FROM public.actor_scopes a
      WHERE ((a.scope_id = rooms.scope_id) AND (a.level >= 1))))
    ELSE (scope_id IN ( SELECT v.scope_id
       FROM access.visible_scopes() v(scope_id, level)
      WHERE (v.level >= 1)))
END);

--
-- Name: scopes read; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY read ON public.scopes FOR SELECT TO muniment_app USING (
CASE ( SELECT access.sees_everything() AS sees_everything)
    WHEN true THEN (organization_id = ( SELECT access.organization_id() AS organization_id))
    WHEN false THEN (EXISTS ( SELECT
       FROM public.actor_scopes a
      WHERE ((a.scope_id = scopes.id) AND (a.level >= 1))))
    ELSE (id IN ( SELECT v.scope_id
       FROM access.visible_scopes() v(scope_id, level)
      WHERE (v.level >= 1)))
END);

--
-- Name: stored_bytes read; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY read ON public.stored_bytes FOR SELECT TO muniment_app USING (
CASE
    WHEN (room_id IS NULL) THEN (( SELECT access.is_operator() AS is_operator) OR ((organization_id = ( SELECT access.organization_id() AS organization_id)) AND ( SELECT access.holds('content.all'::text) AS holds)))
    ELSE (room_id IN ( SELECT r.id
       FROM public.rooms r
      WHERE
            CASE ( SELECT access.sees_everything() AS sees_everything)
                WHEN true THEN (r.organization_id = ( SELECT access.organization_id() AS organization_id))
                WHEN false THEN (EXISTS ( SELECT
                   FROM public.actor_scopes a
                  WHERE ((a.scope_id = r.scope_id) AND (a.level >= 4))))
                ELSE (r.scope_id IN ( SELECT v.scope_id
                   FROM access.visible_scopes() v(scope_id, level)
                  WHERE (v.level >= 4)))
            END))
END);

--
-- Name: stored_objects read; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY read ON public.stored_objects FOR SELECT TO muniment_app USING ((EXISTS ( SELECT
   FROM public.versions n
  WHERE (n.object_id = stored_objects.object_id))));

--
-- Name: user_roles read; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY read ON public.user_roles FOR SELECT TO muniment_app USING ((EXISTS ( SELECT
   FROM public.members m
  WHERE (m.id = user_roles.member_id))));

--
-- Name: versions read; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY read ON public.versions FOR SELECT TO muniment_app USING ((EXISTS ( SELECT
   FROM public.documents d
  WHERE (d.id = versions.document_id))));

--
-- Name: department_members remove; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY remove ON public.department_members FOR DELETE TO muniment_app USING (((organization_id = ( SELECT access.organization_id() AS organization_id)) AND access.holds_for('departments.manage'::text, department_id)));

--
-- Name: role_permissions remove; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY remove ON public.role_permissions FOR DELETE TO muniment_app USING ((( SELECT access.holds('roles.manage'::text) AS holds) AND (EXISTS ( SELECT
   FROM public.roles r
  WHERE ((r.id = role_permissions.role_id) AND (r.organization_id = ( SELECT access.organization_id() AS organization_id)))))));

--
-- Name: appliance_status report; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY report ON public.appliance_status TO muniment_worker USING (true) WITH CHECK (true);

--
-- Name: versions restore; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY restore ON public.versions FOR INSERT TO muniment_app WITH CHECK (((uploaded_by = ( SELECT access.member_id() AS member_id)) AND (state = 'available'::text) AND (restored_from IS NOT NULL) AND access.is_object_of(document_id, object_id, size, sha256) AND (EXISTS ( SELECT
   FROM public.documents d
  WHERE ((d.id = versions.document_id) AND
        CASE ( SELECT access.sees_everything() AS sees_everything)
            WHEN true THEN (d.organization_id = ( SELECT access.organization_id() AS organization_id))
            WHEN false THEN (EXISTS ( SELECT
               FROM public.actor_scopes a
              WHERE ((a.scope_id = d.scope_id) AND (a.level >= 3))))
            ELSE (d.scope_id IN ( SELECT v.scope_id
               FROM access.visible_scopes() v(scope_id, level)
              WHERE (v.level >= 3)))
        END)))));

--
-- Name: organizations retention; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY retention ON public.organizations FOR SELECT TO muniment_worker USING (true);

--
-- Name: jobs retry; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY retry ON public.jobs FOR UPDATE TO muniment_app USING (((organization_id = ( SELECT access.organization_id() AS organization_id)) AND ( SELECT access.holds('jobs.retry'::text) AS holds))) WITH CHECK ((state = 'waiting'::text));

--
-- Name: previews retry; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY retry ON public.previews FOR UPDATE TO muniment_app USING (((state = 'failed'::text) AND (EXISTS ( SELECT
   FROM (public.versions n
     JOIN public.documents d ON ((d.id = n.document_id)))
  WHERE ((n.id = previews.version_id) AND
        CASE ( SELECT access.sees_everything() AS sees_everything)
            WHEN true THEN (d.organization_id = ( SELECT access.organization_id() AS organization_id))
            WHEN false THEN (EXISTS ( SELECT
               FROM public.actor_scopes a
              WHERE ((a.scope_id = d.scope_id) AND (a.level >= 3))))
            ELSE (d.scope_id IN ( SELECT v.scope_id
               FROM access.visible_scopes() v(scope_id, level)
              WHERE (v.level >= 3)))
        END))))) WITH CHECK ((state = 'waiting'::text));

--
-- Name: links revoke; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY revoke ON public.links FOR DELETE TO muniment_app USING (((purpose = 'invitation'::text) AND (organization_id = ( SELECT access.organization_id() AS organization_id)) AND ( SELECT access.holds('members.invite'::text) AS holds)));

--
-- Name: role_permissions; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.role_permissions ENABLE ROW LEVEL SECURITY;

--
-- Name: roles; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.roles ENABLE ROW LEVEL SECURITY;

--
-- Name: room_tags; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.room_tags ENABLE ROW LEVEL SECURITY;

--
-- Name: rooms; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.rooms ENABLE ROW LEVEL SECURITY;

--
-- Name: scopes; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.scopes ENABLE ROW LEVEL SECURITY;

--
-- Name: organizations set_policy; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY set_policy ON public.organizations FOR UPDATE TO muniment_app USING (((id = ( SELECT access.organization_id() AS organization_id)) AND ( SELECT access.holds('organization.manage'::text) AS holds))) WITH CHECK ((id = ( SELECT access.organization_id() AS organization_id)));

--
-- Name: settings; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.settings ENABLE ROW LEVEL SECURITY;

--
-- Name: stored_bytes; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.stored_bytes ENABLE ROW LEVEL SECURITY;

--
-- Name: stored_objects; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.stored_objects ENABLE ROW LEVEL SECURITY;

--
-- Name: trash sweep; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY sweep ON public.trash TO muniment_worker USING (true) WITH CHECK (true);

--
-- Name: events system_records; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY system_records ON public.events FOR INSERT TO muniment_worker WITH CHECK (((actor_system IS NOT NULL) AND (actor_user_id IS NULL)));

--
-- Name: user_roles take; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY take ON public.user_roles FOR DELETE TO muniment_app USING (((organization_id = ( SELECT access.organization_id() AS organization_id)) AND access.may_give(role_id, department_id)));

--
-- Name: trash; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.trash ENABLE ROW LEVEL SECURITY;

--
-- Name: documents upload; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY upload ON public.documents FOR INSERT TO muniment_app WITH CHECK (((created_by = ( SELECT access.member_id() AS member_id)) AND
CASE ( SELECT access.sees_everything() AS sees_everything)
    WHEN true THEN (organization_id = ( SELECT access.organization_id() AS organization_id))
    WHEN false THEN (EXISTS ( SELECT
       FROM public.actor_scopes a
      WHERE ((a.scope_id = documents.scope_id) AND (a.level >= 3))))
    ELSE (scope_id IN ( SELECT v.scope_id
       FROM access.visible_scopes() v(scope_id, level)
      WHERE (v.level >= 3)))
END AND access.holds_for('documents.upload'::text, department_id)));

--
-- Name: versions upload; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY upload ON public.versions FOR INSERT TO muniment_app WITH CHECK (((uploaded_by = ( SELECT access.member_id() AS member_id)) AND (state = 'scanning'::text) AND (reason_code IS NULL) AND (object_id = id) AND (EXISTS ( SELECT
   FROM public.documents d
  WHERE ((d.id = versions.document_id) AND
        CASE ( SELECT access.sees_everything() AS sees_everything)
            WHEN true THEN (d.organization_id = ( SELECT access.organization_id() AS organization_id))
            WHEN false THEN (EXISTS ( SELECT
               FROM public.actor_scopes a
              WHERE ((a.scope_id = d.scope_id) AND (a.level >= 3))))
            ELSE (d.scope_id IN ( SELECT v.scope_id
               FROM access.visible_scopes() v(scope_id, level)
              WHERE (v.level >= 3)))
        END AND access.holds_for('documents.upload'::text, d.department_id))))));

--
-- Name: upload_parts; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.upload_parts ENABLE ROW LEVEL SECURITY;

--
-- Name: uploads; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.uploads ENABLE ROW LEVEL SECURITY;

--
-- Name: user_roles; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.user_roles ENABLE ROW LEVEL SECURITY;

--
-- Name: versions; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.versions ENABLE ROW LEVEL SECURITY;

--
-- Name: bulk_acts work; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY work ON public.bulk_acts TO muniment_worker USING (true) WITH CHECK (true);

--
-- Name: bulk_items work; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY work ON public.bulk_items TO muniment_worker USING (true) WITH CHECK (true);

--
-- Name: integrity_runs work; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY work ON public.integrity_runs TO muniment_worker USING (true) WITH CHECK (true);

--
-- Name: jobs work; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY work ON public.jobs TO muniment_worker USING (true) WITH CHECK (true);

--
-- Name: mails work; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY work ON public.mails TO muniment_outbound USING (true) WITH CHECK (true);

--
-- Name: members work; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY work ON public.members FOR SELECT TO muniment_worker USING (true);

--
-- Name: SCHEMA access; Type: ACL; Schema: -; Owner: muniment_access
--

GRANT USAGE ON SCHEMA access TO muniment_app;
GRANT USAGE ON SCHEMA access TO muniment_auth;
GRANT USAGE ON SCHEMA access TO muniment_worker;
GRANT ALL ON SCHEMA access TO muniment_owner;
GRANT USAGE ON SCHEMA access TO muniment_outbound;

--
-- Name: SCHEMA auth; Type: ACL; Schema: -; Owner: muniment_owner
--

GRANT USAGE ON SCHEMA auth TO muniment_auth;
GRANT USAGE ON SCHEMA auth TO muniment_app;
GRANT USAGE ON SCHEMA auth TO muniment_access;
GRANT USAGE ON SCHEMA auth TO muniment_worker;

--
-- Name: SCHEMA public; Type: ACL; Schema: -; Owner: pg_database_owner
--

GRANT USAGE ON SCHEMA public TO muniment_app;
GRANT USAGE ON SCHEMA public TO muniment_auth;
GRANT USAGE ON SCHEMA public TO muniment_access;
GRANT USAGE ON SCHEMA public TO muniment_worker;
GRANT USAGE ON SCHEMA public TO muniment_outbound;
GRANT USAGE ON SCHEMA public TO muniment_backup;

--
-- Name: FUNCTION act_as(as_member uuid, as_person uuid, as_operator uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.act_as(as_member uuid, as_person uuid, as_operator uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.act_as(as_member uuid, as_person uuid, as_operator uuid) TO muniment_app;

--
-- Name: FUNCTION admitted(members uuid[]); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.admitted(members uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION access.admitted(members uuid[]) TO muniment_server;

--
-- Name: FUNCTION archive_room(a_room uuid, at_revision integer, archive boolean); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.archive_room(a_room uuid, at_revision integer, archive boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION access.archive_room(a_room uuid, at_revision integer, archive boolean) TO muniment_app;

--
-- Name: FUNCTION audience(at_scope uuid, for_members uuid[]); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.audience(at_scope uuid, for_members uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION access.audience(at_scope uuid, for_members uuid[]) TO muniment_auth;

--
-- Name: FUNCTION clearance(); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.clearance() FROM PUBLIC;
GRANT ALL ON FUNCTION access.clearance() TO muniment_app;

--
-- Name: FUNCTION cleared_for(a_document uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.cleared_for(a_document uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.cleared_for(a_document uuid) TO muniment_app;

--
-- Name: FUNCTION compute_scopes(of_member uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.compute_scopes(of_member uuid) FROM PUBLIC;

--
-- Name: FUNCTION copy_document(a_document uuid, new_document uuid, new_version uuid, to_room uuid, to_folder uuid, new_name text); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.copy_document(a_document uuid, new_document uuid, new_version uuid, to_room uuid, to_folder uuid, new_name text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.copy_document(a_document uuid, new_document uuid, new_version uuid, to_room uuid, to_folder uuid, new_name text) TO muniment_app;

--
-- Name: FUNCTION count_bytes(of_organization uuid, in_organization bigint, of_room uuid, in_room bigint); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.count_bytes(of_organization uuid, in_organization bigint, of_room uuid, in_room bigint) FROM PUBLIC;

--
-- Name: FUNCTION cut_other_ways(); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.cut_other_ways() FROM PUBLIC;

--
-- Name: FUNCTION cut_unenrolled(); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.cut_unenrolled() FROM PUBLIC;

--
-- Name: FUNCTION damage_audience(a_run uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.damage_audience(a_run uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.damage_audience(a_run uuid) TO muniment_worker;
GRANT ALL ON FUNCTION access.damage_audience(a_run uuid) TO muniment_outbound;

--
-- Name: FUNCTION department_clearances(); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.department_clearances() FROM PUBLIC;
GRANT ALL ON FUNCTION access.department_clearances() TO muniment_app;

--
-- Name: FUNCTION department_of(a_room uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.department_of(a_room uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.department_of(a_room uuid) TO muniment_app;

--
-- Name: FUNCTION departments_below(top uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.departments_below(top uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.departments_below(top uuid) TO muniment_app;

--
-- Name: FUNCTION departments_of(of_member uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.departments_of(of_member uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.departments_of(of_member uuid) TO muniment_app;

--
-- Name: FUNCTION escape_pattern(letters text); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.escape_pattern(letters text) FROM PUBLIC;

--
-- Name: FUNCTION folders_around(of_folder uuid, of_document uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.folders_around(of_folder uuid, of_document uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.folders_around(of_folder uuid, of_document uuid) TO muniment_server;

--
-- Name: FUNCTION folders_below(top uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.folders_below(top uuid) FROM PUBLIC;

--
-- Name: FUNCTION hears(scope uuid, document uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.hears(scope uuid, document uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.hears(scope uuid, document uuid) TO muniment_app;

--
-- Name: FUNCTION hold_alone(a_room uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.hold_alone(a_room uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.hold_alone(a_room uuid) TO muniment_app;

--
-- Name: FUNCTION hold_object(object uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.hold_object(object uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.hold_object(object uuid) TO muniment_worker;

--
-- Name: FUNCTION hold_object(a_room uuid, an_object uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.hold_object(a_room uuid, an_object uuid) FROM PUBLIC;

--
-- Name: FUNCTION hold_place(a_room uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.hold_place(a_room uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.hold_place(a_room uuid) TO muniment_app;

--
-- Name: FUNCTION hold_room(a_room uuid, alone boolean); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.hold_room(a_room uuid, alone boolean) FROM PUBLIC;

--
-- Name: FUNCTION hold_rooms(one uuid, other uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.hold_rooms(one uuid, other uuid) FROM PUBLIC;

--
-- Name: TABLE documents; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT,INSERT ON TABLE public.documents TO muniment_app;
GRANT SELECT,DELETE ON TABLE public.documents TO muniment_worker;
GRANT SELECT,INSERT,UPDATE ON TABLE public.documents TO muniment_access;

--
-- Name: COLUMN documents.scope_id; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(scope_id) ON TABLE public.documents TO muniment_access;

--
-- Name: COLUMN documents.name; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(name) ON TABLE public.documents TO muniment_app;

--
-- Name: COLUMN documents.current_version_id; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(current_version_id) ON TABLE public.documents TO muniment_access;

--
-- Name: COLUMN documents.size; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(size) ON TABLE public.documents TO muniment_access;

--
-- Name: COLUMN documents.revision; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(revision) ON TABLE public.documents TO muniment_app;
GRANT UPDATE(revision) ON TABLE public.documents TO muniment_access;

--
-- Name: COLUMN documents.updated_at; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(updated_at) ON TABLE public.documents TO muniment_app;
GRANT UPDATE(updated_at) ON TABLE public.documents TO muniment_access;

--
-- Name: COLUMN documents.department_id; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(department_id) ON TABLE public.documents TO muniment_app;

--
-- Name: COLUMN documents.sensitivity; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(sensitivity) ON TABLE public.documents TO muniment_app;

--
-- Name: COLUMN documents.newest_version_id; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(newest_version_id) ON TABLE public.documents TO muniment_access;

--
-- Name: COLUMN documents.state; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(state) ON TABLE public.documents TO muniment_access;

--
-- Name: COLUMN documents.kind; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(kind) ON TABLE public.documents TO muniment_access;

--
-- Name: COLUMN documents.sha256; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(sha256) ON TABLE public.documents TO muniment_access;

--
-- Name: COLUMN documents.title; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(title) ON TABLE public.documents TO muniment_app;

--
-- Name: COLUMN documents.description; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(description) ON TABLE public.documents TO muniment_app;

--
-- Name: COLUMN documents.tags; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(tags) ON TABLE public.documents TO muniment_app;

--
-- Name: COLUMN documents.document_date; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(document_date) ON TABLE public.documents TO muniment_app;

--
-- Name: COLUMN documents.owner_id; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(owner_id) ON TABLE public.documents TO muniment_app;

--
-- Name: COLUMN documents.sensitivity_set_by; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(sensitivity_set_by) ON TABLE public.documents TO muniment_app;

--
-- Name: COLUMN documents.sensitivity_set_at; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(sensitivity_set_at) ON TABLE public.documents TO muniment_app;

--
-- Name: COLUMN documents.sensitivity_reason; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(sensitivity_reason) ON TABLE public.documents TO muniment_app;

--
-- Name: COLUMN documents.locked_by; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(locked_by) ON TABLE public.documents TO muniment_app;

--
-- Name: COLUMN documents.locked_at; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(locked_at) ON TABLE public.documents TO muniment_app;

--
-- Name: COLUMN documents.locked_until; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(locked_until) ON TABLE public.documents TO muniment_app;

--
-- Name: TABLE folders; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT,UPDATE ON TABLE public.folders TO muniment_access;
GRANT SELECT,INSERT ON TABLE public.folders TO muniment_app;
GRANT SELECT,DELETE ON TABLE public.folders TO muniment_worker;

--
-- Name: COLUMN folders.name; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(name) ON TABLE public.folders TO muniment_app;

--
-- Name: COLUMN folders.revision; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(revision) ON TABLE public.folders TO muniment_app;

--
-- Name: COLUMN folders.updated_at; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(updated_at) ON TABLE public.folders TO muniment_app;

--
-- Name: FUNCTION hold_thing(thing uuid, at_revision integer, alone boolean, other_room uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.hold_thing(thing uuid, at_revision integer, alone boolean, other_room uuid) FROM PUBLIC;

--
-- Name: FUNCTION holds(permission text); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.holds(permission text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.holds(permission text) TO muniment_app;

--
-- Name: FUNCTION holds_for(permission text, department uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.holds_for(permission text, department uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.holds_for(permission text, department uuid) TO muniment_app;

--
-- Name: FUNCTION integrity_state(); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.integrity_state() FROM PUBLIC;
GRANT ALL ON FUNCTION access.integrity_state() TO muniment_app;

--
-- Name: FUNCTION is_archived(a_room uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.is_archived(a_room uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.is_archived(a_room uuid) TO muniment_app;

--
-- Name: FUNCTION is_cleared(a_member uuid, department uuid, sensitivity smallint); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.is_cleared(a_member uuid, department uuid, sensitivity smallint) FROM PUBLIC;

--
-- Name: FUNCTION is_locked(a_document uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.is_locked(a_document uuid) FROM PUBLIC;

--
-- Name: FUNCTION is_object_of(a_document uuid, an_object uuid, of_size bigint, with_sha256 bytea); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.is_object_of(a_document uuid, an_object uuid, of_size bigint, with_sha256 bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION access.is_object_of(a_document uuid, an_object uuid, of_size bigint, with_sha256 bytea) TO muniment_app;

--
-- Name: FUNCTION is_operator(); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.is_operator() FROM PUBLIC;
GRANT ALL ON FUNCTION access.is_operator() TO muniment_app;

--
-- Name: FUNCTION kind_of(media_type text, file_name text); Type: ACL; Schema: access; Owner: muniment_owner
--

GRANT ALL ON FUNCTION access.kind_of(media_type text, file_name text) TO muniment_access;
GRANT ALL ON FUNCTION access.kind_of(media_type text, file_name text) TO muniment_worker;

--
-- Name: FUNCTION known_folders(these uuid[]); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.known_folders(these uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION access.known_folders(these uuid[]) TO muniment_app;

--
-- Name: FUNCTION knows(a_member uuid, another uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.knows(a_member uuid, another uuid) FROM PUBLIC;

--
-- Name: FUNCTION last_positions(rooms uuid[]); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.last_positions(rooms uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION access.last_positions(rooms uuid[]) TO muniment_server;

--
-- Name: FUNCTION level_at(scope uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.level_at(scope uuid) FROM PUBLIC;

--
-- Name: FUNCTION levels_at(of_scopes uuid[]); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.levels_at(of_scopes uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION access.levels_at(of_scopes uuid[]) TO muniment_app;

--
-- Name: FUNCTION limit_organization(an_organization uuid, most bigint); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.limit_organization(an_organization uuid, most bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION access.limit_organization(an_organization uuid, most bigint) TO muniment_app;

--
-- Name: FUNCTION list_documents(a_room uuid, asked jsonb); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.list_documents(a_room uuid, asked jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION access.list_documents(a_room uuid, asked jsonb) TO muniment_app;

--
-- Name: FUNCTION mail_is_set(); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.mail_is_set() FROM PUBLIC;
GRANT ALL ON FUNCTION access.mail_is_set() TO muniment_app;
GRANT ALL ON FUNCTION access.mail_is_set() TO muniment_auth;

--
-- Name: FUNCTION may_audit(at_scope uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.may_audit(at_scope uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.may_audit(at_scope uuid) TO muniment_app;

--
-- Name: FUNCTION may_give(role uuid, department uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.may_give(role uuid, department uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.may_give(role uuid, department uuid) TO muniment_app;

--
-- Name: FUNCTION memberships(person uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.memberships(person uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.memberships(person uuid) TO muniment_app;
GRANT ALL ON FUNCTION access.memberships(person uuid) TO muniment_auth;

--
-- Name: FUNCTION merge_scope(own uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.merge_scope(own uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.merge_scope(own uuid) TO muniment_app;

--
-- Name: FUNCTION move_thing(thing uuid, at_revision integer, to_room uuid, to_folder uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.move_thing(thing uuid, at_revision integer, to_room uuid, to_folder uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.move_thing(thing uuid, at_revision integer, to_room uuid, to_folder uuid) TO muniment_app;

--
-- Name: FUNCTION next_change(organizations uuid[]); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.next_change(organizations uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION access.next_change(organizations uuid[]) TO muniment_server;

--
-- Name: FUNCTION object_in_use(object uuid, grace_days integer); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.object_in_use(object uuid, grace_days integer) FROM PUBLIC;
GRANT ALL ON FUNCTION access.object_in_use(object uuid, grace_days integer) TO muniment_worker;

--
-- Name: FUNCTION open_room(new_room uuid, everyone_level smallint); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.open_room(new_room uuid, everyone_level smallint) FROM PUBLIC;
GRANT ALL ON FUNCTION access.open_room(new_room uuid, everyone_level smallint) TO muniment_app;

--
-- Name: FUNCTION organization_id(); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.organization_id() FROM PUBLIC;
GRANT ALL ON FUNCTION access.organization_id() TO muniment_app;

--
-- Name: FUNCTION organizations_requiring_second_factor(person uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.organizations_requiring_second_factor(person uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.organizations_requiring_second_factor(person uuid) TO muniment_app;
GRANT ALL ON FUNCTION access.organizations_requiring_second_factor(person uuid) TO muniment_auth;

--
-- Name: FUNCTION people_for(permission text); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.people_for(permission text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.people_for(permission text) TO muniment_app;

--
-- Name: FUNCTION purge_thing(act uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.purge_thing(act uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.purge_thing(act uuid) TO muniment_app;

--
-- Name: FUNCTION put_there(thing uuid, to_room uuid, to_folder uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.put_there(thing uuid, to_room uuid, to_folder uuid) FROM PUBLIC;

--
-- Name: FUNCTION put_thing(thing uuid, to_room uuid, to_folder uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.put_thing(thing uuid, to_room uuid, to_folder uuid) FROM PUBLIC;

--
-- Name: FUNCTION raise_for(organization uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.raise_for(organization uuid) FROM PUBLIC;

--
-- Name: FUNCTION reasons(of_member uuid, at_scope uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.reasons(of_member uuid, at_scope uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.reasons(of_member uuid, at_scope uuid) TO muniment_app;

--
-- Name: FUNCTION require_space(of_organization uuid, in_organization bigint, of_room uuid, in_room bigint, called text); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.require_space(of_organization uuid, in_organization bigint, of_room uuid, in_room bigint, called text) FROM PUBLIC;

--
-- Name: FUNCTION restore_thing(act uuid, elsewhere boolean, to_room uuid, to_folder uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.restore_thing(act uuid, elsewhere boolean, to_room uuid, to_folder uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.restore_thing(act uuid, elsewhere boolean, to_room uuid, to_folder uuid) TO muniment_app;

--
-- Name: FUNCTION room_has(a_room uuid, an_object uuid, but_for uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.room_has(a_room uuid, an_object uuid, but_for uuid) FROM PUBLIC;

--
-- Name: FUNCTION scope_of_place(a_room uuid, a_folder uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.scope_of_place(a_room uuid, a_folder uuid) FROM PUBLIC;

--
-- Name: FUNCTION sees_everything(); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.sees_everything() FROM PUBLIC;
GRANT ALL ON FUNCTION access.sees_everything() TO muniment_app;

--
-- Name: FUNCTION share_notice(of_grant uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.share_notice(of_grant uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.share_notice(of_grant uuid) TO muniment_outbound;

--
-- Name: FUNCTION sight_of_room(a_room uuid, OUT anything boolean, OUT scopes uuid[]); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.sight_of_room(a_room uuid, OUT anything boolean, OUT scopes uuid[]) FROM PUBLIC;

--
-- Name: FUNCTION sign_in_policy(organization uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.sign_in_policy(organization uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.sign_in_policy(organization uuid) TO muniment_app;
GRANT ALL ON FUNCTION access.sign_in_policy(organization uuid) TO muniment_auth;

--
-- Name: FUNCTION split_scope(a_folder uuid, a_document uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.split_scope(a_folder uuid, a_document uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.split_scope(a_folder uuid, a_document uuid) TO muniment_app;

--
-- Name: FUNCTION suggest_tags(a_room uuid, beginning text, most integer); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.suggest_tags(a_room uuid, beginning text, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION access.suggest_tags(a_room uuid, beginning text, most integer) TO muniment_app;

--
-- Name: TABLE events; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT ON TABLE public.events TO muniment_access;
GRANT SELECT,INSERT ON TABLE public.events TO muniment_app;
GRANT INSERT ON TABLE public.events TO muniment_auth;
GRANT INSERT ON TABLE public.events TO muniment_worker;
GRANT INSERT ON TABLE public.events TO muniment_outbound;

--
-- Name: FUNCTION take_outbox(for_consumer text, most integer); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.take_outbox(for_consumer text, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION access.take_outbox(for_consumer text, most integer) TO muniment_server;

--
-- Name: FUNCTION texts_of(list jsonb); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.texts_of(list jsonb) FROM PUBLIC;

--
-- Name: FUNCTION trash_shown(one uuid, before_at timestamp with time zone, before_id uuid, most integer); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.trash_shown(one uuid, before_at timestamp with time zone, before_id uuid, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION access.trash_shown(one uuid, before_at timestamp with time zone, before_id uuid, most integer) TO muniment_app;

--
-- Name: FUNCTION trash_thing(thing uuid, at_revision integer); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.trash_thing(thing uuid, at_revision integer) FROM PUBLIC;
GRANT ALL ON FUNCTION access.trash_thing(thing uuid, at_revision integer) TO muniment_app;

--
-- Name: FUNCTION uploading(listeners uuid[], places uuid[], within_seconds integer); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.uploading(listeners uuid[], places uuid[], within_seconds integer) FROM PUBLIC;
GRANT ALL ON FUNCTION access.uploading(listeners uuid[], places uuid[], within_seconds integer) TO muniment_server;

--
-- Name: FUNCTION visible_scopes(); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.visible_scopes() FROM PUBLIC;
GRANT ALL ON FUNCTION access.visible_scopes() TO muniment_app;

--
-- Name: FUNCTION who_can_see(at_scope uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.who_can_see(at_scope uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.who_can_see(at_scope uuid) TO muniment_app;

--
-- Name: FUNCTION who_hears(for_members uuid[], scope uuid, document uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.who_hears(for_members uuid[], scope uuid, document uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.who_hears(for_members uuid[], scope uuid, document uuid) TO muniment_server;

--
-- Name: FUNCTION who_may(for_members uuid[], at_least smallint, of_room uuid, of_folder uuid, of_document uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.who_may(for_members uuid[], at_least smallint, of_room uuid, of_folder uuid, of_document uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.who_may(for_members uuid[], at_least smallint, of_room uuid, of_folder uuid, of_document uuid) TO muniment_server;

--
-- Name: TABLE users; Type: ACL; Schema: auth; Owner: muniment_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE auth.users TO muniment_auth;
GRANT SELECT ON TABLE auth.users TO muniment_access;

--
-- Name: COLUMN users.id; Type: ACL; Schema: auth; Owner: muniment_owner
--

GRANT SELECT(id) ON TABLE auth.users TO muniment_app;

--
-- Name: COLUMN users.name; Type: ACL; Schema: auth; Owner: muniment_owner
--

GRANT SELECT(name) ON TABLE auth.users TO muniment_app;

--
-- Name: COLUMN users.email; Type: ACL; Schema: auth; Owner: muniment_owner
--

GRANT SELECT(email) ON TABLE auth.users TO muniment_app;

--
-- Name: COLUMN users.operator; Type: ACL; Schema: auth; Owner: muniment_owner
--

GRANT SELECT(operator) ON TABLE auth.users TO muniment_app;

--
-- Name: COLUMN users.suspended_at; Type: ACL; Schema: auth; Owner: muniment_owner
--

GRANT SELECT(suspended_at) ON TABLE auth.users TO muniment_app;

--
-- Name: COLUMN users.created_at; Type: ACL; Schema: auth; Owner: muniment_owner
--

GRANT SELECT(created_at) ON TABLE auth.users TO muniment_app;

--
-- Name: TABLE members; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT ON TABLE public.members TO muniment_access;
GRANT SELECT,INSERT ON TABLE public.members TO muniment_auth;
GRANT SELECT ON TABLE public.members TO muniment_app;

--
-- Name: COLUMN members.id; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(id) ON TABLE public.members TO muniment_worker;

--
-- Name: COLUMN members.organization_id; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(organization_id) ON TABLE public.members TO muniment_worker;

--
-- Name: COLUMN members.user_id; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(user_id) ON TABLE public.members TO muniment_worker;

--
-- Name: COLUMN members.suspended_at; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(suspended_at) ON TABLE public.members TO muniment_app;

--
-- Name: TABLE roles; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE public.roles TO muniment_app;
GRANT SELECT ON TABLE public.roles TO muniment_access;

--
-- Name: COLUMN roles.key; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(key) ON TABLE public.roles TO muniment_auth;

--
-- Name: COLUMN roles.name; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(name) ON TABLE public.roles TO muniment_auth;
GRANT UPDATE(name) ON TABLE public.roles TO muniment_app;

--
-- Name: COLUMN roles.id; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(id) ON TABLE public.roles TO muniment_auth;

--
-- Name: COLUMN roles.description; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(description) ON TABLE public.roles TO muniment_app;

--
-- Name: COLUMN roles.clearance; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(clearance) ON TABLE public.roles TO muniment_app;

--
-- Name: COLUMN roles.guest; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(guest) ON TABLE public.roles TO muniment_app;

--
-- Name: COLUMN roles.revision; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(revision) ON TABLE public.roles TO muniment_app;

--
-- Name: COLUMN roles.updated_at; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(updated_at) ON TABLE public.roles TO muniment_app;

--
-- Name: TABLE user_roles; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT ON TABLE public.user_roles TO muniment_access;
GRANT INSERT ON TABLE public.user_roles TO muniment_auth;
GRANT SELECT,INSERT,DELETE ON TABLE public.user_roles TO muniment_app;

--
-- Name: TABLE accounts; Type: ACL; Schema: auth; Owner: muniment_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE auth.accounts TO muniment_auth;

--
-- Name: TABLE avatars; Type: ACL; Schema: auth; Owner: muniment_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE auth.avatars TO muniment_auth;
GRANT SELECT ON TABLE auth.avatars TO muniment_app;

--
-- Name: TABLE devices; Type: ACL; Schema: auth; Owner: muniment_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE auth.devices TO muniment_auth;

--
-- Name: TABLE failures; Type: ACL; Schema: auth; Owner: muniment_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE auth.failures TO muniment_auth;

--
-- Name: TABLE passkeys; Type: ACL; Schema: auth; Owner: muniment_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE auth.passkeys TO muniment_auth;

--
-- Name: TABLE recovery_codes; Type: ACL; Schema: auth; Owner: muniment_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE auth.recovery_codes TO muniment_auth;

--
-- Name: TABLE sessions; Type: ACL; Schema: auth; Owner: muniment_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE auth.sessions TO muniment_auth;

--
-- Name: COLUMN sessions.id; Type: ACL; Schema: auth; Owner: muniment_owner
--

GRANT SELECT(id) ON TABLE auth.sessions TO muniment_access;

--
-- Name: COLUMN sessions.user_id; Type: ACL; Schema: auth; Owner: muniment_owner
--

GRANT SELECT(user_id) ON TABLE auth.sessions TO muniment_access;

--
-- Name: COLUMN sessions.expires_at; Type: ACL; Schema: auth; Owner: muniment_owner
--

GRANT SELECT(expires_at) ON TABLE auth.sessions TO muniment_access;

--
-- Name: COLUMN sessions.way; Type: ACL; Schema: auth; Owner: muniment_owner
--

GRANT SELECT(way) ON TABLE auth.sessions TO muniment_access;

--
-- Name: TABLE totp_secrets; Type: ACL; Schema: auth; Owner: muniment_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE auth.totp_secrets TO muniment_auth;

--
-- Name: TABLE verifications; Type: ACL; Schema: auth; Owner: muniment_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE auth.verifications TO muniment_auth;

--
-- Name: TABLE access_versions; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.access_versions TO muniment_access;

--
-- Name: TABLE actor_scopes; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.actor_scopes TO muniment_access;
GRANT SELECT ON TABLE public.actor_scopes TO muniment_app;

--
-- Name: TABLE actor_views; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.actor_views TO muniment_access;

--
-- Name: TABLE appliance_status; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT ON TABLE public.appliance_status TO muniment_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.appliance_status TO muniment_worker;

--
-- Name: TABLE archives; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE public.archives TO muniment_app;

--
-- Name: TABLE bulk_acts; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT,INSERT ON TABLE public.bulk_acts TO muniment_app;
GRANT SELECT,DELETE ON TABLE public.bulk_acts TO muniment_worker;

--
-- Name: COLUMN bulk_acts.state; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(state) ON TABLE public.bulk_acts TO muniment_app;
GRANT UPDATE(state) ON TABLE public.bulk_acts TO muniment_worker;

--
-- Name: COLUMN bulk_acts.total; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(total) ON TABLE public.bulk_acts TO muniment_app;

--
-- Name: COLUMN bulk_acts.done; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(done) ON TABLE public.bulk_acts TO muniment_app;

--
-- Name: COLUMN bulk_acts.refused; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(refused) ON TABLE public.bulk_acts TO muniment_app;
GRANT UPDATE(refused) ON TABLE public.bulk_acts TO muniment_worker;

--
-- Name: COLUMN bulk_acts.finished_at; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(finished_at) ON TABLE public.bulk_acts TO muniment_app;
GRANT UPDATE(finished_at) ON TABLE public.bulk_acts TO muniment_worker;

--
-- Name: TABLE bulk_items; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT,INSERT ON TABLE public.bulk_items TO muniment_app;
GRANT SELECT,DELETE ON TABLE public.bulk_items TO muniment_worker;

--
-- Name: COLUMN bulk_items.state; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(state) ON TABLE public.bulk_items TO muniment_app;
GRANT UPDATE(state) ON TABLE public.bulk_items TO muniment_worker;

--
-- Name: COLUMN bulk_items.reason; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(reason) ON TABLE public.bulk_items TO muniment_app;
GRANT UPDATE(reason) ON TABLE public.bulk_items TO muniment_worker;

--
-- Name: COLUMN bulk_items.result_id; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(result_id) ON TABLE public.bulk_items TO muniment_app;

--
-- Name: TABLE department_members; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT ON TABLE public.department_members TO muniment_access;
GRANT INSERT ON TABLE public.department_members TO muniment_auth;
GRANT SELECT,INSERT,DELETE ON TABLE public.department_members TO muniment_app;

--
-- Name: TABLE departments; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT ON TABLE public.departments TO muniment_access;
GRANT SELECT,INSERT,DELETE ON TABLE public.departments TO muniment_app;

--
-- Name: COLUMN departments.parent_id; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(parent_id) ON TABLE public.departments TO muniment_app;

--
-- Name: COLUMN departments.manager_id; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(manager_id) ON TABLE public.departments TO muniment_app;

--
-- Name: COLUMN departments.name; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(name) ON TABLE public.departments TO muniment_app;

--
-- Name: COLUMN departments.revision; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(revision) ON TABLE public.departments TO muniment_app;

--
-- Name: COLUMN departments.updated_at; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(updated_at) ON TABLE public.departments TO muniment_app;

--
-- Name: TABLE grants; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT,INSERT ON TABLE public.grants TO muniment_access;
GRANT SELECT,INSERT,DELETE ON TABLE public.grants TO muniment_app;
GRANT INSERT ON TABLE public.grants TO muniment_auth;

--
-- Name: COLUMN grants.level; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(level) ON TABLE public.grants TO muniment_app;

--
-- Name: COLUMN grants.ends_at; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(ends_at) ON TABLE public.grants TO muniment_app;

--
-- Name: COLUMN grants.updated_at; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(updated_at) ON TABLE public.grants TO muniment_app;

--
-- Name: TABLE integrity_runs; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT ON TABLE public.integrity_runs TO muniment_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.integrity_runs TO muniment_worker;
GRANT SELECT ON TABLE public.integrity_runs TO muniment_access;

--
-- Name: COLUMN integrity_runs.kind; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT INSERT(kind) ON TABLE public.integrity_runs TO muniment_app;

--
-- Name: COLUMN integrity_runs.organization_id; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT INSERT(organization_id) ON TABLE public.integrity_runs TO muniment_app;

--
-- Name: COLUMN integrity_runs.document_id; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT INSERT(document_id) ON TABLE public.integrity_runs TO muniment_app;

--
-- Name: COLUMN integrity_runs.asked_by; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT INSERT(asked_by) ON TABLE public.integrity_runs TO muniment_app;

--
-- Name: COLUMN integrity_runs.state; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(state) ON TABLE public.integrity_runs TO muniment_app;

--
-- Name: COLUMN integrity_runs.finished_at; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(finished_at) ON TABLE public.integrity_runs TO muniment_app;

--
-- Name: TABLE jobs; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT,INSERT ON TABLE public.jobs TO muniment_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.jobs TO muniment_worker;
GRANT INSERT ON TABLE public.jobs TO muniment_auth;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.jobs TO muniment_outbound;

--
-- Name: COLUMN jobs.state; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(state) ON TABLE public.jobs TO muniment_app;

--
-- Name: COLUMN jobs.attempts; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(attempts) ON TABLE public.jobs TO muniment_app;

--
-- Name: COLUMN jobs.run_at; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(run_at) ON TABLE public.jobs TO muniment_app;

--
-- Name: COLUMN jobs.updated_at; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(updated_at) ON TABLE public.jobs TO muniment_app;

--
-- Name: TABLE links; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT,INSERT ON TABLE public.links TO muniment_auth;
GRANT INSERT,DELETE ON TABLE public.links TO muniment_app;

--
-- Name: COLUMN links.id; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(id) ON TABLE public.links TO muniment_app;

--
-- Name: COLUMN links.purpose; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(purpose) ON TABLE public.links TO muniment_app;

--
-- Name: COLUMN links.organization_id; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(organization_id) ON TABLE public.links TO muniment_app;

--
-- Name: COLUMN links.email; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(email) ON TABLE public.links TO muniment_app;

--
-- Name: COLUMN links.created_by; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(created_by) ON TABLE public.links TO muniment_app;

--
-- Name: COLUMN links.created_at; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(created_at) ON TABLE public.links TO muniment_app;

--
-- Name: COLUMN links.expires_at; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(expires_at) ON TABLE public.links TO muniment_app;

--
-- Name: COLUMN links.used_at; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(used_at) ON TABLE public.links TO muniment_auth;
GRANT SELECT(used_at) ON TABLE public.links TO muniment_app;

--
-- Name: COLUMN links.role_id; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(role_id) ON TABLE public.links TO muniment_app;

--
-- Name: COLUMN links.departments; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(departments) ON TABLE public.links TO muniment_app;

--
-- Name: COLUMN links.room_grants; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(room_grants) ON TABLE public.links TO muniment_app;

--
-- Name: TABLE mails; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT,DELETE ON TABLE public.mails TO muniment_outbound;

--
-- Name: COLUMN mails.id; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(id),INSERT(id) ON TABLE public.mails TO muniment_app;
GRANT INSERT(id) ON TABLE public.mails TO muniment_auth;

--
-- Name: COLUMN mails.organization_id; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(organization_id),INSERT(organization_id) ON TABLE public.mails TO muniment_app;
GRANT INSERT(organization_id) ON TABLE public.mails TO muniment_auth;

--
-- Name: COLUMN mails.template; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(template),INSERT(template) ON TABLE public.mails TO muniment_app;
GRANT INSERT(template) ON TABLE public.mails TO muniment_auth;

--
-- Name: COLUMN mails.address; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT INSERT(address) ON TABLE public.mails TO muniment_app;
GRANT INSERT(address) ON TABLE public.mails TO muniment_auth;

--
-- Name: COLUMN mails.sealed; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT INSERT(sealed) ON TABLE public.mails TO muniment_app;
GRANT INSERT(sealed) ON TABLE public.mails TO muniment_auth;
GRANT UPDATE(sealed) ON TABLE public.mails TO muniment_outbound;

--
-- Name: COLUMN mails.state; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(state) ON TABLE public.mails TO muniment_app;
GRANT UPDATE(state) ON TABLE public.mails TO muniment_outbound;

--
-- Name: COLUMN mails.answer; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(answer) ON TABLE public.mails TO muniment_app;
GRANT UPDATE(answer) ON TABLE public.mails TO muniment_outbound;

--
-- Name: COLUMN mails.created_at; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(created_at) ON TABLE public.mails TO muniment_app;

--
-- Name: COLUMN mails.settled_at; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(settled_at) ON TABLE public.mails TO muniment_app;
GRANT UPDATE(settled_at) ON TABLE public.mails TO muniment_outbound;

--
-- Name: TABLE organizations; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT ON TABLE public.organizations TO muniment_access;
GRANT SELECT,INSERT ON TABLE public.organizations TO muniment_auth;
GRANT SELECT,INSERT ON TABLE public.organizations TO muniment_app;

--
-- Name: COLUMN organizations.id; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(id) ON TABLE public.organizations TO muniment_worker;

--
-- Name: COLUMN organizations.require_second_factor; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(require_second_factor) ON TABLE public.organizations TO muniment_app;

--
-- Name: COLUMN organizations.policy_revision; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(policy_revision) ON TABLE public.organizations TO muniment_app;

--
-- Name: COLUMN organizations.sign_in_ways; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(sign_in_ways) ON TABLE public.organizations TO muniment_app;

--
-- Name: COLUMN organizations.trash_days; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(trash_days) ON TABLE public.organizations TO muniment_app;
GRANT SELECT(trash_days) ON TABLE public.organizations TO muniment_worker;

--
-- Name: COLUMN organizations.limit_bytes; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(limit_bytes) ON TABLE public.organizations TO muniment_access;

--
-- Name: TABLE outbox; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.outbox TO muniment_access;

--
-- Name: TABLE permissions; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT ON TABLE public.permissions TO muniment_app;

--
-- Name: TABLE previews; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT,INSERT ON TABLE public.previews TO muniment_access;
GRANT SELECT ON TABLE public.previews TO muniment_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.previews TO muniment_worker;

--
-- Name: COLUMN previews.state; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(state) ON TABLE public.previews TO muniment_app;

--
-- Name: COLUMN previews.reason_code; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(reason_code) ON TABLE public.previews TO muniment_app;

--
-- Name: COLUMN previews.reason_message; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(reason_message) ON TABLE public.previews TO muniment_app;

--
-- Name: COLUMN previews.asked_at; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(asked_at) ON TABLE public.previews TO muniment_app;

--
-- Name: TABLE role_permissions; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT ON TABLE public.role_permissions TO muniment_access;
GRANT SELECT,INSERT,DELETE ON TABLE public.role_permissions TO muniment_app;

--
-- Name: TABLE room_tags; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT,INSERT ON TABLE public.room_tags TO muniment_access;

--
-- Name: TABLE rooms; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT,UPDATE ON TABLE public.rooms TO muniment_access;
GRANT SELECT,INSERT ON TABLE public.rooms TO muniment_app;

--
-- Name: COLUMN rooms.id; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(id) ON TABLE public.rooms TO muniment_auth;

--
-- Name: COLUMN rooms.organization_id; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(organization_id) ON TABLE public.rooms TO muniment_auth;

--
-- Name: COLUMN rooms.scope_id; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(scope_id) ON TABLE public.rooms TO muniment_auth;

--
-- Name: COLUMN rooms.name; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(name) ON TABLE public.rooms TO muniment_app;

--
-- Name: COLUMN rooms.description; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(description) ON TABLE public.rooms TO muniment_app;

--
-- Name: COLUMN rooms.revision; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(revision) ON TABLE public.rooms TO muniment_app;

--
-- Name: COLUMN rooms.updated_at; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(updated_at) ON TABLE public.rooms TO muniment_app;

--
-- Name: COLUMN rooms.department_id; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(department_id) ON TABLE public.rooms TO muniment_app;

--
-- Name: COLUMN rooms.limit_bytes; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(limit_bytes) ON TABLE public.rooms TO muniment_app;

--
-- Name: TABLE scopes; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.scopes TO muniment_access;
GRANT SELECT ON TABLE public.scopes TO muniment_app;
GRANT SELECT,DELETE ON TABLE public.scopes TO muniment_worker;

--
-- Name: COLUMN scopes.inherits; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(inherits) ON TABLE public.scopes TO muniment_app;

--
-- Name: TABLE settings; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT DELETE ON TABLE public.settings TO muniment_app;

--
-- Name: COLUMN settings.name; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(name),INSERT(name) ON TABLE public.settings TO muniment_app;
GRANT SELECT(name) ON TABLE public.settings TO muniment_auth;
GRANT SELECT(name) ON TABLE public.settings TO muniment_outbound;
GRANT SELECT(name) ON TABLE public.settings TO muniment_access;

--
-- Name: COLUMN settings.value; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(value),INSERT(value),UPDATE(value) ON TABLE public.settings TO muniment_app;
GRANT SELECT(value) ON TABLE public.settings TO muniment_auth;
GRANT SELECT(value) ON TABLE public.settings TO muniment_outbound;

--
-- Name: COLUMN settings.secret; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT INSERT(secret),UPDATE(secret) ON TABLE public.settings TO muniment_app;
GRANT SELECT(secret) ON TABLE public.settings TO muniment_auth;
GRANT SELECT(secret) ON TABLE public.settings TO muniment_outbound;

--
-- Name: COLUMN settings.has_secret; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(has_secret) ON TABLE public.settings TO muniment_app;

--
-- Name: COLUMN settings.revision; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(revision),UPDATE(revision) ON TABLE public.settings TO muniment_app;
GRANT SELECT(revision) ON TABLE public.settings TO muniment_auth;
GRANT SELECT(revision) ON TABLE public.settings TO muniment_outbound;

--
-- Name: COLUMN settings.updated_by; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(updated_by),INSERT(updated_by),UPDATE(updated_by) ON TABLE public.settings TO muniment_app;

--
-- Name: COLUMN settings.updated_at; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(updated_at),INSERT(updated_at),UPDATE(updated_at) ON TABLE public.settings TO muniment_app;

--
-- Name: TABLE stored_bytes; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT ON TABLE public.stored_bytes TO muniment_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.stored_bytes TO muniment_access;

--
-- Name: TABLE stored_objects; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT,DELETE ON TABLE public.stored_objects TO muniment_worker;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.stored_objects TO muniment_access;

--
-- Name: COLUMN stored_objects.object_id; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(object_id) ON TABLE public.stored_objects TO muniment_app;

--
-- Name: COLUMN stored_objects.problem; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(problem) ON TABLE public.stored_objects TO muniment_app;
GRANT UPDATE(problem) ON TABLE public.stored_objects TO muniment_worker;

--
-- Name: COLUMN stored_objects.problem_since; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(problem_since) ON TABLE public.stored_objects TO muniment_app;
GRANT UPDATE(problem_since) ON TABLE public.stored_objects TO muniment_worker;

--
-- Name: COLUMN stored_objects.checked_at; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(checked_at) ON TABLE public.stored_objects TO muniment_app;
GRANT UPDATE(checked_at) ON TABLE public.stored_objects TO muniment_worker;

--
-- Name: COLUMN stored_objects.due_from; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(due_from) ON TABLE public.stored_objects TO muniment_worker;

--
-- Name: TABLE trash; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT,DELETE ON TABLE public.trash TO muniment_worker;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.trash TO muniment_access;

--
-- Name: COLUMN trash.purged_at; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(purged_at) ON TABLE public.trash TO muniment_worker;

--
-- Name: TABLE upload_parts; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.upload_parts TO muniment_app;
GRANT SELECT ON TABLE public.upload_parts TO muniment_worker;

--
-- Name: TABLE uploads; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.uploads TO muniment_app;
GRANT SELECT,DELETE ON TABLE public.uploads TO muniment_worker;
GRANT SELECT ON TABLE public.uploads TO muniment_access;

--
-- Name: TABLE versions; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT,INSERT ON TABLE public.versions TO muniment_app;
GRANT SELECT,DELETE ON TABLE public.versions TO muniment_worker;
GRANT SELECT,INSERT ON TABLE public.versions TO muniment_access;

--
-- Name: COLUMN versions.state; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(state) ON TABLE public.versions TO muniment_worker;

--
-- Name: COLUMN versions.reason_code; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(reason_code) ON TABLE public.versions TO muniment_worker;

--
-- Name: COLUMN versions.reason_message; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(reason_message) ON TABLE public.versions TO muniment_worker;

--
-- Name: COLUMN versions.sha256; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(sha256) ON TABLE public.versions TO muniment_worker;

--
-- Name: COLUMN versions.media_type; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(media_type) ON TABLE public.versions TO muniment_worker;

--
-- Name: COLUMN versions.signatures; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(signatures) ON TABLE public.versions TO muniment_worker;

--
-- Name: COLUMN versions.scanned_at; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(scanned_at) ON TABLE public.versions TO muniment_worker;

--
-- Name: COLUMN versions.note; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(note) ON TABLE public.versions TO muniment_app;

--
-- PostgreSQL database dump complete
--
