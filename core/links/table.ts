import type { Knex } from 'knex'
import type { RoleKey } from '../access/permissions.ts'

export type LinkPurpose = 'setup' | 'invitation' | 'recovery' | 'verification'

export interface LinkRow {
  id: string
  token_hash: Buffer
  purpose: LinkPurpose
  organization_id: string | null
  email: string | null
  role_key: RoleKey | null
  created_by: string | null
  created_at: Date
  expires_at: Date
  used_at: Date | null
}

declare module 'knex/types/tables.js' {
  interface Tables {
    links: Knex.CompositeTableType<
      LinkRow,
      Pick<LinkRow, 'id' | 'token_hash' | 'purpose' | 'expires_at'> & Partial<Omit<LinkRow, 'used_at'>>,
      Pick<LinkRow, 'used_at'>
    >
  }
}
