import type { Knex } from 'knex'
import type { MailTemplate } from './templates.ts'

export interface MailRow {
  id: string
  organization_id: string | null
  template: MailTemplate
  address: string
  sealed: string | null
  state: 'waiting' | 'sent' | 'failed'
  answer: string | null
  created_at: Date
  settled_at: Date | null
}

declare module 'knex/types/tables.js' {
  interface Tables {
    mails: Knex.CompositeTableType<
      MailRow,
      Pick<MailRow, 'id' | 'organization_id' | 'template' | 'address' | 'sealed'>,
      Partial<Pick<MailRow, 'sealed' | 'state' | 'answer' | 'settled_at'>>
    >
  }
}
