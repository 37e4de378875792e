import type { SystemContext } from '../context.ts'
import { unseal } from '../settings/seal.ts'
import type { MailRow } from './table.ts'
import { mailData, writeMail, type MailTemplate, type WrittenMail } from './templates.ts'

// What the process that sends mail does with a row of `mails`, apart from speaking to the mail server.

/** Mails are kept so long, for their outcome to be looked up. */
const keptDays = 30

export interface MailToSend extends WrittenMail {
  id: string
  template: MailTemplate
  address: string
  /** When what it says ends to be of use. */
  expiresAt: Date | null
}

/** The mail that waits under this id, written out; undefined when it was sent already or is gone. */
export async function findMail(ctx: SystemContext, id: string): Promise<MailToSend | undefined> {
  const mail = await ctx.db('mails').where({ id }).first()
  if (mail === undefined || mail.sealed === null || mail.state === 'sent') return undefined
  return write(mail, mail.sealed)
}

function write(mail: MailRow, sealed: string): MailToSend {
  const { id, template, address } = mail
  const filled: unknown = JSON.parse(unseal(`mail ${id}`, sealed))
  const { written, expiresAt } = writeAs(template, filled)
  return { id, template, address, expiresAt, ...written }
}

function writeAs(template: MailTemplate, filled: unknown): { written: WrittenMail; expiresAt: Date | null } {
  if (template === 'test') return { written: writeMail(template, mailData.test.parse(filled)), expiresAt: null }
  if (template === 'shared') return { written: writeMail(template, mailData.shared.parse(filled)), expiresAt: null }
  if (template === 'damaged') return { written: writeMail(template, mailData.damaged.parse(filled)), expiresAt: null }
  if (template === 'new_device') {
    return { written: writeMail(template, mailData.new_device.parse(filled)), expiresAt: null }
  }
  if (template === 'invitation') {
    const data = mailData.invitation.parse(filled)
    return { written: writeMail(template, data), expiresAt: new Date(data.expiresAt) }
  }
  const data = mailData[template].parse(filled)
  return { written: writeMail(template, data), expiresAt: new Date(data.expiresAt) }
}

/** It is with the mail server: what it was filled with is not needed any more. */
export async function noteSent(ctx: SystemContext, id: string, answer: string): Promise<void> {
  const change = { state: 'sent', sealed: null, answer: answer.slice(0, 2000), settled_at: ctx.now() } as const
  await ctx.db('mails').where({ id }).update(change)
}

/** What the last try came to; it may be tried again. */
export async function noteAnswer(ctx: SystemContext, id: string, answer: string): Promise<void> {
  await ctx
    .db('mails')
    .where({ id, state: 'waiting' })
    .update({ answer: answer.slice(0, 2000) })
}

/** Given up. What it was filled with stays, so that an administrator can have it tried again. */
export async function noteFailed(ctx: SystemContext, id: string, reason: string): Promise<void> {
  const change = { state: 'failed', answer: reason.slice(0, 2000), settled_at: ctx.now() } as const
  await ctx.db('mails').where({ id }).whereNot({ state: 'sent' }).update(change)
}

/** Removes mails of more than 30 days ago, and the work that was owed for them. How many. */
export async function purgeMails(ctx: SystemContext): Promise<number> {
  const { rows } = await ctx.db.raw<{ rows: unknown[] }>(
    `with old as (delete from mails where created_at < ?::timestamptz - make_interval(days => ?) returning id)
     , owed as (delete from jobs where name = 'mail.send' and key in (select id::text from old))
     select id from old`,
    [ctx.now(), keptDays],
  )
  return rows.length
}
