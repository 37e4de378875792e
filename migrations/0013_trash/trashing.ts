/** What deleting is, bringing back and erasing; and what a copy shares with its original. */
export const trashing = `
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
`
