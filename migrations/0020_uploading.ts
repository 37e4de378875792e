import type { Knex } from 'knex'

// How far the uploads of others are, for whoever sees the place that they go to.
const functions = `
  -- Whether a member may know who another one is: what the policy on members says of whoever asks.
  create function access.knows(a_member uuid, another uuid) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, public as $$
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
  -- For the server's sockets: members and the room or folder that each watches, side by side. Gives to each of them who else
  -- is uploading there or below it, as far as they see where it goes; the name is null where they may not know it. What moved
  -- within the last while counts, so that somebody who sends many files does not begin at nothing with each, as long as
  -- one of them is not finished, or only just is. No size: somebody has not said how large it will be.
  create function access.uploading(listeners uuid[], places uuid[], within_seconds integer)
    returns table (listener uuid, place uuid, uploader uuid, name text, files integer, bytes bigint, size bigint)
    language plpgsql stable security definer rows 20 set search_path = pg_catalog, public, auth as $$
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
`

const ours = 'access.knows(uuid, uuid), access.uploading(uuid[], uuid[], integer)'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table uploads
      -- Those that are there already do not move.
      add column moved_at timestamptz not null default '-infinity',
      add column arrived bigint not null default 0 check (arrived >= 0);
    alter table uploads alter column moved_at set default now();
    comment on column uploads.moved_at is 'when bytes were last known to have come, or when it was begun';
    comment on column uploads.arrived is 'bytes that came, kept or not: noted when its lease is renewed; \`received\` may be further';
    create index uploads_moved on uploads (moved_at);
    set local role muniment_access; ${functions}
    revoke all on function ${ours} from public;
    grant execute on function access.uploading(uuid[], uuid[], integer) to muniment_server;
    reset role`)
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    set local role muniment_access; drop function ${ours}; reset role;
    alter table uploads drop column moved_at, drop column arrived`)
}
