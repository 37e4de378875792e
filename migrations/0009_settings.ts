import type { Knex } from 'knex'

// Settings of the appliance that are changed while it runs: the mail server and the sign-in providers. Their secrets are
// sealed by the processes with a key that is not in the database, and no role that answers requests can read them back.
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table settings (
      name text primary key check (length(name) between 1 and 100),
      value jsonb not null check (pg_column_size(value) <= 16384),
      secret text check (length(secret) <= 8192),
      has_secret boolean generated always as (secret is not null) stored,
      revision integer not null default 1,
      updated_by uuid references auth.users (id) on delete set null,
      updated_at timestamptz not null default now()
    );
    comment on column settings.secret is 'sealed; written by the operator, read only by the process that needs it';

    create table mails (
      id uuid primary key default gen_random_uuid(),
      organization_id uuid references organizations (id),
      template text not null check (template in ('invitation', 'recovery', 'verification', 'test')),
      address text not null check (length(address) <= 254),
      sealed text check (length(sealed) <= 16384),
      state text not null default 'waiting' check (state in ('waiting', 'sent', 'failed')),
      answer text check (length(answer) <= 2000),
      created_at timestamptz not null default now(),
      settled_at timestamptz
    );
    comment on column mails.sealed is 'what the template is filled with, one-time links included; gone once it is sent';
    comment on column mails.answer is 'what the mail server said last, or why it was not reached';
    create index mails_created_at on mails (created_at);

    alter table settings enable row level security; alter table settings force row level security;
    alter table mails enable row level security; alter table mails force row level security;

    create policy operator on settings to muniment_app
      using ((select access.is_operator())) with check ((select access.is_operator()));
    create policy providers on settings for select to muniment_auth using (name like 'provider:%');
    create policy mail on settings for select to muniment_outbound using (name = 'mail');
    grant select (name, value, has_secret, revision, updated_by, updated_at),
      insert (name, value, secret, updated_by, updated_at),
      update (value, secret, revision, updated_by, updated_at), delete on settings to muniment_app;
    grant select (name, value, secret, revision) on settings to muniment_auth, muniment_outbound;

    grant select (name) on settings to muniment_access;
    create function access.mail_is_set() returns boolean language plpgsql stable security definer
      set search_path = pg_catalog, public as $$
      begin return exists (select from public.settings s where s.name = 'mail'); end
    $$;
    revoke all on function access.mail_is_set() from public;
    grant execute on function access.mail_is_set() to muniment_app, muniment_auth;
    alter function access.mail_is_set() owner to muniment_access;

    create policy invite on mails for insert to muniment_app
      with check (template = 'invitation' and state = 'waiting' and (
        (organization_id = (select access.organization_id()) and (select access.holds('members.invite')))
        or (select access.is_operator())));
    create policy operator_tests on mails for insert to muniment_app
      with check (template = 'test' and state = 'waiting' and organization_id is null and (select access.is_operator()));
    create policy operator_reads on mails for select to muniment_app
      using (organization_id is null and (select access.is_operator()));
    create policy accounts on mails for insert to muniment_auth
      with check (template in ('recovery', 'verification') and state = 'waiting' and organization_id is null);
    create policy work on mails to muniment_outbound using (true) with check (true);
    grant insert (id, organization_id, template, address, sealed) on mails to muniment_app, muniment_auth;
    grant select (id, organization_id, template, state, answer, created_at, settled_at) on mails to muniment_app;
    grant select, update (sealed, state, answer, settled_at), delete on mails to muniment_outbound;

    -- Mail that belongs to no organization is owed by the accounts' part, or by the operator as such.
    create policy accounts_owe on jobs for insert to muniment_auth
      with check (name = 'mail.send' and state = 'waiting' and organization_id is null);
    create policy operator_owes on jobs for insert to muniment_app
      with check (name = 'mail.send' and state = 'waiting' and (select access.is_operator()));
    create policy mail on jobs to muniment_outbound using (name like 'mail.%') with check (name like 'mail.%');
    grant insert on jobs to muniment_auth;
    grant select, insert, update, delete on jobs to muniment_outbound;
    create policy mail_records on events for insert to muniment_outbound
      with check (actor_system is not null and actor_user_id is null);
    grant insert on events to muniment_outbound;

    alter table links drop constraint links_purpose_check;
    alter table links add constraint links_purpose_check
      check (purpose in ('setup', 'invitation', 'recovery', 'verification'));
    alter table links add constraint links_verification_check check (purpose <> 'verification' or email is not null);
    grant insert on links to muniment_auth;

    alter table auth.sessions add column provider text;
    comment on column auth.sessions.provider is 'the sign-in provider that this session came by; null for a password';
  `)
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    alter table auth.sessions drop column provider;
    delete from links where purpose = 'verification';
    revoke insert on links from muniment_auth;
    alter table links drop constraint links_verification_check;
    alter table links drop constraint links_purpose_check;
    alter table links add constraint links_purpose_check check (purpose in ('setup', 'invitation', 'recovery'));
    drop policy mail_records on events;
    revoke insert on events from muniment_outbound;
    drop policy mail on jobs;
    drop policy operator_owes on jobs;
    drop policy accounts_owe on jobs;
    revoke all on jobs from muniment_outbound, muniment_auth;
    drop table mails, settings;
    set local role muniment_access;
    drop function access.mail_is_set();
    reset role;
  `)
}
