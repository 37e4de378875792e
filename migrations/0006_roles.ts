import type { Knex } from 'knex'
import { holding } from './0006_roles/holding.ts'

// Roles of an organization's own, held by several people, for a department or a time; and the departments.
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table role_permissions drop constraint role_permissions_role_key_fkey, drop constraint role_permissions_pkey;
    alter table members drop constraint members_role_key_fkey;
    alter table links drop constraint links_role_key_fkey, drop constraint links_check;
    alter table roles drop constraint roles_pkey;
    alter table roles
      alter column key drop not null,
      add column id uuid primary key default gen_random_uuid(),
      add column organization_id uuid references organizations (id),
      add column description text not null default '' check (length(description) <= 500),
      add column clearance smallint not null default 1 check (clearance between 0 and 3),
      add column guest boolean not null default false,
      add column revision integer not null default 1,
      add column created_at timestamptz not null default now(),
      add column updated_at timestamptz not null default now(),
      add unique (key),
      add check (length(name) between 1 and 100),
      add check ((key is null) = (organization_id is not null));
    comment on column roles.key is 'of a role that every organization has and nobody changes; null for one of its own';
    comment on column roles.clearance is 'up to which sensitivity its holders see documents: 0 public to 3 restricted';
    comment on column roles.guest is 'whoever holds only such roles is no part of everyone';
    create unique index roles_name on roles (organization_id, lower(name)) where organization_id is not null;

    alter table role_permissions add column role_id uuid references roles (id) on delete cascade;
    update role_permissions rp set role_id = r.id from roles r where r.key = rp.role_key;
    alter table role_permissions drop column role_key, add primary key (role_id, permission);

    create table departments (
      id uuid primary key default gen_random_uuid(),
      organization_id uuid not null references organizations (id),
      parent_id uuid,
      manager_id uuid,
      name text not null check (length(name) between 1 and 255),
      revision integer not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      unique (organization_id, id),
      unique nulls not distinct (organization_id, parent_id, name),
      foreign key (organization_id, parent_id) references departments (organization_id, id),
      foreign key (organization_id, manager_id) references members (organization_id, id) on delete set null (manager_id)
    );
    create index departments_parent on departments (parent_id);
    create table department_members (
      organization_id uuid not null,
      department_id uuid not null,
      member_id uuid not null,
      primary key (department_id, member_id),
      foreign key (organization_id, department_id) references departments (organization_id, id) on delete cascade,
      foreign key (organization_id, member_id) references members (organization_id, id) on delete cascade
    );
    create index department_members_member on department_members (member_id);

    create table user_roles (
      id uuid primary key default gen_random_uuid(),
      organization_id uuid not null,
      member_id uuid not null,
      role_id uuid not null references roles (id),
      department_id uuid,
      starts_at timestamptz,
      ends_at timestamptz,
      created_by uuid,
      created_at timestamptz not null default now(),
      foreign key (organization_id, member_id) references members (organization_id, id) on delete cascade,
      foreign key (organization_id, department_id) references departments (organization_id, id) on delete cascade,
      foreign key (organization_id, created_by) references members (organization_id, id) on delete set null (created_by),
      unique nulls not distinct (member_id, role_id, department_id),
      check (ends_at > starts_at)
    );
    comment on column user_roles.department_id is 'null: everywhere; else only for things of this department and those below it';
    create index user_roles_role on user_roles (role_id);
    create index user_roles_department on user_roles (department_id) where department_id is not null;

    insert into user_roles (organization_id, member_id, role_id)
      select m.organization_id, m.id, r.id from members m join roles r on r.key = m.role_key;
    insert into roles (key, name) values ('owner', 'Owner');
    -- Every organization has an owner: until now its first administrator.
    insert into user_roles (organization_id, member_id, role_id)
      select first.organization_id, first.id, r.id from roles r,
        (select distinct on (organization_id) organization_id, id from members
         where role_key = 'administrator' and suspended_at is null order by organization_id, created_at, id) first
      where r.key = 'owner';
    alter table members drop column role_key;

    alter table links
      add column role_id uuid references roles (id),
      add column departments uuid[] not null default '{}' check (cardinality(departments) <= 50),
      add column room_grants jsonb not null default '[]' check (jsonb_array_length(room_grants) <= 50);
    comment on column links.room_grants is 'what the invited gets at once: [{"roomId": uuid, "level": 1 to 4}]';
    update links l set role_id = r.id from roles r where r.key = l.role_key;
    alter table links drop column role_key,
      add check (purpose <> 'invitation' or (organization_id is not null and email is not null and role_id is not null));

    grant select on roles, role_permissions, departments, department_members, user_roles to muniment_access;

    -- What people hold now: suspended ones nothing, and nothing before or after its time.
    set local role muniment_access;
    ${holding}
    reset role;

    create constraint trigger keep_an_owner after delete or update on user_roles deferrable initially deferred
      for each row execute function access.keep_an_owner();
    create constraint trigger keep_an_owner after update of suspended_at on members deferrable initially deferred
      for each row when (new.suspended_at is not null) execute function access.keep_an_owner();
    create trigger keep_departments_a_tree before insert or update of parent_id on departments
      for each row when (new.parent_id is not null) execute function access.keep_departments_a_tree();

    alter table departments enable row level security; alter table departments force row level security;
    alter table department_members enable row level security; alter table department_members force row level security;
    alter table user_roles enable row level security; alter table user_roles force row level security;
    create policy owner on departments to muniment_owner using (true) with check (true);
    create policy owner on department_members to muniment_owner using (true) with check (true);
    create policy owner on user_roles to muniment_owner using (true) with check (true);
    -- Accepting an invitation.
    create policy accounts on department_members for insert to muniment_auth with check (true);
    create policy accounts on user_roles for insert to muniment_auth with check (true);
    create policy accounts on roles for select to muniment_auth using (true);
    grant insert on department_members, user_roles to muniment_auth;
    grant select (id, key, name) on roles to muniment_auth;

    -- Built-in roles and one's own organization's.
    drop policy read on roles;
    create policy read on roles for select to muniment_app
      using (organization_id is null or organization_id = (select access.organization_id()));
    create policy change on roles to muniment_app
      using (organization_id = (select access.organization_id()) and (select access.holds('roles.manage')))
      with check (organization_id = (select access.organization_id()) and key is null and (select access.holds('roles.manage')));
    drop policy read on role_permissions;
    create policy read on role_permissions for select to muniment_app using (exists (select from roles r where r.id = role_id));
    create policy change on role_permissions for insert to muniment_app
      with check ((select access.holds('roles.manage')) and access.holds(permission)
        and exists (select from roles r where r.id = role_id and r.organization_id = (select access.organization_id())));
    create policy remove on role_permissions for delete to muniment_app
      using ((select access.holds('roles.manage'))
        and exists (select from roles r where r.id = role_id and r.organization_id = (select access.organization_id())));
    grant insert, delete on roles, role_permissions to muniment_app;
    grant update (name, description, clearance, guest, revision, updated_at) on roles to muniment_app;

    -- Who may not read the members of the organization sees no other: bidders must not discover each other.
    drop policy read on members;
    create policy read on members for select to muniment_app
      using (organization_id = (select access.organization_id()) and (
        id = (select access.member_id()) or (select access.holds('members.read'))
        or id in (select p.member_id from access.people_for('members.read') p (member_id))));
    create policy manage on members for update to muniment_app
      using (organization_id = (select access.organization_id())
        and ((select access.holds('members.manage')) or id in (select p.member_id from access.people_for('members.manage') p (member_id))))
      with check (organization_id = (select access.organization_id()));
    grant update (suspended_at) on members to muniment_app;

    create policy read on departments for select to muniment_app
      using (organization_id = (select access.organization_id()) and (
        (select access.holds('members.read')) or id in (select d.id from access.departments_of((select access.member_id())) d (id))
        or access.holds_for('members.read', id)));
    create policy change on departments to muniment_app
      using (organization_id = (select access.organization_id()) and access.holds_for('departments.manage', id))
      with check (organization_id = (select access.organization_id()) and access.holds_for('departments.manage', coalesce(parent_id, id)));
    create policy read on department_members for select to muniment_app
      using (exists (select from members m where m.id = member_id) and exists (select from departments d where d.id = department_id));
    create policy add on department_members for insert to muniment_app
      with check (organization_id = (select access.organization_id()) and access.holds_for('departments.manage', department_id)
        and exists (select from members m where m.id = member_id));
    create policy remove on department_members for delete to muniment_app
      using (organization_id = (select access.organization_id()) and access.holds_for('departments.manage', department_id));
    grant select, insert, delete on departments, department_members to muniment_app;
    grant update (name, parent_id, manager_id, revision, updated_at) on departments to muniment_app;

    create policy read on user_roles for select to muniment_app using (exists (select from members m where m.id = member_id));
    create policy give on user_roles for insert to muniment_app
      with check (organization_id = (select access.organization_id()) and access.may_give(role_id, department_id)
        and exists (select from members m where m.id = member_id));
    create policy take on user_roles for delete to muniment_app
      using (organization_id = (select access.organization_id()) and access.may_give(role_id, department_id));
    grant select, insert, delete on user_roles to muniment_app;

    drop policy invite on links;
    create policy invite on links for insert to muniment_app
      with check (purpose = 'invitation' and (
        (organization_id = (select access.organization_id()) and created_by = (select access.member_id())
          and (select access.holds('members.invite')))
        or (created_by is null and (select access.is_operator()))));
    grant select (role_id, departments, room_grants) on links to muniment_app;
  `)
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    drop policy read on roles; drop policy change on roles; drop policy accounts on roles;
    drop policy read on role_permissions; drop policy change on role_permissions; drop policy remove on role_permissions;
    drop policy read on members; drop policy manage on members;
    alter table members add column role_key text;
    update members m set role_key = case when exists (
      select from user_roles ur join roles r on r.id = ur.role_id
      where ur.member_id = m.id and r.key in ('owner', 'administrator') and ur.department_id is null)
      then 'administrator' else 'member' end;
    alter table members alter column role_key set not null;
    drop trigger keep_an_owner on members;
    drop table user_roles, department_members, departments cascade;
    alter table links drop column departments, drop column room_grants, add column role_key text;
    update links l set role_key = case when r.key in ('owner', 'administrator') then 'administrator' else 'member' end
      from roles r where r.id = l.role_id;
    alter table links drop column role_id;
    delete from roles where key is null or key not in ('administrator', 'member');
    alter table role_permissions add column role_key text;
    update role_permissions rp set role_key = r.key from roles r where r.id = rp.role_id;
    alter table role_permissions drop column role_id, add primary key (role_key, permission);
    alter table roles drop column id cascade, drop column organization_id, drop column description, drop column clearance,
      drop column guest, drop column revision, drop column created_at, drop column updated_at, drop constraint roles_key_key,
      alter column key set not null, add primary key (key);
    alter table role_permissions add foreign key (role_key) references roles (key) on delete cascade;
    alter table members add foreign key (role_key) references roles (key);
    alter table links add foreign key (role_key) references roles (key),
      add constraint links_check check (purpose <> 'invitation' or (organization_id is not null and email is not null and role_key is not null));
    create policy read on roles for select to muniment_app using (true);
    create policy read on role_permissions for select to muniment_app using (true);
    create policy read on members for select to muniment_app using (organization_id = (select access.organization_id()));
    grant select on members, roles, role_permissions to muniment_app;
    grant select (role_key) on links to muniment_app;
    set local role muniment_access;
    drop function access.departments_of(uuid), access.people_for(text), access.may_give(uuid, uuid),
      access.memberships(uuid), access.keep_an_owner(), access.keep_departments_a_tree();
    create or replace function access.holds(permission text) returns boolean language plpgsql stable security definer
      set search_path = pg_catalog, public as $$
      begin
        return exists (
          select from public.members m join public.role_permissions rp on rp.role_key = m.role_key
          where m.id = access.member_id() and m.organization_id = access.organization_id() and rp.permission = $1
        );
      end
    $$;
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
    revoke all on function access.memberships(uuid) from public;
    grant execute on function access.memberships(uuid) to muniment_app;
    drop function access.holds_for(text, uuid), access.departments_below(uuid);
    drop view if exists access.held_roles;
    reset role;
  `)
}
