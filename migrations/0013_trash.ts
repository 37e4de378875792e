import type { Knex } from 'knex'
import { isInSight } from './0007_access.ts'

// Moving, the trash, copies that share their bytes, archived rooms, and acts on many things at once.

const tables = `
  alter table organizations add column trash_days smallint not null default 30 check (trash_days between 7 and 365);
  comment on column organizations.trash_days is 'how long what was deleted can be brought back';
  grant update (trash_days) on organizations to muniment_app;

  alter table rooms add column archived_at timestamptz, add column archived_by uuid,
    add foreign key (organization_id, archived_by) references members (organization_id, id) on delete set null (archived_by);
  comment on column rooms.archived_at is 'since when nothing in it can be changed';

  create table trash (
    id uuid primary key default gen_random_uuid(),
    organization_id uuid not null references organizations (id),
    folder_id uuid,
    document_id uuid,
    name text not null,
    path jsonb not null default '[]',
    trashed_by uuid,
    trashed_at timestamptz(3) not null default now(),
    purged_by uuid,
    purged_at timestamptz,
    unique (organization_id, id),
    check (num_nonnulls(folder_id, document_id) = 1),
    foreign key (organization_id, trashed_by) references members (organization_id, id) on delete set null (trashed_by),
    foreign key (organization_id, purged_by) references members (organization_id, id) on delete set null (purged_by)
  );
  comment on table trash is 'one row an act of deleting: whatever it took along comes back, or goes for good, together';
  comment on column trash.path is 'the folders above as they were then, outermost first: [{"id": uuid, "name": text}]';
  comment on column trash.purged_at is 'gone for everybody; its objects and rows follow when no backup can need them';
  create index trash_listed on trash (organization_id, trashed_at, id) where purged_at is null;
  create index trash_purged on trash (purged_at) where purged_at is not null;

  alter table folders add column trash_id uuid, add foreign key (organization_id, trash_id) references trash (organization_id, id);
  alter table documents add column trash_id uuid, add foreign key (organization_id, trash_id) references trash (organization_id, id);
  create index folders_trash on folders (trash_id) where trash_id is not null;
  create index documents_trash on documents (trash_id) where trash_id is not null;
  create index folders_parent on folders (parent_id) where parent_id is not null;
  create index documents_folder on documents (folder_id) where folder_id is not null;

  create table bulk_acts (
    id uuid primary key default gen_random_uuid(),
    organization_id uuid not null,
    member_id uuid not null,
    act jsonb not null check (pg_column_size(act) <= 8192),
    state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed')),
    total integer not null default 0,
    done integer not null default 0,
    refused integer not null default 0,
    created_at timestamptz(3) not null default now(),
    finished_at timestamptz,
    unique (organization_id, id),
    foreign key (organization_id, member_id) references members (organization_id, id) on delete cascade
  );
  create index bulk_acts_member on bulk_acts (member_id, created_at, id);
  create index bulk_acts_finished on bulk_acts (finished_at) where finished_at is not null;
  create table bulk_items (
    organization_id uuid not null,
    bulk_id uuid not null,
    position bigint generated always as identity,
    kind text not null check (kind in ('folder', 'document', 'trash')),
    thing_id uuid not null,
    name text not null default '',
    room_id uuid,
    folder_id uuid,
    state text not null default 'waiting' check (state in ('waiting', 'done', 'refused')),
    reason text check (length(reason) <= 1000),
    result_id uuid,
    primary key (bulk_id, position),
    foreign key (organization_id, bulk_id) references bulk_acts (organization_id, id) on delete cascade
  );
  comment on column bulk_items.room_id is 'where a copy goes that was found below a copied folder; null: where the act says';
  comment on column bulk_items.result_id is 'what came of it: the copy, or the act in the trash';
  create index bulk_items_waiting on bulk_items (bulk_id, position) where state = 'waiting';
  create index bulk_items_refused on bulk_items (bulk_id, position) where state = 'refused';

  alter table trash enable row level security; alter table trash force row level security;
  alter table bulk_acts enable row level security; alter table bulk_acts force row level security;
  alter table bulk_items enable row level security; alter table bulk_items force row level security;
  create policy owner on trash to muniment_owner using (true) with check (true);
  create policy owner on bulk_acts to muniment_owner using (true) with check (true);
  create policy owner on bulk_items to muniment_owner using (true) with check (true);
  -- People reach the trash through the functions below alone.
  create policy sweep on trash to muniment_worker using (true) with check (true);
  grant select, update (purged_at), delete on trash to muniment_worker;
  create policy own on bulk_acts to muniment_app
    using (member_id = (select access.member_id()) and organization_id = (select access.organization_id()))
    with check (member_id = (select access.member_id()) and organization_id = (select access.organization_id()));
  create policy own on bulk_items to muniment_app
    using (exists (select from bulk_acts b where b.id = bulk_id)) with check (exists (select from bulk_acts b where b.id = bulk_id));
  grant select, insert, update (state, total, done, refused, finished_at) on bulk_acts to muniment_app;
  grant select, insert, update (state, reason, result_id) on bulk_items to muniment_app;
  create policy work on bulk_acts to muniment_worker using (true) with check (true);
  create policy work on bulk_items to muniment_worker using (true) with check (true);
  grant select, update (state, refused, finished_at), delete on bulk_acts to muniment_worker;
  grant select, update (state, reason), delete on bulk_items to muniment_worker;
  create policy work on members for select to muniment_worker using (true);
  grant select (id, organization_id, user_id) on members to muniment_worker;

  -- The worker removes for good what is in the trash, and nothing else.
  create policy retention on organizations for select to muniment_worker using (true);
  grant select (id, trash_days) on organizations to muniment_worker;
  create policy purge on documents for delete to muniment_worker using (trash_id is not null);
  create policy purge on versions for delete to muniment_worker
    using (exists (select from documents d where d.id = document_id and d.trash_id is not null));
  create policy purge_read on folders for select to muniment_worker using (true);
  create policy purge on folders for delete to muniment_worker using (trash_id is not null);
  create policy purge_read on scopes for select to muniment_worker using (true);
  create policy purge on scopes for delete to muniment_worker using (
    parent_id is not null
    and not exists (select from documents d where d.id = document_id and d.trash_id is null)
    and not exists (select from folders f where f.id = folder_id and f.trash_id is null));
  grant delete on documents, versions, scopes to muniment_worker;
  grant select on scopes to muniment_worker;
  grant select, delete on folders to muniment_worker;

  grant select, insert, update, delete on trash to muniment_access;
  grant select, insert, update on documents to muniment_access;
  grant select, insert on versions to muniment_access;
`

// Refusals by number: core/refusals.ts says them in words.
const functions = `
  create view access.things as
    select 'document' as kind, d.id, d.organization_id, d.room_id, d.folder_id as above_id, d.scope_id, d.trash_id, d.revision, d.name,
      d.department_id, d.sensitivity, 0::smallint as depth
    from public.documents d
    union all
    select 'folder', f.id, f.organization_id, f.room_id, f.parent_id, f.scope_id, f.trash_id, f.revision, f.name, null, 0::smallint, f.depth
    from public.folders f;

  create function access.level_at(scope uuid) returns smallint
    language plpgsql stable security definer set search_path = pg_catalog, public as $$
    begin
      return coalesce((select v.level from access.levels_at(array[scope]) v), 0::smallint);
    end
  $$;
  -- The scope of a place: a folder that is not in the trash, or the top of a room; null when there is none.
  create function access.scope_of_place(a_room uuid, a_folder uuid) returns uuid
    language plpgsql stable security definer set search_path = pg_catalog, public as $$
    begin
      if a_folder is null then
        return (select r.scope_id from public.rooms r where r.id = a_room and r.organization_id = access.organization_id());
      end if;
      return (select f.scope_id from public.folders f
        where f.id = a_folder and f.room_id = a_room and f.trash_id is null and f.organization_id = access.organization_id());
    end
  $$;
  create function access.folders_below(top uuid) returns setof uuid
    language plpgsql stable security definer rows 100 set search_path = pg_catalog, public as $$
    begin
      return query
        with recursive below as (
          select f.id from public.folders f where f.id = top
          union all select f.id from public.folders f join below b on f.parent_id = b.id
        ) select b.id from below b;
    end
  $$;
  create function access.is_archived(a_room uuid) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, public as $$
    begin
      return exists (select from public.rooms r where r.id = a_room and r.archived_at is not null);
    end
  $$;
  -- Two rooms at once always in the same order, so that nobody waits for each other.
  create function access.hold_rooms(one uuid, other uuid) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, public as $$
    begin
      perform access.hold_room(least(one, other), true);
      if one <> other then perform access.hold_room(greatest(one, other), true); end if;
    end
  $$;
  create function access.hold_alone(a_room uuid) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, public as $$
    begin
      perform access.hold_room(a_room, true);
    end
  $$;
  create function access.raise_for(organization uuid) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, public as $$
    begin
      insert into public.access_versions (organization_id) values (organization)
        on conflict (organization_id) do update set version = access_versions.version + 1;
      perform pg_notify('access_changed', organization::text);
    end
  $$;

  -- Once a statement, not once a row: a moved folder may change ten thousand.
  create function access.raise_versions() returns trigger language plpgsql security definer
    set search_path = pg_catalog, public as $$
    declare one uuid;
    begin
      for one in select distinct c.organization_id from changed c loop perform access.raise_for(one); end loop;
      return null;
    end
  $$;

  -- Puts a thing elsewhere, with everything below it. What inherits takes the scope of the new place, what has grants of its own
  -- keeps its scope, and that one inherits from the new place. Asks for no right: its callers do, with the rooms held.
  create function access.put_thing(thing uuid, to_room uuid, to_folder uuid) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, public as $$
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

  -- Whether somebody else has checked a document out.
  create function access.is_locked(a_document uuid) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, public as $$
    begin
      return exists (select from public.documents d
        where d.id = a_document and d.locked_by <> access.member_id() and d.locked_until > now());
    end
  $$;
  -- What the actor may do something to: there, not in the trash, and seen. Its room is held, alone or shared, and it itself.
  create function access.hold_thing(thing uuid, at_revision integer, alone boolean, other_room uuid) returns access.things
    language plpgsql volatile security definer set search_path = pg_catalog, public as $$
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
  create function access.move_thing(thing uuid, at_revision integer, to_room uuid, to_folder uuid) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, public as $$
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
  create function access.trash_thing(thing uuid, at_revision integer) returns uuid
    language plpgsql volatile security definer set search_path = pg_catalog, public as $$
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

  -- What of the trash the actor may bring back: what they deleted and may edit, and what they manage. As the newest page, or one act.
  create function access.trash_shown(one uuid, before_at timestamptz, before_id uuid, most integer)
    returns table (id uuid, kind text, thing_id uuid, name text, path jsonb, room_id uuid, above_id uuid, scope_id uuid, level smallint,
      place_gone boolean, trashed_by uuid, trashed_at timestamptz, leaves_at timestamptz, documents integer)
    language plpgsql stable security definer rows 50 set search_path = pg_catalog, public as $$
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
  -- Brings back what one act deleted: to its place, or where the caller says.
  create function access.restore_thing(act uuid, elsewhere boolean, to_room uuid, to_folder uuid) returns uuid
    language plpgsql volatile security definer set search_path = pg_catalog, public as $$
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
  -- For good, with whatever was deleted inside it before; gives the acts that this ended.
  create function access.purge_thing(act uuid) returns setof uuid
    language plpgsql volatile security definer set search_path = pg_catalog, public as $$
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

  -- A new document with the bytes of another's current version: nothing is stored twice.
  create function access.copy_document(a_document uuid, new_document uuid, new_version uuid, to_room uuid, to_folder uuid, new_name text)
    returns void language plpgsql volatile security definer set search_path = pg_catalog, public as $$
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
  -- Whether a version that is still needed has its bytes under this key. The worker asks it before it removes an object.
  create function access.object_in_use(object uuid, grace_days integer) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, public as $$
    begin
      return exists (
        select from public.versions v join public.documents d on d.id = v.document_id left join public.trash t on t.id = d.trash_id
        where v.object_id = object and (t.purged_at is null or t.purged_at >= now() - make_interval(days => grace_days)));
    end
  $$;

  create function access.archive_room(a_room uuid, at_revision integer, archive boolean) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, public as $$
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
  -- In an archived room nothing changes, whoever writes. Taking a grant away stays possible, and so does what a foreign key does.
  create function access.refuse_archived() returns trigger language plpgsql security definer
    set search_path = pg_catalog, public as $$
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

  -- Who hears that something is no longer where it was: whoever sees the scope that it had there, and is cleared for it.
  create function access.hears(scope uuid, document uuid) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, public as $$
    begin
      return access.level_at(scope) > 0 and (document is null or exists (
        select from public.documents d where d.id = document and access.is_cleared(access.member_id(), d.department_id, d.sensitivity)));
    end
  $$;
  create function access.who_hears(for_members uuid[], scope uuid, document uuid) returns setof uuid
    language plpgsql stable security definer rows 10 set search_path = pg_catalog, public as $$
    begin
      return query select a.member_id from access.audience(scope, for_members) a
        where a.level > 0 and (document is null or exists (
          select from public.documents d where d.id = document and access.is_cleared(a.member_id, d.department_id, d.sensitivity)));
    end
  $$;
  create or replace function access.who_may(for_members uuid[], at_least smallint, of_room uuid, of_folder uuid, of_document uuid)
    returns setof uuid language plpgsql stable security definer rows 10 set search_path = pg_catalog, public as $$
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
`

/** 0007's, with what lies in the trash being no place. `trashed` is put where they look for one. */
const placing = (trashed: string): string => `
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
        from public.folders f where f.id = above and f.room_id = new.room_id ${trashed} for share;
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
`

const ours = [
  'access.level_at(uuid)',
  'access.scope_of_place(uuid, uuid)',
  'access.folders_below(uuid)',
  'access.is_archived(uuid)',
  'access.hold_rooms(uuid, uuid)',
  'access.hold_alone(uuid)',
  'access.raise_for(uuid)',
  'access.put_thing(uuid, uuid, uuid)',
  'access.is_locked(uuid)',
  'access.hold_thing(uuid, integer, boolean, uuid)',
  'access.move_thing(uuid, integer, uuid, uuid)',
  'access.trash_thing(uuid, integer)',
  'access.trash_shown(uuid, timestamptz, uuid, integer)',
  'access.restore_thing(uuid, boolean, uuid, uuid)',
  'access.purge_thing(uuid)',
  'access.copy_document(uuid, uuid, uuid, uuid, uuid, text)',
  'access.object_in_use(uuid, integer)',
  'access.archive_room(uuid, integer, boolean)',
  'access.hears(uuid, uuid)',
  'access.who_hears(uuid[], uuid, uuid)',
].join(', ')

const rights = `
  revoke all on function ${ours} from public;
  grant execute on function access.is_archived(uuid), access.hold_alone(uuid), access.move_thing(uuid, integer, uuid, uuid), access.trash_thing(uuid, integer),
    access.trash_shown(uuid, timestamptz, uuid, integer), access.restore_thing(uuid, boolean, uuid, uuid), access.purge_thing(uuid),
    access.copy_document(uuid, uuid, uuid, uuid, uuid, text), access.archive_room(uuid, integer, boolean), access.hears(uuid, uuid)
    to muniment_app;
  grant execute on function access.who_hears(uuid[], uuid, uuid) to muniment_server;
  grant execute on function access.object_in_use(uuid, integer) to muniment_worker;
`

const walls = `
  -- What is done to a folder raises its revision; not also asked for each thing in it.
  create trigger refuse_archived before insert or update of revision, folder_id, name, title, description, tags, document_date, owner_id, sensitivity, locked_by
    on documents
    for each row execute function access.refuse_archived();
  create trigger refuse_archived before insert or update of revision, parent_id on folders
    for each row execute function access.refuse_archived();
  create trigger refuse_archived before insert or update of note on versions for each row execute function access.refuse_archived();
  create trigger refuse_archived before insert on uploads for each row execute function access.refuse_archived();
  create trigger refuse_archived before insert on scopes for each row execute function access.refuse_archived();
  create trigger refuse_archived before insert or update on grants for each row execute function access.refuse_archived();
  create trigger refuse_archived before update of name, description on rooms for each row execute function access.refuse_archived();

  drop trigger raise_version on scopes;
  create trigger raise_version_insert after insert on scopes referencing new table as changed
    for each statement execute function access.raise_versions();
  create trigger raise_version_update after update on scopes referencing new table as changed
    for each statement execute function access.raise_versions();
  create trigger raise_version_delete after delete on scopes referencing old table as changed
    for each statement execute function access.raise_versions();
  drop trigger raise_version on documents;
  -- Where the room changes too, put_thing raises it, once for ten thousand.
  create trigger raise_version after update of department_id, sensitivity on documents for each row
    when (old.room_id = new.room_id
      and (old.department_id is distinct from new.department_id or old.sensitivity is distinct from new.sensitivity))
    execute function access.raise_version();

  -- What is in the trash is nowhere but in the trash.
  drop policy read on documents;
  create policy read on documents for select to muniment_app
    using (trash_id is null and ${isInSight('documents')}
      and (sensitivity <= (select access.clearance())
        or (department_id, sensitivity) in (select c.department_id, c.sensitivity from access.department_clearances() c)));
  drop policy edit on documents;
  create policy edit on documents for update to muniment_app
    using (trash_id is null and ${isInSight('documents', 3)});
  drop policy read on folders;
  create policy read on folders for select to muniment_app
    using (trash_id is null and ${isInSight('folders')});
  drop policy edit on folders;
  create policy edit on folders for update to muniment_app
    using (trash_id is null and ${isInSight('folders', 3)});

  drop policy read on events;
  create policy read on events for select to muniment_app
    using (organization_id = (select access.organization_id()) and ((select access.holds('audit.read')) or (
      room_id is not null and case
        when type in ('documents.trashed', 'documents.left', 'folders.trashed', 'folders.left') then access.hears(scope_id, document_id)
        when document_id is not null then exists (select from documents d where d.id = document_id)
        when folder_id is not null then exists (select from folders f where f.id = folder_id)
        else exists (select from rooms r where r.id = room_id) end)));
`

export async function up(db: Knex): Promise<void> {
  await db.raw(tables)
  await db.raw(`set local role muniment_access; ${functions} ${placing('and f.trash_id is null')} ${rights} reset role`)
  await db.raw(walls)
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    drop policy read on events;
    create policy read on events for select to muniment_app
      using (organization_id = (select access.organization_id()) and ((select access.holds('audit.read')) or (
        room_id is not null and case
          when document_id is not null then exists (select from documents d where d.id = document_id)
          when folder_id is not null then exists (select from folders f where f.id = folder_id)
          else exists (select from rooms r where r.id = room_id) end)));
    drop policy read on documents; drop policy edit on documents; drop policy read on folders; drop policy edit on folders;
    create policy read on documents for select to muniment_app
      using (${isInSight('documents')}
        and (sensitivity <= (select access.clearance())
          or (department_id, sensitivity) in (select c.department_id, c.sensitivity from access.department_clearances() c)));
    create policy edit on documents for update to muniment_app
      using (scope_id in (select v.scope_id from access.visible_scopes() v where v.level >= 3));
    create policy read on folders for select to muniment_app
      using ${isInSight('folders')};
    create policy edit on folders for update to muniment_app
      using (scope_id in (select v.scope_id from access.visible_scopes() v where v.level >= 3));

    drop trigger refuse_archived on documents; drop trigger refuse_archived on folders; drop trigger refuse_archived on versions;
    drop trigger refuse_archived on uploads; drop trigger refuse_archived on scopes; drop trigger refuse_archived on grants;
    drop trigger refuse_archived on rooms;
    drop trigger raise_version_insert on scopes; drop trigger raise_version_update on scopes; drop trigger raise_version_delete on scopes;
    create trigger raise_version after insert or update or delete on scopes for each row execute function access.raise_version();
    drop trigger raise_version on documents;
    create trigger raise_version after update of department_id, sensitivity on documents for each row
      when (old.department_id is distinct from new.department_id or old.sensitivity is distinct from new.sensitivity)
      execute function access.raise_version();
  `)
  await db.raw(`set local role muniment_access;
    drop function ${ours}, access.raise_versions(), access.refuse_archived();
    drop view access.things;
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
    ${placing('')} reset role`)
  await db.raw(`
    drop policy retention on organizations; drop policy work on members;
    drop policy purge on documents; drop policy purge on versions; drop policy purge_read on folders; drop policy purge on folders;
    drop policy purge_read on scopes; drop policy purge on scopes;
    revoke all on organizations, members, folders, scopes from muniment_worker;
    revoke delete on documents, versions from muniment_worker;
    revoke insert, update on documents from muniment_access;
    grant update (scope_id, current_version_id, newest_version_id, size, state, kind, sha256, revision, updated_at) on documents to muniment_access;
    revoke insert on versions from muniment_access;
    drop table bulk_items, bulk_acts;
    drop index folders_parent, documents_folder;
    alter table documents drop column trash_id;
    alter table folders drop column trash_id;
    drop table trash;
    alter table rooms drop column archived_at, drop column archived_by;
    alter table organizations drop column trash_days;
  `)
}
