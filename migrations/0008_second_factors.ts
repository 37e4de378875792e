import type { Knex } from 'knex'

// `passkeys` is the table of better-auth's plugin; `last_used_at` there is ours, and so is everything else here.
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table auth.users
      add second_factor boolean not null default false,
      add locale text check (length(locale) <= 35),
      add time_zone text check (length(time_zone) <= 64),
      add revision integer not null default 1;
    comment on column auth.users.second_factor is 'kept by trigger: a sign-in of this person needs its second step';

    alter table auth.sessions
      add aal smallint not null default 1 check (aal in (1, 2)),
      add last_used_at timestamptz not null default now();
    comment on column auth.sessions.aal is '1: by password or provider alone; 2: with a second factor or a passkey';

    create table auth.totp_secrets (
      user_id uuid primary key references auth.users (id) on delete cascade,
      secret text not null,
      confirmed_at timestamptz,
      last_step bigint,
      created_at timestamptz not null default now()
    );
    comment on column auth.totp_secrets.secret is 'encrypted under AUTH_SECRET';
    comment on column auth.totp_secrets.last_step is 'of the last code that was taken: none up to it is taken again';

    create table auth.recovery_codes (
      user_id uuid not null references auth.users (id) on delete cascade,
      code_hash bytea not null check (length(code_hash) = 32),
      used_at timestamptz,
      created_at timestamptz not null default now(),
      primary key (user_id, code_hash)
    );

    create table auth.passkeys (
      id uuid primary key default gen_random_uuid(),
      user_id uuid not null references auth.users (id) on delete cascade,
      name text check (length(name) <= 100),
      public_key text not null,
      credential_id text not null unique check (length(credential_id) <= 1400),
      counter bigint not null,
      device_type text not null,
      backed_up boolean not null,
      transports text,
      aaguid text,
      last_used_at timestamptz,
      created_at timestamptz not null default now()
    );
    create index passkeys_user_id on auth.passkeys (user_id);

    -- Here and not in Redis, which may be wiped at any moment: a wipe must not give anybody new tries.
    create table auth.failures (
      kind text not null check (length(kind) <= 32),
      subject bytea not null check (length(subject) = 32),
      count integer not null,
      last_at timestamptz not null,
      locked_until timestamptz,
      primary key (kind, subject)
    );
    comment on column auth.failures.subject is 'SHA-256 of an account or of an address';
    create index failures_last_at on auth.failures (last_at);

    create function auth.note_second_factor() returns trigger language plpgsql as $$
      declare person uuid;
      begin
        if tg_op = 'DELETE' then person := old.user_id; else person := new.user_id; end if;
        update auth.users u set second_factor =
            exists (select from auth.totp_secrets t where t.user_id = u.id and t.confirmed_at is not null)
            or exists (select from auth.passkeys p where p.user_id = u.id)
          where u.id = person;
        return null;
      end $$;
    create trigger note_second_factor after insert or update of confirmed_at or delete on auth.totp_secrets
      for each row execute function auth.note_second_factor();
    create trigger note_second_factor after insert or delete on auth.passkeys
      for each row execute function auth.note_second_factor();

    alter table auth.totp_secrets enable row level security; alter table auth.totp_secrets force row level security;
    alter table auth.recovery_codes enable row level security; alter table auth.recovery_codes force row level security;
    alter table auth.passkeys enable row level security; alter table auth.passkeys force row level security;
    alter table auth.failures enable row level security; alter table auth.failures force row level security;
    create policy accounts on auth.totp_secrets to muniment_auth using (true) with check (true);
    create policy accounts on auth.recovery_codes to muniment_auth using (true) with check (true);
    create policy accounts on auth.passkeys to muniment_auth using (true) with check (true);
    create policy accounts on auth.failures to muniment_auth using (true) with check (true);
    -- For the operator at the machine, who lets somebody in again that lost everything.
    create policy owner on auth.totp_secrets to muniment_owner using (true) with check (true);
    create policy owner on auth.recovery_codes to muniment_owner using (true) with check (true);
    create policy owner on auth.passkeys to muniment_owner using (true) with check (true);
    grant select, insert, update, delete on auth.totp_secrets, auth.recovery_codes, auth.passkeys, auth.failures
      to muniment_auth;

    alter table organizations
      add require_second_factor boolean not null default false,
      add policy_revision integer not null default 1;
    create policy set_policy on organizations for update to muniment_app
      using (id = (select access.organization_id()) and (select access.holds('organization.manage')))
      with check (id = (select access.organization_id()));
    grant update (require_second_factor, policy_revision) on organizations to muniment_app;

    -- Asked before an actor is set, for somebody who has no second factor.
    create function access.requires_second_factor(organization uuid) returns boolean language plpgsql stable
      security definer set search_path = pg_catalog, public as $$
      begin
        return (select o.require_second_factor from public.organizations o where o.id = organization);
      end
    $$;
    -- Those of a person, by name; for whoever is about to give their last factor up.
    create function access.organizations_requiring_second_factor(person uuid) returns setof text language plpgsql stable
      security definer set search_path = pg_catalog, public as $$
      begin
        return query select o.name from public.organizations o join public.members m on m.organization_id = o.id
          where m.user_id = person and o.require_second_factor order by 1;
      end
    $$;
    -- The sockets and downloads of those who no longer comply are cut; their sessions stay, for enrolling.
    create function access.cut_unenrolled() returns trigger language plpgsql security definer
      set search_path = pg_catalog, public as $$
      begin
        perform pg_notify('session_ended', s.id::text)
          from auth.sessions s
          join auth.users u on u.id = s.user_id and not u.second_factor
          join public.members m on m.user_id = u.id and m.organization_id = new.id
          where s.expires_at > now();
        return null;
      end
    $$;
    create trigger cut_unenrolled after update of require_second_factor on organizations
      for each row when (new.require_second_factor and not old.require_second_factor)
      execute function access.cut_unenrolled();
    grant select (id, user_id, expires_at) on auth.sessions to muniment_access;
    revoke all on function access.requires_second_factor(uuid), access.organizations_requiring_second_factor(uuid),
      access.cut_unenrolled() from public;
    grant execute on function access.requires_second_factor(uuid) to muniment_app;
    grant execute on function access.organizations_requiring_second_factor(uuid) to muniment_app, muniment_auth;
    alter function access.requires_second_factor(uuid) owner to muniment_access;
    alter function access.organizations_requiring_second_factor(uuid) owner to muniment_access;
    alter function access.cut_unenrolled() owner to muniment_access;
  `)
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    drop trigger cut_unenrolled on organizations;
    set local role muniment_access;
    drop function access.requires_second_factor(uuid), access.organizations_requiring_second_factor(uuid),
      access.cut_unenrolled();
    reset role;
    revoke select (id, user_id, expires_at) on auth.sessions from muniment_access;
    drop policy set_policy on organizations;
    alter table organizations drop require_second_factor, drop policy_revision;
    drop table auth.totp_secrets, auth.recovery_codes, auth.passkeys, auth.failures;
    drop function auth.note_second_factor();
    alter table auth.sessions drop aal, drop last_used_at;
    alter table auth.users drop second_factor, drop locale, drop time_zone, drop revision;
  `)
}
