import type { Knex } from 'knex'

// Whether what is stored is still what it was: when each object was last read against its SHA-256, and what the comparison
// of rows with objects found.

const states = (more: string): string => `
  alter table versions drop constraint versions_state_check,
    add constraint versions_state_check check (state in ('scanning', 'available', 'infected', 'held'${more}));
  alter table documents drop constraint documents_state_check,
    add constraint documents_state_check check (state in ('scanning', 'available', 'infected', 'held'${more}));
`

const tables = `
  create table stored_objects (
    object_id uuid primary key,
    organization_id uuid not null references organizations (id),
    size bigint not null check (size >= 0),
    sha256 bytea not null check (length(sha256) = 32),
    problem text check (problem in ('missing', 'size', 'sha256', 'unreadable')),
    problem_since timestamptz,
    checked_at timestamptz,
    due_from timestamptz not null default now(),
    check (num_nulls(problem, problem_since) in (0, 2))
  );
  comment on table stored_objects is 'one row for each object in the bucket documents that a version names; versions and copies share objects';
  comment on column stored_objects.problem is 'what is wrong with it; its versions are damaged for as long';
  comment on column stored_objects.due_from is 'when it was last checked, else when it was stored: the smallest is checked next';
  create index stored_objects_due on stored_objects (due_from, object_id);
  create index stored_objects_damaged on stored_objects (due_from, object_id) where problem is not null;
  insert into stored_objects (object_id, organization_id, size, sha256)
    select distinct on (object_id) object_id, organization_id, size, sha256 from versions where state = 'available';

  create table integrity_runs (
    id uuid primary key default gen_random_uuid(),
    kind text not null check (kind in ('share', 'all', 'document', 'compare', 'repair')),
    organization_id uuid references organizations (id),
    document_id uuid,
    asked_by uuid,
    state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'cancelled', 'failed')),
    reason text check (length(reason) <= 1000),
    total bigint not null default 0 check (total >= 0),
    done bigint not null default 0 check (done >= 0),
    bytes bigint not null default 0 check (bytes >= 0),
    place jsonb check (pg_column_size(place) <= 2048),
    report jsonb not null default '{}' check (pg_column_size(report) <= 262144),
    created_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz,
    check ((kind = 'document') = (document_id is not null)),
    check ((kind = 'document') = (organization_id is not null)),
    check ((state in ('done', 'cancelled', 'failed')) = (finished_at is not null))
  );
  comment on column integrity_runs.kind is 'share: of a night; all; document: one; compare: rows with objects, both ways; repair: the same, putting right what it finds';
  comment on column integrity_runs.document_id is 'no foreign key: the record outlives the document';
  comment on column integrity_runs.asked_by is 'a person, or null: by itself';
  comment on column integrity_runs.place is 'how far a comparison is: it goes on behind';
  -- One of each sort at a time, and one a document.
  create unique index integrity_runs_one on integrity_runs ((case when kind in ('compare', 'repair') then 'compare'
    when kind = 'document' then document_id::text else 'check' end)) where finished_at is null;
  create index integrity_runs_created on integrity_runs (created_at, id);

  alter table stored_objects enable row level security; alter table stored_objects force row level security;
  alter table integrity_runs enable row level security; alter table integrity_runs force row level security;
  create policy owner on stored_objects to muniment_owner using (true) with check (true);
  create policy read on stored_objects for select to muniment_app
    using (exists (select from versions n where n.object_id = stored_objects.object_id));
  create policy check_them on stored_objects to muniment_worker using (true) with check (true);
  grant select (object_id, checked_at, problem, problem_since) on stored_objects to muniment_app;
  grant select, update (problem, problem_since, checked_at, due_from), delete on stored_objects to muniment_worker;
  grant select, insert, update, delete on stored_objects to muniment_access;

  create policy operator on integrity_runs to muniment_app
    using (document_id is null and (select access.is_operator()))
    with check (document_id is null and (select access.is_operator()));
  create policy of_document on integrity_runs to muniment_app
    using (organization_id = (select access.organization_id()) and (select access.holds('quarantine.read'))
      and exists (select from documents d where d.id = document_id))
    with check (organization_id = (select access.organization_id()) and (select access.holds('quarantine.read'))
      and asked_by = (select access.person_id()) and state = 'waiting' and exists (select from documents d where d.id = document_id));
  create policy work on integrity_runs to muniment_worker using (true) with check (true);
  grant select, insert (kind, organization_id, document_id, asked_by), update (state, finished_at) on integrity_runs to muniment_app;
  grant select, insert, update, delete on integrity_runs to muniment_worker;
  grant select on integrity_runs to muniment_access;
`

const functions = `
  -- However a version gets its bytes: checked, restored or copied. Whoever adds one waits here for a check that is being
  -- written down, so that no version of damaged bytes is left as available.
  create function access.note_object() returns trigger language plpgsql security definer
    set search_path = pg_catalog, public as $$
    declare wrong text;
    begin
      insert into public.stored_objects (object_id, organization_id, size, sha256)
        values (new.object_id, new.organization_id, new.size, new.sha256) on conflict (object_id) do nothing;
      if tg_op = 'INSERT' then
        select o.problem into wrong from public.stored_objects o where o.object_id = new.object_id for share;
        if wrong is not null then raise exception 'the object is damaged' using errcode = 'MU021'; end if;
      end if;
      return new;
    end
  $$;
  create function access.forget_object() returns trigger language plpgsql security definer
    set search_path = pg_catalog, public as $$
    begin
      delete from public.stored_objects o where o.object_id = old.object_id
        and not exists (select from public.versions v where v.object_id = old.object_id);
      return null;
    end
  $$;
  -- Before a check is written down: what copies an object or restores it holds its document first, and so waits.
  create function access.hold_object(object uuid) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, public as $$
    begin
      perform from public.documents d where d.id in (select v.document_id from public.versions v where v.object_id = object)
        order by d.id for update;
    end
  $$;
  -- For the operator, who sees no content: how many, and since when.
  create function access.integrity_state() returns table (damaged bigint, oldest timestamptz)
    language plpgsql stable security definer rows 1 set search_path = pg_catalog, public as $$
    begin
      if not access.is_operator() then return; end if;
      return query select (select count(*) from public.stored_objects o where o.problem is not null),
        (select min(o.due_from) from public.stored_objects o);
    end
  $$;
  -- Whom to tell of what a run found: the operators of all of it, and in each organization who looks after it of its own.
  create function access.damage_audience(a_run uuid)
    returns table (person_id uuid, organization_id uuid, address text, organization text, objects bigint)
    language plpgsql stable security definer rows 10 set search_path = pg_catalog, public, auth as $$
    begin
      return query
        with found as (
          select o.organization_id, count(*) as objects
          from public.stored_objects o join public.integrity_runs r on r.id = a_run
          where o.problem is not null and o.problem_since >= r.started_at group by o.organization_id
        )
        select u.id, null::uuid, u.email, null::text, (select sum(f.objects)::bigint from found f)
        from auth.users u where u.operator and u.suspended_at is null and exists (select from found)
        union all
        select u.id, f.organization_id, u.email, g.name, f.objects
        from found f join public.organizations g on g.id = f.organization_id
        join public.members m on m.organization_id = f.organization_id and m.suspended_at is null
        join auth.users u on u.id = m.user_id and u.suspended_at is null
        where not u.operator and 2 = (select count(distinct rp.permission) from access.held_roles h
          join public.role_permissions rp on rp.role_id = h.role_id and rp.permission in ('quarantine.read', 'jobs.retry')
          where h.member_id = m.id and h.department_id is null);
    end
  $$;
`

const ours = 'access.hold_object(uuid), access.integrity_state(), access.damage_audience(uuid)'

export async function up(db: Knex): Promise<void> {
  await db.raw(states(`, 'damaged'`))
  await db.raw(tables)
  await db.raw(`set local role muniment_access; ${functions}
    revoke all on function ${ours} from public;
    grant execute on function access.integrity_state() to muniment_app;
    grant execute on function access.hold_object(uuid) to muniment_worker;
    grant execute on function access.damage_audience(uuid) to muniment_worker, muniment_outbound;
    reset role`)
  await db.raw(`
    create trigger note_object before insert or update of state on versions for each row
      when (new.state = 'available') execute function access.note_object();
    create trigger forget_object after delete on versions for each row execute function access.forget_object();
  `)
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    drop trigger note_object on versions; drop trigger forget_object on versions;
    drop table integrity_runs, stored_objects;
    -- What was damaged is refused under the old shape too.
    update versions set state = 'held' where state = 'damaged';
    update documents set state = 'held' where state = 'damaged';
    set local role muniment_access;
    drop function ${ours}, access.note_object(), access.forget_object();
    reset role;
  `)
  await db.raw(states(''))
}
