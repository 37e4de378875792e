import type { Knex } from 'knex'

// An act on many things can be ended by its person before all of it is done.
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table bulk_acts drop constraint bulk_acts_state_check,
      add check (state in ('waiting', 'running', 'done', 'cancelled', 'failed'));
  `)
}

export async function down(db: Knex): Promise<void> {
  await db.raw(`
    update bulk_acts set state = 'done' where state = 'cancelled';
    alter table bulk_acts drop constraint bulk_acts_state_check,
      add check (state in ('waiting', 'running', 'done', 'failed'));
  `)
}
