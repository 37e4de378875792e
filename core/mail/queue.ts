import { randomUUID } from 'node:crypto'
import type { Context } from '../context.ts'
import type { Transaction } from '../db.ts'
import { owe } from '../jobs/define.ts'
import type { CreatedLink } from '../links/create.ts'
import { seal } from '../settings/seal.ts'
import { sendMail } from './jobs.ts'
import type { MailData, MailTemplate } from './templates.ts'

/** Whether the appliance can send mail at all. */
export async function mailIsSet(trx: Transaction | Context['db']): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: { is_set: boolean }[] }>('select access.mail_is_set() as is_set')
  return rows[0]?.is_set ?? false
}

interface Mail<T extends MailTemplate> {
  /** Whose administrators see it when it fails; null for what is between the appliance and one person. */
  organizationId: string | null
  template: T
  address: string
  data: MailData<T>
}

/** Writes a mail down and owes its sending, in the transaction of what it tells of. Gives its id. */
export async function queueMail<T extends MailTemplate>(trx: Transaction, mail: Mail<T>): Promise<string> {
  const { organizationId, template, address } = mail
  const id = randomUUID()
  const sealed = seal(`mail ${id}`, JSON.stringify(mail.data))
  await trx('mails').insert({ id, organization_id: organizationId, template, address, sealed })
  await owe(trx, sendMail, organizationId, { mailId: id })
  return id
}

/**
 * Mails an invitation that was just made, where a mail server is set up; says whether. The link is shown to whoever
 * invites all the same, to be handed over by other ways.
 */
export async function mailInvitation(
  trx: Transaction,
  ctx: Context,
  invitation: { organizationId: string; email: string; link: Pick<CreatedLink, 'url' | 'expiresAt'> },
): Promise<boolean> {
  if (!(await mailIsSet(trx))) return false
  const { organizationId, email, link } = invitation
  const { actor } = ctx
  const organization = await trx('organizations').where({ id: organizationId }).first('name')
  const inviter = actor.kind === 'member' ? await trx('auth.users').where({ id: actor.personId }).first('name') : null
  await queueMail(trx, {
    organizationId,
    template: 'invitation',
    address: email,
    data: {
      link: link.url,
      expiresAt: link.expiresAt.toISOString(),
      organization: organization?.name ?? 'an organization',
      inviter: inviter?.name ?? null,
    },
  })
  return true
}
