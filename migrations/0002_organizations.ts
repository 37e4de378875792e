import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create schema access authorization muniment_access;
    set local role muniment_access;
    grant usage on schema access to muniment_app, muniment_auth, muniment_worker;
    grant usage, create on schema access to muniment_owner;
    reset role;
    grant usage on schema public to muniment_app, muniment_auth, muniment_access, muniment_worker, muniment_outbound, muniment_backup;

    create table organizations (
      id uuid primary key default gen_random_uuid(),
      name text not null check (length(name) between 1 and 255),
      demo boolean not null default false,
      created_at timestamptz not null default now()
    );
    comment on column organizations.demo is 'made by the installer for trying out; whoever sets the appliance up joins it';

    create table permissions (
      name text primary key,
      description text not null
    );
    create table roles (
      key text primary key,
      name text not null
    );
    create table role_permissions (
      role_key text not null references roles (key) on delete cascade,
      permission text not null references permissions (name) on delete cascade,
      primary key (role_key, permission)
    );

    create table members (
      id uuid primary key default gen_random_uuid(),
      organization_id uuid not null references organizations (id),
      user_id uuid not null references auth.users (id),
      role_key text not null references roles (key),
      suspended_at timestamptz,
      created_at timestamptz not null default now(),
      unique (organization_id, user_id),
      unique (organization_id, id)
    );
    create index members_user_id on members (user_id);

    -- One-time links: only the SHA-256 of the token is kept.
    create table links (
      id uuid primary key default gen_random_uuid(),
      token_hash bytea not null unique check (length(token_hash) = 32),
      purpose text not null check (purpose in ('setup', 'invitation', 'recovery')),
      organization_id uuid references organizations (id),
      email text check (length(email) <= 254 and email = lower(email)),
      role_key text references roles (key),
      created_by uuid references members (id),
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      used_at timestamptz,
      check (purpose <> 'invitation' or (organization_id is not null and email is not null and role_key is not null)),
      check (purpose <> 'recovery' or email is not null)
    );
    create index links_organization_id on links (organization_id) where used_at is null;

    create function access.member_id() returns uuid language sql stable parallel safe
      return nullif(current_setting('app.actor', true), '')::uuid;
    create function access.person_id() returns uuid language sql stable parallel safe
      return nullif(current_setting('app.person', true), '')::uuid;

    -- Null, and so no row anywhere, for a suspended member or person.
    -- plpgsql where sql would do: it keeps its plans for the session, sql would make them anew at every call, and these
    -- are called several times by every statement.
    create function access.organization_id() returns uuid language plpgsql stable security definer
      set search_path = pg_catalog, public, auth as $$
      begin
        return (
          select m.organization_id from public.members m join auth.users u on u.id = m.user_id
          where m.id = access.member_id() and m.user_id = access.person_id()
            and m.suspended_at is null and u.suspended_at is null
        );
      end
    $$;
    create function access.is_operator() returns boolean language plpgsql stable security definer
      set search_path = pg_catalog, public, auth as $$
      begin
        return exists (
          select from auth.users u
          where u.id = nullif(current_setting('app.operator', true), '')::uuid and u.operator and u.suspended_at is null
        );
      end
    $$;
    create function access.holds(permission text) returns boolean language plpgsql stable security definer
      set search_path = pg_catalog, public as $$
      begin
        return exists (
          select from public.members m join public.role_permissions rp on rp.role_key = m.role_key
          where m.id = access.member_id() and m.organization_id = access.organization_id() and rp.permission = $1
        );
      end
    $$;
    -- Who may act for this person, before any actor is set: one row a membership.
    create function access.memberships(person uuid)
      returns table (member_id uuid, organization_id uuid, organization_name text, role_key text, permissions text[])
      language plpgsql stable security definer set search_path = pg_catalog, public, auth as $$
      begin
        return query
          select m.id, m.organization_id, o.name, m.role_key,
            array(select rp.permission from public.role_permissions rp where rp.role_key = m.role_key order by 1)
          from public.members m
          join public.organizations o on o.id = m.organization_id
          join auth.users u on u.id = m.user_id
          where m.user_id = person and m.suspended_at is null and u.suspended_at is null
          order by o.name, o.id;
      end
    $$;

    -- Rights first: once the functions belong to another role, only that role can change them.
    revoke all on function access.organization_id(), access.is_operator(), access.holds(text), access.memberships(uuid) from public;
    grant execute on function access.organization_id(), access.is_operator(), access.holds(text), access.memberships(uuid)
      to muniment_app;
    alter function access.organization_id() owner to muniment_access;
    alter function access.is_operator() owner to muniment_access;
    alter function access.holds(text) owner to muniment_access;
    alter function access.memberships(uuid) owner to muniment_access;
    grant select on organizations, members, role_permissions to muniment_access;

    alter table organizations enable row level security; alter table organizations force row level security;
    alter table permissions enable row level security; alter table permissions force row level security;
    alter table roles enable row level security; alter table roles force row level security;
    alter table role_permissions enable row level security; alter table role_permissions force row level security;
    alter table members enable row level security; alter table members force row level security;
    alter table links enable row level security; alter table links force row level security;
    alter table auth.users enable row level security; alter table auth.users force row level security;
    alter table auth.sessions enable row level security; alter table auth.sessions force row level security;
    alter table auth.accounts enable row level security; alter table auth.accounts force row level security;
    alter table auth.verifications enable row level security; alter table auth.verifications force row level security;

    create policy owner on organizations to muniment_owner using (true) with check (true);
    create policy owner on permissions to muniment_owner using (true) with check (true);
    create policy owner on roles to muniment_owner using (true) with check (true);
    create policy owner on role_permissions to muniment_owner using (true) with check (true);
    create policy owner on members to muniment_owner using (true) with check (true);
    create policy owner on links to muniment_owner using (true) with check (true);
    create policy owner on auth.users to muniment_owner using (true) with check (true);
    create policy owner on auth.accounts to muniment_owner using (true) with check (true);
    create policy owner on auth.sessions to muniment_owner using (true) with check (true);
    create policy accounts on auth.users to muniment_auth using (true) with check (true);
    create policy accounts on auth.sessions to muniment_auth using (true) with check (true);
    create policy accounts on auth.accounts to muniment_auth using (true) with check (true);
    create policy accounts on auth.verifications to muniment_auth using (true) with check (true);

    -- Accepting a link is one transaction of the role that keeps the accounts.
    create policy accounts on organizations to muniment_auth using (true) with check (true);
    create policy accounts on members to muniment_auth using (true) with check (true);
    create policy accounts on links to muniment_auth using (true) with check (true);
    grant select, insert on organizations, members to muniment_auth;
    grant select, update (used_at) on links to muniment_auth;

    create policy read on permissions for select to muniment_app using (true);
    create policy read on roles for select to muniment_app using (true);
    create policy read on role_permissions for select to muniment_app using (true);

    create policy read on organizations for select to muniment_app
      using (id = (select access.organization_id()) or (select access.is_operator()));
    create policy operator_creates on organizations for insert to muniment_app
      with check ((select access.is_operator()));
    create policy read on members for select to muniment_app
      using (organization_id = (select access.organization_id()));
    create policy colleagues on auth.users for select to muniment_app
      using (id = (select access.person_id()) or exists (select from members m where m.user_id = users.id));
    create policy read on links for select to muniment_app
      using (purpose = 'invitation' and organization_id = (select access.organization_id()) and (select access.holds('members.invite')));
    create policy invite on links for insert to muniment_app
      with check (purpose = 'invitation' and (
        (organization_id = (select access.organization_id()) and created_by = (select access.member_id())
          and (select access.holds('members.invite')))
        or (created_by is null and (select access.is_operator()))));
    create policy revoke on links for delete to muniment_app
      using (purpose = 'invitation' and organization_id = (select access.organization_id()) and (select access.holds('members.invite')));

    grant select on organizations, members, permissions, roles, role_permissions to muniment_app;
    grant insert on organizations to muniment_app;
    grant select (id, purpose, organization_id, email, role_key, created_by, created_at, expires_at, used_at), insert, delete
      on links to muniment_app;
  `)

  // The catalogue is filled from core/access/permissions.ts after the migrations (catalogue.ts).
  await db('roles').insert([
    { key: 'administrator', name: 'Administrator' },
    { key: 'member', name: 'Member' },
  ])
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    drop policy colleagues on auth.users;
    drop table links, members, role_permissions, roles, permissions, organizations cascade;
    set local role muniment_access;
    drop schema access cascade;
    reset role;
  `)
}
