import type { Knex } from 'knex'

export interface UserRow {
  id: string
  name: string
  email: string
  email_verified: boolean
  operator: boolean
  suspended_at: Date | null
  second_factor: boolean
  locale: string | null
  time_zone: string | null
  mail_shared: boolean
  mail_new_device: boolean
  revision: number
  created_at: Date
}

export interface SessionRow {
  id: string
  user_id: string
  expires_at: Date
  ip_address: string | null
  user_agent: string | null
  confirmed_at: Date | null
  aal: number
  way: string | null
  last_used_at: Date
  token: string
  created_at: Date
  updated_at: Date
}

export interface TotpRow {
  user_id: string
  secret: string
  confirmed_at: Date | null
  last_step: number | null
  created_at: Date
}

export interface RecoveryCodeRow {
  user_id: string
  code_hash: Buffer
  used_at: Date | null
}

export interface PasskeyRow {
  id: string
  user_id: string
  name: string | null
  backed_up: boolean
  last_used_at: Date | null
  created_at: Date
}

export interface FailureRow {
  kind: string
  subject: Buffer
  count: number
  last_at: Date
  locked_until: Date | null
}

declare module 'knex/types/tables.js' {
  interface Tables {
    'auth.users': Knex.CompositeTableType<
      UserRow,
      Pick<UserRow, 'id' | 'name' | 'email'> & Partial<Pick<UserRow, 'operator' | 'email_verified'>>,
      Partial<
        Pick<
          UserRow,
          'name' | 'email_verified' | 'locale' | 'time_zone' | 'revision' | 'mail_shared' | 'mail_new_device'
        >
      > & { updated_at?: Date }
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
    'auth.totp_secrets': Knex.CompositeTableType<TotpRow, Pick<TotpRow, 'user_id' | 'secret'>, Partial<TotpRow>>
    'auth.recovery_codes': Knex.CompositeTableType<
      RecoveryCodeRow,
      Pick<RecoveryCodeRow, 'user_id' | 'code_hash'>,
      Pick<RecoveryCodeRow, 'used_at'>
    >
    'auth.passkeys': Knex.CompositeTableType<PasskeyRow, never, Partial<Pick<PasskeyRow, 'name' | 'last_used_at'>>>
    'auth.failures': Knex.CompositeTableType<FailureRow, never, Partial<FailureRow>>
  }
}
