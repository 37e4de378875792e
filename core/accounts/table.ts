import type { Knex } from 'knex'

export interface UserRow {
  id: string
  name: string
  email: string
  email_verified: boolean
  operator: boolean
  suspended_at: Date | null
  created_at: Date
}

export interface SessionRow {
  id: string
  user_id: string
  expires_at: Date
  ip_address: string | null
  user_agent: string | null
  confirmed_at: Date | null
  created_at: Date
  updated_at: Date
}

declare module 'knex/types/tables.js' {
  interface Tables {
    'auth.users': Knex.CompositeTableType<
      UserRow,
      Pick<UserRow, 'id' | 'name' | 'email'> & Partial<Pick<UserRow, 'operator' | 'email_verified'>>,
      Pick<UserRow, 'email_verified'>
    >
    'auth.sessions': Knex.CompositeTableType<SessionRow, never, Partial<SessionRow>>
    'auth.accounts': Knex.CompositeTableType<
      {
        id: string
        user_id: string
        account_id: string
        provider_id: string
        password: string | null
        created_at: Date
      },
      { user_id: string; account_id: string; provider_id: string; password?: string },
      { password: string; updated_at: Date }
    >
  }
}
