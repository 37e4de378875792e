import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table events (
      position bigint generated always as identity primary key,
      organization_id uuid references organizations (id),
      type text not null check (length(type) <= 100),
      at timestamptz not null default now(),
      actor_member_id uuid,
      actor_user_id uuid,
      actor_system text,
      scope_id uuid,
      room_id uuid,
      folder_id uuid,
      document_id uuid,
      version_id uuid,
      data jsonb not null default '{}' check (pg_column_size(data) <= 16384),
      request_id text,
      published boolean not null,
      transaction_id xid8 not null default pg_current_xact_id(),
      check (num_nonnulls(actor_user_id, actor_system) = 1)
    );
    comment on table events is 'the audit: append-only by privilege and trigger';
    create index events_room on events (room_id, position);
    create index events_organization on events (organization_id, position);
    create index events_document on events (document_id, position) where document_id is not null;

    create table outbox (
      consumer text not null check (consumer in ('realtime')),
      position bigint not null references events (position),
      primary key (consumer, position)
    );

    create function access.refuse_change() returns trigger language plpgsql as $$
      begin raise exception 'events are append-only' using errcode = 'insufficient_privilege'; end $$;
    create trigger append_only before update or delete on events for each row execute function access.refuse_change();
    create trigger append_only_truncate before truncate on events for each statement execute function access.refuse_change();

    create function access.publish_event() returns trigger language plpgsql security definer
      set search_path = pg_catalog, public as $$
      begin
        insert into public.outbox (consumer, position) values ('realtime', new.position);
        perform pg_notify('outbox', 'realtime');
        return null;
      end $$;
    alter function access.publish_event() owner to muniment_access;
    grant insert, select, delete on outbox to muniment_access;
    grant select on events to muniment_access;
    create trigger publish after insert on events for each row when (new.published) execute function access.publish_event();

    -- The publisher takes strays of every organization, and nothing else of them: delivered means deleted, in its transaction.
    create function access.take_outbox(for_consumer text, most integer) returns setof events
      language plpgsql volatile security definer set search_path = pg_catalog, public as $$
      begin
        return query
          with taken as (
            delete from public.outbox o where (o.consumer, o.position) in (
              select i.consumer, i.position from public.outbox i where i.consumer = for_consumer
              order by i.position limit most for update skip locked)
            returning o.position
          )
          select e.* from public.events e join taken t on t.position = e.position order by e.position;
      end
    $$;
    revoke all on function access.take_outbox(text, integer) from public;
    grant execute on function access.take_outbox(text, integer) to muniment_server;
    alter function access.take_outbox(text, integer) owner to muniment_access;
    grant update on outbox to muniment_access;

    -- Last position per room for the heartbeat of sockets; callers pass rooms that their sockets were let into.
    create function access.last_positions(rooms uuid[]) returns table (room_id uuid, "position" bigint)
      language plpgsql stable security definer set search_path = pg_catalog, public as $$
      begin
        return query
          select r.id, coalesce((select max(e.position) from public.events e where e.room_id = r.id and e.published), 0)
          from unnest(rooms) r(id);
      end
    $$;
    revoke all on function access.last_positions(uuid[]) from public;
    grant execute on function access.last_positions(uuid[]) to muniment_server;
    alter function access.last_positions(uuid[]) owner to muniment_access;

    create table jobs (
      id uuid primary key default gen_random_uuid(),
      organization_id uuid references organizations (id),
      name text not null check (length(name) <= 100),
      key text not null check (length(key) <= 200),
      payload jsonb not null,
      state text not null default 'waiting' check (state in ('waiting', 'active', 'failed')),
      attempts integer not null default 0,
      run_at timestamptz not null default now(),
      heartbeat_at timestamptz,
      last_error text check (length(last_error) <= 2000),
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      unique (name, key)
    );
    comment on table jobs is 'work that is owed: a row goes when it is done, and stays with its reason when it failed for good';
    create index jobs_due on jobs (state, run_at);
    create function access.announce_job() returns trigger language plpgsql as $$
      begin perform pg_notify('jobs', ''); return null; end $$;
    create trigger announce after insert or update of state on jobs for each row
      when (new.state = 'waiting') execute function access.announce_job();

    create table appliance_status (
      name text primary key,
      state jsonb not null,
      updated_at timestamptz not null default now()
    );

    alter table events enable row level security; alter table events force row level security;
    alter table outbox enable row level security; alter table outbox force row level security;
    alter table jobs enable row level security; alter table jobs force row level security;
    alter table appliance_status enable row level security; alter table appliance_status force row level security;

    -- Nobody writes in another's name.
    create policy people_record on events for insert to muniment_app
      with check (actor_system is null and actor_user_id = (select access.person_id())
        and ((organization_id = (select access.organization_id()) and actor_member_id = (select access.member_id()))
          or (actor_member_id is null and (select access.is_operator()))));
    create policy read on events for select to muniment_app
      using (organization_id = (select access.organization_id())
        and (scope_id in (select v.scope_id from access.visible_scopes() v) or (select access.holds('audit.read'))));
    create policy accounts_record on events for insert to muniment_auth with check (actor_system is null);
    create policy system_records on events for insert to muniment_worker with check (actor_system is not null and actor_user_id is null);
    create policy owner_records on events for insert to muniment_owner with check (true);
    grant select, insert on events to muniment_app;
    grant insert on events to muniment_auth, muniment_worker;

    create policy publisher on outbox to muniment_owner using (true);

    create policy owe on jobs for insert to muniment_app
      with check (organization_id = (select access.organization_id()) and state = 'waiting');
    create policy read on jobs for select to muniment_app
      using (organization_id = (select access.organization_id()) and (select access.holds('jobs.retry')));
    create policy retry on jobs for update to muniment_app
      using (organization_id = (select access.organization_id()) and (select access.holds('jobs.retry')))
      with check (state = 'waiting');
    create policy work on jobs to muniment_worker using (true) with check (true);
    -- For the installer's demo and the operator's status.
    create policy owner on scopes to muniment_owner using (true) with check (true);
    create policy owner on grants to muniment_owner using (true) with check (true);
    create policy owner on rooms to muniment_owner using (true) with check (true);
    create policy owner on folders to muniment_owner using (true) with check (true);
    create policy owner on documents to muniment_owner using (true) with check (true);
    create policy owner on versions to muniment_owner using (true) with check (true);
    create policy owner on jobs to muniment_owner using (true) with check (true);
    grant select, insert, update (state, attempts, run_at, updated_at) on jobs to muniment_app;
    grant select, insert, update, delete on jobs to muniment_worker;

    create policy read on appliance_status for select to muniment_app using (true);
    create policy report on appliance_status to muniment_worker using (true) with check (true);
    create policy owner on appliance_status for select to muniment_owner using (true);
    grant select on appliance_status to muniment_app;
    grant select, insert, update on appliance_status to muniment_worker;
  `)
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    drop table appliance_status, jobs, outbox, events cascade;
    drop function access.announce_job(), access.refuse_change();
    set local role muniment_access;
    drop function access.last_positions(uuid[]), access.publish_event();
    reset role;
  `)
}
