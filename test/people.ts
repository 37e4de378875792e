import { connect, type Knex } from '@muniment/core/db.ts'
import type { TestDatabase } from './database.ts'

/** As the worker connects to act in people's names. */
export function connectPeople(database: TestDatabase): Knex {
  return connect(database.url('worker'), 'test-people', 3, 'muniment_app')
}
