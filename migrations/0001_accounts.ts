import type { Knex } from 'knex'

// The tables of better-auth, in a schema and under a role of their own: snake_case, plural, uuid ids. `operator`,
// `suspended_at`, `last_used_at` and `confirmed_at` are ours.
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create schema auth;
    grant usage on schema auth to muniment_auth, muniment_app, muniment_access, muniment_worker;

    create table auth.users (
      id uuid primary key default gen_random_uuid(),
      name text not null check (length(name) between 1 and 200),
      email text not null unique check (length(email) <= 254 and email = lower(email)),
      email_verified boolean not null default false,
      image text,
      operator boolean not null default false,
      suspended_at timestamptz,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );

    create table auth.sessions (
      id uuid primary key default gen_random_uuid(),
      user_id uuid not null references auth.users (id) on delete cascade,
      token text not null unique,
      expires_at timestamptz not null,
      ip_address text,
      user_agent text,
      confirmed_at timestamptz,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );
    create index sessions_user_id on auth.sessions (user_id);

    create table auth.accounts (
      id uuid primary key default gen_random_uuid(),
      user_id uuid not null references auth.users (id) on delete cascade,
      account_id text not null,
      provider_id text not null,
      access_token text,
      refresh_token text,
      id_token text,
      access_token_expires_at timestamptz,
      refresh_token_expires_at timestamptz,
      scope text,
      password text,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      unique (provider_id, account_id)
    );
    create index accounts_user_id on auth.accounts (user_id);

    create table auth.verifications (
      id uuid primary key default gen_random_uuid(),
      identifier text not null,
      value text not null,
      expires_at timestamptz not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );
    create index verifications_identifier on auth.verifications (identifier);

    grant select, insert, update, delete on all tables in schema auth to muniment_auth;
    grant select (id, name, email, operator, suspended_at, created_at) on auth.users to muniment_app;
    grant select on auth.users to muniment_access;

    -- Whoever loses a session loses its sockets: every server listens.
    create function auth.announce_ended_session() returns trigger language plpgsql as $$
    begin
      perform pg_notify('session_ended', old.id::text);
      return null;
    end $$;
    create trigger announce_ended_session after delete on auth.sessions
      for each row execute function auth.announce_ended_session();
  `)
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`drop schema auth cascade`)
}
