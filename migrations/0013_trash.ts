import type { Knex } from 'knex'
import { isInSight } from './0007_access.ts'
import { whoMay } from './0007_access/audience.ts'
import { placing } from './0007_access/scopes.ts'
import { archiving } from './0013_trash/archiving.ts'
import { moving } from './0013_trash/moving.ts'
import { trashing } from './0013_trash/trashing.ts'

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
  -- People reach the trash through the functions in 0013_trash/ alone.
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
  await db.raw(
    `set local role muniment_access; ${moving} ${trashing} ${archiving} ${placing('and f.trash_id is null')} ${rights} reset role`,
  )
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
    ${whoMay}
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
