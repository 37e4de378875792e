import type { Knex } from 'knex'

// Lists of documents, narrowed and ordered in any way: by functions that apply organization, scopes and clearance themselves.
// Under a policy, operators that are not leakproof (ilike, @>) could not use an index.
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create index documents_room_name on documents (room_id, name collate natural_order, id);
    create index documents_room_change on documents (room_id, updated_at, id);
    create index documents_room_size on documents (room_id, size, id);
    create index documents_room_date on documents (room_id, coalesce(document_date, '-infinity'), id);
    create index documents_room_author on documents (room_id, coalesce(created_by, '00000000-0000-0000-0000-000000000000'), name collate natural_order, id);
    -- What is found by its name is found by this index too.
    create index documents_text_parts on documents using gin ((name || ' ' || title || ' ' || description) gin_trgm_ops);
    create index documents_tags on documents using gin (tags);
    create index documents_created on documents using brin (created_at);
    create index documents_kind on documents (room_id, kind);
    create index documents_unsettled on documents (room_id, state) where state <> 'available';
    create index scopes_of_room on scopes (room_id);

    -- Which tags there ever were in a room. Whether somebody may know of one is asked of the documents that bear it.
    create table room_tags (
      organization_id uuid not null,
      room_id uuid not null,
      tag text collate "C" not null check (length(tag) between 1 and 60),
      primary key (room_id, tag),
      foreign key (organization_id, room_id) references rooms (organization_id, id) on delete cascade
    );
    alter table room_tags enable row level security; alter table room_tags force row level security;
    create policy owner on room_tags to muniment_owner using (true) with check (true);
    create policy nobody on room_tags to muniment_app using (false);
    grant select, insert on room_tags to muniment_access;
    insert into room_tags (organization_id, room_id, tag)
      select distinct d.organization_id, d.room_id, t.tag from documents d, unnest(d.tags) t (tag);

    set local role muniment_access;
    create function access.remember_tags() returns trigger language plpgsql security definer
      set search_path = pg_catalog, public as $$
      begin
        insert into public.room_tags (organization_id, room_id, tag)
          select new.organization_id, new.room_id, t.tag from unnest(new.tags) t (tag) order by t.tag
          on conflict do nothing;
        return null;
      end
    $$;
    -- What the actor sees of a room: nothing, all of it (scopes is null), or these scopes.
    create function access.sight_of_room(a_room uuid, out anything boolean, out scopes uuid[])
      language plpgsql stable security definer set search_path = pg_catalog, public as $$
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

    create function access.escape_pattern(letters text) returns text language sql immutable parallel safe
      return regexp_replace(letters, '([\\\\%_])', '\\\\\\1', 'g');

    create function access.texts_of(list jsonb) returns text[] language sql immutable strict parallel safe
      return array(select jsonb_array_elements_text(list));

    -- The ids of one page. Each statement is written and planned for what was asked: what is not narrowed is not in it (concat
    -- leaves out what is null), and the planner knows whether a few scopes or a whole room is looked through.
    create function access.list_documents(a_room uuid, asked jsonb) returns table (id uuid)
      language plpgsql stable security definer rows 50 set search_path = pg_catalog, public as $$
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
    $$;

    -- Tags that begin so, of documents in the room that the actor sees.
    create function access.suggest_tags(a_room uuid, beginning text, most integer) returns table (tag text)
      language plpgsql stable security definer rows 20 set search_path = pg_catalog, public as $$
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
    $$;
    revoke all on function access.escape_pattern(text), access.texts_of(jsonb), access.sight_of_room(uuid), access.list_documents(uuid, jsonb), access.suggest_tags(uuid, text, integer) from public;
    grant execute on function access.list_documents(uuid, jsonb), access.suggest_tags(uuid, text, integer) to muniment_app;
    reset role;
    create trigger remember_tags after insert or update of tags, room_id on documents
      for each row when (cardinality(new.tags) > 0) execute function access.remember_tags();
  `)
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    drop trigger remember_tags on documents;
    set local role muniment_access;
    drop function access.suggest_tags(uuid, text, integer), access.list_documents(uuid, jsonb), access.texts_of(jsonb), access.escape_pattern(text), access.sight_of_room(uuid),
      access.remember_tags();
    reset role;
    drop table room_tags;
    drop index scopes_of_room; drop index documents_unsettled; drop index documents_kind; drop index documents_created; drop index documents_tags;
    drop index documents_text_parts; drop index documents_room_author; drop index documents_room_date;
    drop index documents_room_size; drop index documents_room_change; drop index documents_room_name;
  `)
}
