/** Where things are, what is done to them alone, and how they move. Refusals by number: core/refusals.ts says them in words. */
export const moving = `
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
`
