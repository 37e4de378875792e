import type { Knex } from 'knex'
import { isInSight } from './0007_access.ts'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table previews (
      version_id uuid primary key,
      organization_id uuid not null,
      state text not null default 'waiting' check (state in ('waiting', 'making', 'ready', 'none', 'failed')),
      kind text check (kind in ('pages', 'picture', 'text', 'markdown', 'sheets')),
      media_type text check (length(media_type) <= 255),
      pages integer check (pages between 0 and 2000),
      made integer not null default 0 check (made between 0 and 2000),
      truncated boolean not null default false,
      sizes jsonb,
      sheets jsonb,
      generation integer not null default 1,
      reason_code text,
      reason_message text check (length(reason_message) <= 1000),
      asked_at timestamptz not null default now(),
      made_at timestamptz,
      foreign key (organization_id, version_id) references versions (organization_id, id) on delete cascade
    );
    comment on table previews is 'what can be shown of a version without its bytes; the pages are objects in the bucket derived';
    comment on column previews.media_type is 'as found in the bytes';
    comment on column previews.pages is 'null until they were counted';
    comment on column previews.made is 'how many can be shown already, from the first on';
    comment on column previews.truncated is 'there is more than is shown';
    comment on column previews.sizes is 'width and height of each page made, null for one that could not be drawn';
    comment on column previews.generation is 'one more each time that it is made anew: pages of another are not cached under its name';
    create index previews_unsettled on previews (state) where state in ('waiting', 'making');
    create index events_viewed on events (actor_member_id, document_id, at) where type = 'documents.viewed';

    -- Those that were there before; the sweep owes their jobs, few at once.
    insert into previews (version_id, organization_id) select id, organization_id from versions where state = 'available';

    -- However a version becomes one that may be seen: checked, restored or copied.
    create function access.want_preview() returns trigger language plpgsql security definer
      set search_path = pg_catalog, public as $$
      begin
        insert into public.previews (version_id, organization_id) values (new.id, new.organization_id)
          on conflict (version_id) do nothing;
        return null;
      end $$;
    grant select, insert on previews to muniment_access;
    alter function access.want_preview() owner to muniment_access;
    create trigger want_preview after insert or update of state on versions for each row
      when (new.state = 'available') execute function access.want_preview();

    alter table previews enable row level security; alter table previews force row level security;
    create policy read on previews for select to muniment_app
      using (exists (select from versions n where n.id = version_id));
    -- Who may change a document may have its preview tried again, and nothing else of it.
    create policy retry on previews for update to muniment_app
      using (state = 'failed' and exists (
        select from versions n join documents d on d.id = n.document_id where n.id = version_id
          and ${isInSight('d', 3)}))
      with check (state = 'waiting');
    create policy pipeline on previews to muniment_worker using (true) with check (true);
    grant select, update (state, reason_code, reason_message, asked_at) on previews to muniment_app;
    grant select, insert, update on previews to muniment_worker;
  `)
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    drop index events_viewed;
    drop trigger want_preview on versions;
    drop table previews;
    set local role muniment_access;
    drop function access.want_preview();
    reset role;
  `)
}
