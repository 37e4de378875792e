import type { TestDatabase } from '../database.ts'
import type { Garden } from './garden.ts'

/**
 * Makes it so that what is hidden was never there: every row of it, past every key and trigger. What is left is the same
 * appliance without it.
 */
export async function removeHidden(database: TestDatabase, { word }: Pick<Garden, 'word'>): Promise<void> {
  // Around what somebody may bring back there stays a folder that they do not see.
  const named = `like '%${word()}%' and name not like '%${word('around')}%'`
  const worded = `like '%${word()}%'`
  const isGone = (...columns: string[]): string => columns.map((one) => `${one} in (select id from gone)`).join(' or ')
  // What was once done to a document that is to be seen belongs to that, wherever it lay then.
  const ofGone = `${isGone('document_id')} or document_id is null and (${isGone('room_id', 'folder_id')})`
  await database.peek(`
    begin;
    set local session_replication_role = replica;
    create temp table gone on commit drop as
      select id from documents where name ${named} union all select id from folders where name ${named}
      union all select id from rooms where name ${named};
    insert into gone select id from documents where room_id in (select id from gone);
    insert into gone select id from versions where ${isGone('document_id')};
    delete from previews where ${isGone('version_id')};
    delete from versions where ${isGone('id')};
    insert into gone select id from scopes where ${isGone('room_id', 'folder_id', 'document_id')};
    delete from grants where ${isGone('scope_id')};
    delete from actor_scopes where ${isGone('scope_id')};
    delete from scopes where ${isGone('id')};
    delete from outbox where position in (select position from events where ${ofGone});
    delete from events where ${ofGone};
    delete from documents where ${isGone('id')};
    delete from folders where ${isGone('id')};
    delete from rooms where ${isGone('id')};
    delete from trash where name ${named};
    delete from uploads where name ${named};
    delete from archives where name ${named};
    delete from bulk_items where bulk_id in (select id from bulk_acts where act::text ${worded});
    delete from bulk_acts where act::text ${worded};
    delete from room_tags where tag ${worded};
    delete from links where email ${worded};
    update access_versions set version = version + 1;
    commit`)
}
