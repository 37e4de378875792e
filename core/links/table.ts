import type { Knex } from 'knex'
import type { AccessLevel } from '../access/levels.ts'

export type LinkPurpose = 'setup' | 'invitation' | 'recovery' | 'verification'

export interface LinkRow {
  id: string
  token_hash: Buffer
  purpose: LinkPurpose
  organization_id: string | null
  email: string | null
  role_id: string | null
  departments: string[]
  room_grants: { roomId: string; level: AccessLevel }[]
  created_by: string | null
  created_at: Date
  expires_at: Date
  used_at: Date | null
}

declare module 'knex/types/tables.js' {
  interface Tables {
    links: Knex.CompositeTableType<
      LinkRow,
      Pick<LinkRow, 'id' | 'token_hash' | 'purpose' | 'expires_at'> &
        Partial<Omit<LinkRow, 'used_at' | 'room_grants'>> & { room_grants?: string },
      Pick<LinkRow, 'used_at'>
    >
  }
}
