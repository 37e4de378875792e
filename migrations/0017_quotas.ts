import type { Knex } from 'knex'
import { isInSight } from './0007_access.ts'

// How much an organization and a room may hold, and how much they do.

const tables = `
  alter table organizations add column limit_bytes bigint check (limit_bytes >= 0);
  comment on column organizations.limit_bytes is 'how much its objects and the uploads under way may come to; null: as much as there is';
  alter table rooms add column limit_bytes bigint check (limit_bytes >= 0);
  comment on column rooms.limit_bytes is 'how much its objects and the uploads under way may come to; null: as much as its organization may';
  grant update (limit_bytes) on rooms to muniment_app;
  create trigger refuse_archived_limit before update of limit_bytes on rooms for each row execute function access.refuse_archived();
  -- Only the operator says what an organization may hold, so nobody who changes its policies may write the column.
  grant update (limit_bytes) on organizations to muniment_access;

  -- A stored column, for triggers compare it.
  alter table uploads
    add column cancelled boolean not null default false,
    add column reserved bigint not null generated always as
      (case when document_id is null and not cancelled then coalesce(size, received) else 0 end) stored;
  comment on column uploads.reserved is 'bytes that are kept free for it: its size, or what came of one that has not said';

  -- Every object once for its organization and once for each room that has it, and what uploads have reserved.
  create table stored_bytes (
    organization_id uuid not null references organizations (id),
    room_id uuid,
    slot smallint not null,
    bytes bigint not null,
    foreign key (organization_id, room_id) references rooms (organization_id, id),
    unique nulls not distinct (organization_id, room_id, slot)
  ) with (fillfactor = 50);
  comment on table stored_bytes is 'the sum over its slots is what a room holds, or with room_id null an organization';
  comment on column stored_bytes.slot is 'of the connection that counts, so that uploads at the same time do not wait for one row; one alone may be below zero';
  alter table stored_bytes enable row level security; alter table stored_bytes force row level security;
  create policy owner on stored_bytes to muniment_owner using (true) with check (true);
  -- A sum tells of what is hidden: it is for who sees everything there, and for the operator.
  create policy read on stored_bytes for select to muniment_app
    using (case when room_id is null
      then (select access.is_operator()) or (organization_id = (select access.organization_id()) and (select access.holds('content.all')))
      else room_id in (select r.id from rooms r where ${isInSight('r', 4)}) end);
  grant select on stored_bytes to muniment_app;
  grant select, insert, update on stored_bytes to muniment_access;
  grant select on uploads to muniment_access;
`

const functions = `
  -- The organization's row first, always: whoever counts in the same slot waits there, so nobody waits for each other.
  create function access.count_bytes(of_organization uuid, in_organization bigint, of_room uuid, in_room bigint) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, public as $$
    declare own_slot smallint := pg_backend_pid() % 16;
    begin
      insert into public.stored_bytes as s (organization_id, room_id, slot, bytes)
        select of_organization, null, own_slot, in_organization
        union all select of_organization, of_room, own_slot, in_room where of_room is not null
        on conflict (organization_id, room_id, slot) do update set bytes = s.bytes + excluded.bytes;
    end
  $$;
  -- Refuses what was just counted and is too much. Only where there is a limit do those who add wait for each other, until
  -- the transaction ends, and then see what the other one added. How much there is, is said to who may know.
  create function access.require_space(of_organization uuid, in_organization bigint, of_room uuid, in_room bigint, called text) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, public as $$
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

  create function access.count_upload() returns trigger language plpgsql security definer
    set search_path = pg_catalog, public as $$
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
  create function access.release_upload() returns trigger language plpgsql security definer
    set search_path = pg_catalog, public as $$
    begin
      perform access.count_bytes(old.organization_id, -old.reserved, old.room_id, -old.reserved);
      return null;
    end
  $$;

  -- Whether a document of a room has its bytes in this object.
  create function access.room_has(a_room uuid, an_object uuid, but_for uuid) returns boolean
    language plpgsql volatile security definer set search_path = pg_catalog, public as $$
    begin
      return exists (select from public.versions v join public.documents d on d.id = v.document_id
        where v.object_id = an_object and d.room_id = a_room and v.id is distinct from but_for);
    end
  $$;
  -- Two who bring or take the same object of a room one after another, else neither would see the other.
  create function access.hold_object(a_room uuid, an_object uuid) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, public as $$
    begin
      perform pg_advisory_xact_lock(hashtextextended('object ' || a_room || an_object, 0));
    end
  $$;
  create function access.count_version() returns trigger language plpgsql security definer
    set search_path = pg_catalog, public as $$
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
  create function access.count_erased() returns trigger language plpgsql security definer
    set search_path = pg_catalog, public as $$
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

  alter function access.put_thing(uuid, uuid, uuid) rename to put_there;
  -- Puts a thing elsewhere, and counts it there where that is another room. Both rooms are held alone by who calls.
  create function access.put_thing(thing uuid, to_room uuid, to_folder uuid) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, public as $$
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

  create function access.limit_organization(an_organization uuid, most bigint) returns boolean
    language plpgsql volatile security definer set search_path = pg_catalog, public as $$
    begin
      if not access.is_operator() then return false; end if;
      update public.organizations set limit_bytes = most where id = an_organization;
      return found;
    end
  $$;
`

const ours = `access.count_bytes(uuid, bigint, uuid, bigint), access.require_space(uuid, bigint, uuid, bigint, text),
  access.room_has(uuid, uuid, uuid), access.hold_object(uuid, uuid), access.limit_organization(uuid, bigint)`

const triggers = `
  create trigger count_upload after insert on uploads for each row execute function access.count_upload();
  create trigger count_upload_again after update on uploads for each row
    when (old.reserved <> new.reserved or (new.reserved > 0 and old.room_id <> new.room_id))
    execute function access.count_upload();
  -- At the end of the transaction: the sweep that removes an upload asks storage before that, and nobody should wait for it.
  create constraint trigger release_upload after delete on uploads deferrable initially deferred for each row
    when (old.reserved > 0) execute function access.release_upload();
  create trigger count_version after insert on versions for each row execute function access.count_version();
  create trigger count_erased after delete on versions referencing old table as gone
    for each statement execute function access.count_erased();
`

const countWhatIsThere = `
  with objects as (
    select distinct v.organization_id, d.room_id, v.object_id, v.size from versions v join documents d on d.id = v.document_id
  ), counted as (
    select o.organization_id, null::uuid as room_id, o.size
      from (select distinct organization_id, object_id, size from objects) o
    union all select organization_id, room_id, size from objects
    union all select organization_id, null, reserved from uploads
    union all select organization_id, room_id, reserved from uploads
  )
  insert into stored_bytes (organization_id, room_id, slot, bytes)
    select organization_id, room_id, 0, sum(size) from counted group by 1, 2;
`

export async function up(db: Knex): Promise<void> {
  await db.raw(tables)
  await db.raw(`set local role muniment_access; ${functions}
    revoke all on function ${ours}, access.put_thing(uuid, uuid, uuid) from public;
    grant execute on function access.limit_organization(uuid, bigint) to muniment_app;
    ${countWhatIsThere} reset role`)
  await db.raw(triggers)
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    drop trigger count_upload on uploads; drop trigger count_upload_again on uploads; drop trigger release_upload on uploads;
    drop trigger count_version on versions; drop trigger count_erased on versions;
    drop trigger refuse_archived_limit on rooms;
    set local role muniment_access;
    drop function access.put_thing(uuid, uuid, uuid);
    alter function access.put_there(uuid, uuid, uuid) rename to put_thing;
    drop function ${ours}, access.count_upload(), access.release_upload(), access.count_version(), access.count_erased();
    reset role;
    drop table stored_bytes;
    revoke select on uploads from muniment_access;
    alter table uploads drop column reserved, drop column cancelled;
    alter table rooms drop column limit_bytes;
    alter table organizations drop column limit_bytes;
  `)
}
