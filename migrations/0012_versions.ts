import type { Knex } from 'knex'
import { isInSight } from './0007_access.ts'

// Further versions of a document, its check-out lock, and what people say about it.
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table versions
      add column object_id uuid,
      add column note text not null default '' check (length(note) <= 500),
      add column restored_from integer check (restored_from < number);
    update versions set object_id = id;
    alter table versions alter column object_id set not null;
    comment on column versions.object_id is 'the key of its bytes: its own id, or for what was restored that of the version it came from. An object goes only with the last row that names it';
    comment on column versions.restored_from is 'number of the version of the same document that was made current again';
    create index versions_object on versions (object_id);

    create function access.name_object() returns trigger language plpgsql as $$
      begin
        new.object_id := coalesce(new.object_id, new.id);
        return new;
      end $$;
    create trigger name_object before insert on versions for each row execute function access.name_object();

    alter table documents
      add column newest_version_id uuid,
      add column state text not null default 'scanning' check (state in ('scanning', 'available', 'infected', 'held')),
      add column kind text not null default 'other' check (kind in ('pdf', 'image', 'text', 'sheet', 'office', 'archive', 'other')),
      add column sha256 bytea,
      add column title text not null default '' check (length(title) <= 255),
      add column description text not null default '' check (length(description) <= 10000),
      add column tags text[] not null default '{}' check (cardinality(tags) <= 50 and array_position(tags, null) is null),
      add column document_date date,
      add column owner_id uuid,
      add column sensitivity_set_by uuid,
      add column sensitivity_set_at timestamptz,
      add column sensitivity_reason text check (length(sensitivity_reason) <= 500),
      add column locked_by uuid,
      add column locked_at timestamptz,
      add column locked_until timestamptz,
      add foreign key (organization_id, owner_id) references members (organization_id, id),
      add foreign key (organization_id, sensitivity_set_by) references members (organization_id, id),
      add foreign key (organization_id, locked_by) references members (organization_id, id),
      add check (num_nulls(locked_by, locked_at, locked_until) in (0, 3));
    comment on column documents.newest_version_id is 'the last one that was added: another than the current one while it is checked, or when it did not pass';
    comment on column documents.state is 'of the current version, kept here with kind and sha256 so that a list can be narrowed by them';
    comment on column documents.locked_until is 'a lock whose time is over is none';
    -- For what is the same in one folder.
    create index documents_same on documents (room_id, folder_id, sha256) where sha256 is not null;

    -- An upload of a further version names its document. No foreign key: the upload may outlive it, and then finds nothing.
    alter table uploads
      add column version_of uuid,
      add column note text not null default '' check (length(note) <= 500);

    -- What a file is, as far as its type tells, else its name.
    create function access.kind_of(media_type text, file_name text) returns text
      language sql immutable parallel safe set search_path = pg_catalog as $$
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
    $$;

    grant update (current_version_id, newest_version_id, size, state, kind, sha256, revision, updated_at) on documents to muniment_access;
    grant select on versions to muniment_access;
    grant execute on function access.kind_of(text, text) to muniment_access, muniment_worker;
    set local role muniment_access;
    -- A version becomes the current one when it is available, unless a later one is already; until then people read the one
    -- before it. What is kept of the current version in its document follows.
    create function access.follow_version() returns trigger language plpgsql security definer
      set search_path = pg_catalog, public as $$
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
    -- Whether an object is what it is said to be: the bytes of an available version of that very document.
    create function access.is_object_of(a_document uuid, an_object uuid, of_size bigint, with_sha256 bytea) returns boolean
      language plpgsql stable security definer set search_path = pg_catalog, public as $$
      begin
        return exists (select from public.versions n where n.document_id = a_document and n.object_id = an_object
          and n.state = 'available' and n.size = of_size and n.sha256 = with_sha256 and n.organization_id = access.organization_id());
      end
    $$;
    revoke all on function access.is_object_of(uuid, uuid, bigint, bytea) from public;
    grant execute on function access.is_object_of(uuid, uuid, bigint, bytea) to muniment_app;
    reset role;
    create trigger follow_version after insert or update of state, media_type, sha256 on versions
      for each row execute function access.follow_version();
    update documents d set newest_version_id = n.id, state = n.state, kind = access.kind_of(n.media_type, d.name), sha256 = n.sha256
      from versions n where n.id = d.current_version_id;

    -- Who may edit a document adds versions to it: new bytes to be checked, or those of an older version again.
    drop policy upload on versions;
    create policy upload on versions for insert to muniment_app
      with check (uploaded_by = (select access.member_id()) and state = 'scanning' and reason_code is null and object_id = id
        and exists (select from documents d where d.id = document_id
          and ${isInSight('d', 3)}
          and access.holds_for('documents.upload', d.department_id)));
    create policy restore on versions for insert to muniment_app
      with check (uploaded_by = (select access.member_id()) and state = 'available' and restored_from is not null
        and access.is_object_of(document_id, object_id, size, sha256)
        and exists (select from documents d where d.id = document_id
          and ${isInSight('d', 3)}));
    create policy note on versions for update to muniment_app
      using (exists (select from documents d join access.visible_scopes() v on v.scope_id = d.scope_id
        where d.id = document_id and (v.level >= 4 or (v.level >= 3 and uploaded_by = (select access.member_id())))));
    grant update (note) on versions to muniment_app;
    grant update (title, description, tags, document_date, owner_id, sensitivity_set_by, sensitivity_set_at, sensitivity_reason,
      locked_by, locked_at, locked_until) on documents to muniment_app;
  `)
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    drop policy restore on versions; drop policy note on versions; drop policy upload on versions;
    create policy upload on versions for insert to muniment_app
      with check (uploaded_by = (select access.member_id()) and state = 'scanning' and reason_code is null
        and exists (select from documents d where d.id = document_id));
    revoke update (note) on versions from muniment_app;
    drop trigger follow_version on versions; drop trigger name_object on versions;
    set local role muniment_access;
    drop function access.follow_version(), access.is_object_of(uuid, uuid, bigint, bytea);
    reset role;
    drop function access.kind_of(text, text), access.name_object();
    revoke update (current_version_id, size, revision, updated_at) on documents from muniment_access;
    revoke select on versions from muniment_access;
    alter table uploads drop column version_of, drop column note;
    drop index documents_same;
    alter table documents drop column newest_version_id, drop column state, drop column kind, drop column sha256, drop column title, drop column description,
      drop column tags, drop column document_date, drop column owner_id, drop column sensitivity_set_by, drop column sensitivity_set_at,
      drop column sensitivity_reason, drop column locked_by, drop column locked_at, drop column locked_until;
    drop index versions_object;
    alter table versions drop column object_id, drop column note, drop column restored_from;
  `)
}
