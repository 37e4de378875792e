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
  `)
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
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
