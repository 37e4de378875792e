/** Rooms that are read-only, and who hears of what left. */
export const archiving = `
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
