import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table auth.sessions rename column provider to way;
    update auth.sessions set way = 'provider:' || way where way is not null;
    alter table auth.sessions add constraint sessions_way_check check (length(way) <= 60);
    comment on column auth.sessions.way is
      'how it was opened: password, passkey or provider:<id>; null is not known, which no policy about ways lets in';

    alter table organizations add sign_in_ways text[] check (cardinality(sign_in_ways) between 1 and 30);
    comment on column organizations.sign_in_ways is 'the ways (sessions.way) that its people may come in by; null: any';
    grant update (sign_in_ways) on organizations to muniment_app;

    -- Asked before an actor is set. No row is no answer, and not a permission.
    create function access.sign_in_policy(organization uuid) returns table (second_factor boolean, ways text[])
      language plpgsql stable security definer rows 1 set search_path = pg_catalog, public as $$
      begin
        return query select o.require_second_factor, o.sign_in_ways from public.organizations o where o.id = organization;
      end
    $$;
    -- As with cut_unenrolled: the sockets and downloads go, the session stays, for the profile.
    create function access.cut_other_ways() returns trigger language plpgsql security definer
      set search_path = pg_catalog, public as $$
      begin
        perform pg_notify('session_ended', s.id::text)
          from auth.sessions s join public.members m on m.user_id = s.user_id and m.organization_id = new.id
          where s.expires_at > now() and (s.way = any (new.sign_in_ways)) is not true;
        return null;
      end
    $$;
    create trigger cut_other_ways after update of sign_in_ways on organizations
      for each row when (new.sign_in_ways is not null and new.sign_in_ways is distinct from old.sign_in_ways)
      execute function access.cut_other_ways();
    grant select (way) on auth.sessions to muniment_access;
    revoke all on function access.sign_in_policy(uuid), access.cut_other_ways() from public;
    grant execute on function access.sign_in_policy(uuid) to muniment_app;
    alter function access.sign_in_policy(uuid) owner to muniment_access;
    alter function access.cut_other_ways() owner to muniment_access;
    set local role muniment_access;
    drop function access.requires_second_factor(uuid);
    reset role;

    alter table auth.users add mail_shared boolean not null default true, add mail_new_device boolean not null default true;
    comment on column auth.users.mail_shared is 'whether this person wants a mail when something is shared with them';

    create table auth.avatars (
      user_id uuid primary key references auth.users (id) on delete cascade,
      picture bytea not null check (length(picture) between 1 and 65536),
      media_type text not null check (media_type in ('image/png', 'image/jpeg', 'image/webp')),
      version text not null check (length(version) <= 64)
    );
    alter table auth.avatars enable row level security; alter table auth.avatars force row level security;
    create policy accounts on auth.avatars to muniment_auth using (true) with check (true);
    -- As with names: one's own, and those of the members that one may see.
    create policy colleagues on auth.avatars for select to muniment_app
      using (user_id = (select access.person_id()) or exists (select from members m where m.user_id = avatars.user_id));
    grant select, insert, update, delete on auth.avatars to muniment_auth;
    grant select on auth.avatars to muniment_app;

    -- The browsers that a person signed in from, each known by a cookie of its own.
    create table auth.devices (
      user_id uuid not null references auth.users (id) on delete cascade,
      token_hash bytea not null check (length(token_hash) = 32),
      last_used_at timestamptz not null default now(),
      primary key (user_id, token_hash)
    );
    alter table auth.devices enable row level security; alter table auth.devices force row level security;
    create policy accounts on auth.devices to muniment_auth using (true) with check (true);
    grant select, insert, update, delete on auth.devices to muniment_auth;

    alter table mails drop constraint mails_template_check;
    alter table mails add constraint mails_template_check
      check (template in ('invitation', 'recovery', 'verification', 'test', 'new_device'));
    alter policy accounts on mails
      with check (template in ('recovery', 'verification', 'new_device') and state = 'waiting' and organization_id is null);

    -- What somebody is told of a grant to them: asked when the mail is about to be sent, and no row unless they can see
    -- the thing then, want the mail and have proven their address.
    create function access.share_notice(of_grant uuid)
      returns table (address text, organization text, kind text, thing_id uuid, room_id uuid, name text)
      language plpgsql stable security definer rows 1 set search_path = pg_catalog, public, auth as $$
      begin
        return query
          select u.email, o.name,
            case when s.document_id is not null then 'document' when s.folder_id is not null then 'folder' else 'room' end,
            coalesce(s.document_id, s.folder_id, s.room_id), s.room_id,
            coalesce((select d.name from public.documents d where d.id = s.document_id),
              (select f.name from public.folders f where f.id = s.folder_id), (select r.name from public.rooms r where r.id = s.room_id))
          from public.grants g join public.scopes s on s.id = g.scope_id
          join public.organizations o on o.id = g.organization_id
          join public.members m on m.id = g.member_id and m.suspended_at is null
          join auth.users u on u.id = m.user_id and u.suspended_at is null and u.email_verified and u.mail_shared
          where g.id = of_grant and g.level > 0 and (g.ends_at is null or g.ends_at > now())
            and m.id in (select access.who_may(array[m.id], 1::smallint, s.room_id, s.folder_id, s.document_id));
      end
    $$;
    revoke all on function access.share_notice(uuid) from public;
    grant execute on function access.share_notice(uuid) to muniment_outbound;
    alter function access.share_notice(uuid) owner to muniment_access;
    set local role muniment_access;
    grant usage on schema access to muniment_outbound;
    reset role;
  `)
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    set local role muniment_access;
    revoke usage on schema access from muniment_outbound;
    drop function access.share_notice(uuid);
    reset role;
    delete from mails where template = 'new_device';
    alter policy accounts on mails
      with check (template in ('recovery', 'verification') and state = 'waiting' and organization_id is null);
    alter table mails drop constraint mails_template_check;
    alter table mails add constraint mails_template_check
      check (template in ('invitation', 'recovery', 'verification', 'test'));
    drop table auth.devices, auth.avatars;
    alter table auth.users drop mail_shared, drop mail_new_device;

    create function access.requires_second_factor(organization uuid) returns boolean language plpgsql stable
      security definer set search_path = pg_catalog, public as $$
      begin
        return (select o.require_second_factor from public.organizations o where o.id = organization);
      end
    $$;
    revoke all on function access.requires_second_factor(uuid) from public;
    grant execute on function access.requires_second_factor(uuid) to muniment_app;
    alter function access.requires_second_factor(uuid) owner to muniment_access;

    drop trigger cut_other_ways on organizations;
    set local role muniment_access;
    drop function access.sign_in_policy(uuid), access.cut_other_ways();
    reset role;
    revoke select (way) on auth.sessions from muniment_access;
    alter table organizations drop sign_in_ways;
    alter table auth.sessions drop constraint sessions_way_check;
    update auth.sessions set way = substr(way, 10) where way like 'provider:%';
    update auth.sessions set way = null where way in ('password', 'passkey');
    alter table auth.sessions rename column way to provider;
    comment on column auth.sessions.provider is 'the sign-in provider that this session came by; null for a password';
  `)
}
