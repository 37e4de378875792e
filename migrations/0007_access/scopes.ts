/**
 * scope_id and depth come from the place, never from the writer; the place is held until the transaction ends. `trashed` is put
 * where they look for a place: what lies in the trash is none (0013).
 */
export const placing = (trashed: string): string => `
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

/** Scopes are made, split and merged here, and held meanwhile; what is new takes that of its place. */
export const scopes = `
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

${placing('')}
revoke all on function access.department_of(uuid), access.open_room(uuid, smallint), access.hold_room(uuid, boolean), access.hold_place(uuid),
access.split_scope(uuid, uuid), access.merge_scope(uuid) from public;
grant execute on function access.department_of(uuid), access.open_room(uuid, smallint), access.hold_place(uuid), access.split_scope(uuid, uuid),
access.merge_scope(uuid) to muniment_app;
`
