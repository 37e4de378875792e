import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table documents (
      id uuid primary key default gen_random_uuid(),
      organization_id uuid not null,
      room_id uuid not null,
      folder_id uuid,
      scope_id uuid not null,
      name text not null check (length(name) between 1 and 255),
      current_version_id uuid not null,
      size bigint not null check (size >= 0),
      created_by uuid,
      revision integer not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz(3) not null default now(),
      foreign key (organization_id, room_id) references rooms (organization_id, id),
      foreign key (organization_id, folder_id) references folders (organization_id, id),
      foreign key (organization_id, scope_id) references scopes (organization_id, id),
      foreign key (organization_id, created_by) references members (organization_id, id),
      unique (organization_id, id)
    );
    comment on column documents.size is 'bytes of the current version, kept here so that a folder can be sorted by it';
    create index documents_by_name on documents (room_id, folder_id, name collate natural_order, id);
    create index documents_by_change on documents (room_id, folder_id, updated_at, id);
    create index documents_by_size on documents (room_id, folder_id, size, id);
    create index documents_scope on documents (scope_id);
    create trigger place_in_scope before insert or update of room_id, folder_id, scope_id on documents
      for each row execute function access.place_in_scope();

    create table versions (
      id uuid primary key default gen_random_uuid(),
      organization_id uuid not null,
      document_id uuid not null,
      number integer not null check (number >= 1),
      state text not null default 'scanning' check (state in ('scanning', 'available', 'infected', 'held')),
      reason_code text,
      reason_message text check (length(reason_message) <= 1000),
      size bigint not null check (size >= 0),
      sha256 bytea check (length(sha256) = 32),
      media_type text check (length(media_type) <= 255),
      etag text not null,
      signatures text,
      uploaded_by uuid,
      created_at timestamptz not null default now(),
      scanned_at timestamptz,
      foreign key (organization_id, document_id) references documents (organization_id, id),
      foreign key (organization_id, uploaded_by) references members (organization_id, id),
      unique (document_id, number),
      unique (organization_id, id),
      check (state <> 'available' or (sha256 is not null and scanned_at is not null))
    );
    comment on column versions.etag is 'of the object in quarantine as it was acknowledged; what is scanned and copied must match it';
    comment on column versions.signatures is 'kind and date of the signatures that decided';
    create index versions_unsettled on versions (state, created_at) where state <> 'available';
    alter table documents add foreign key (organization_id, current_version_id)
      references versions (organization_id, id) deferrable initially deferred;

    -- An upload under way. \`lease_holder\` is the one request that may write to it now.
    create table uploads (
      id uuid primary key default gen_random_uuid(),
      organization_id uuid not null,
      member_id uuid not null,
      room_id uuid not null,
      folder_id uuid,
      name text not null check (length(name) between 1 and 255),
      media_type text check (length(media_type) <= 255),
      size bigint check (size >= 0),
      received bigint not null default 0 check (received >= 0),
      multipart_id text,
      tail bytea not null default '' check (length(tail) <= 16777216),
      lease_holder uuid,
      lease_until timestamptz,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      document_id uuid,
      version_id uuid,
      foreign key (organization_id, member_id) references members (organization_id, id),
      foreign key (organization_id, room_id) references rooms (organization_id, id),
      foreign key (organization_id, folder_id) references folders (organization_id, id),
      check (received <= size),
      check ((document_id is null) = (version_id is null))
    );
    comment on column uploads.tail is 'bytes that are acknowledged but too few for a part of their own';
    create index uploads_unfinished on uploads (member_id, created_at, id) where document_id is null;
    create index uploads_expiry on uploads (expires_at);
    -- Bytes as they came: trying to compress them costs more than it gives, and slices can be read without the whole.
    alter table uploads alter column tail set storage external;
    create table upload_parts (
      upload_id uuid not null references uploads (id) on delete cascade,
      number integer not null check (number between 1 and 10000),
      etag text not null,
      size bigint not null check (size > 0),
      primary key (upload_id, number)
    );

    alter table documents enable row level security; alter table documents force row level security;
    alter table versions enable row level security; alter table versions force row level security;
    alter table uploads enable row level security; alter table uploads force row level security;
    alter table upload_parts enable row level security; alter table upload_parts force row level security;

    create policy read on documents for select to muniment_app
      using (scope_id in (select v.scope_id from access.visible_scopes() v));
    create policy upload on documents for insert to muniment_app
      with check (created_by = (select access.member_id()) and (select access.holds('documents.upload'))
        and scope_id in (select v.scope_id from access.visible_scopes() v where v.level >= 3));
    create policy edit on documents for update to muniment_app
      using (scope_id in (select v.scope_id from access.visible_scopes() v where v.level >= 3));

    create policy read on versions for select to muniment_app
      using (exists (select from documents d where d.id = document_id));
    create policy upload on versions for insert to muniment_app
      with check (uploaded_by = (select access.member_id()) and state = 'scanning' and reason_code is null
        and exists (select from documents d where d.id = document_id));

    create policy own on uploads to muniment_app
      using (member_id = (select access.member_id()) and organization_id = (select access.organization_id()))
      with check (member_id = (select access.member_id()) and organization_id = (select access.organization_id()));
    create policy own on upload_parts to muniment_app
      using (exists (select from uploads u where u.id = upload_id))
      with check (exists (select from uploads u where u.id = upload_id));

    grant select, insert on documents, versions to muniment_app;
    grant update (name, revision, updated_at) on documents to muniment_app;
    grant select, insert, update, delete on uploads, upload_parts to muniment_app;

    -- The worker alone decides what a version is; it never creates one.
    create policy pipeline on documents for select to muniment_worker using (true);
    create policy pipeline_read on versions for select to muniment_worker using (true);
    create policy pipeline_decides on versions for update to muniment_worker using (true) with check (true);
    create policy pipeline on uploads to muniment_worker using (true) with check (true);
    create policy pipeline on upload_parts for select to muniment_worker using (true);
    grant select on documents, versions to muniment_worker;
    grant update (state, reason_code, reason_message, sha256, media_type, signatures, scanned_at) on versions to muniment_worker;
    grant select, delete on uploads to muniment_worker;
    grant select on upload_parts to muniment_worker;
  `)
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`drop table upload_parts, uploads, versions, documents cascade`)
}
