import { setTimeout as sleep } from 'node:timers/promises'
import type { Knex } from 'knex'
import type { OperatorContext } from '../context.ts'
import { transaction, type Transaction } from '../db.ts'
import { AppError, found } from '../errors.ts'
import { keepSetting, openSetting, readSetting, removeSetting } from '../settings/keep.ts'
import { queueMail } from './queue.ts'
import { MailServer, type MailSettings, type MailSettingsInput, type MailTest } from './schema.ts'

const name = 'mail'

/** How long a test waits for the mail server's answer. */
const testWithinMs = 20_000
const lookEveryMs = 250

async function show(trx: Transaction): Promise<MailSettings> {
  const kept = await readSetting(trx, name)
  const last = (state: 'sent' | 'failed') =>
    trx('mails').where({ state }).orderBy('settled_at', 'desc').first('settled_at', 'answer')
  const [sent, failed] = [await last('sent'), await last('failed')]
  return {
    server: kept === undefined ? null : MailServer.parse(kept.value),
    passwordSet: kept?.hasSecret ?? false,
    revision: kept?.revision ?? 0,
    lastSentAt: sent?.settled_at?.toISOString() ?? null,
    lastFailure: failed?.settled_at
      ? { at: failed.settled_at.toISOString(), reason: failed.answer ?? 'No reason was kept.' }
      : null,
  }
}

/** The mail server and how the last mails went, for the operator. */
export function showMailSettings(ctx: OperatorContext): Promise<MailSettings> {
  return transaction(ctx, show)
}

/** Sets the mail server up, or changes it. 412 when it was changed since `revision`. */
export async function changeMailSettings(
  ctx: OperatorContext,
  { password, ...server }: MailSettingsInput,
  revision: number,
): Promise<MailSettings> {
  if (password && server.security === 'none') {
    const message =
      'Without TLS the password would go over the network in clear. Choose TLS or STARTTLS, or no password.'
    throw new AppError('invalid', message, { faults: [{ path: 'security', message }] })
  }
  await keepSetting(ctx, name, { value: server, secret: password === '' ? null : password }, revision)
  return showMailSettings(ctx)
}

/** From now on no mail is sent. */
export function removeMailSettings(ctx: OperatorContext): Promise<void> {
  return removeSetting(ctx, name)
}

/** Sends a mail to the operator by the settings as they are, and waits for what comes of it; 20 s at most. */
export async function testMailSettings(ctx: OperatorContext, origin: string): Promise<MailTest> {
  const { address, mailId } = await transaction(ctx, async (trx) => {
    if ((await readSetting(trx, name)) === undefined) {
      throw new AppError('conflict', 'No mail server is set up yet. Save its settings first.')
    }
    const operator = found<{ email: string }>(await trx('auth.users').where({ id: ctx.actor.personId }).first('email'))
    const mail = { organizationId: null, template: 'test', address: operator.email, data: { origin } } as const
    return { address: operator.email, mailId: await queueMail(trx, mail) }
  })
  const deadline = Date.now() + testWithinMs
  for (;;) {
    const mail = await transaction(ctx, (trx) => trx('mails').where({ id: mailId }).first('state', 'answer'))
    const { state, answer } = found(mail)
    if (state !== 'waiting') return { sent: state === 'sent', address, answer: answer ?? 'No answer was kept.' }
    if (Date.now() > deadline) {
      return { sent: false, address, answer: answer ?? 'Nothing came back within 20 s. The mail is tried again later.' }
    }
    await sleep(lookEveryMs)
  }
}

/** The mail server with its password, for the process that sends; undefined while there is none. */
export async function openMailServer(db: Knex): Promise<{ server: MailServer; password: string | null } | undefined> {
  const kept = await openSetting(db, name)
  return kept && { server: MailServer.parse(kept.value), password: kept.secret }
}
