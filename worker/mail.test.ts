import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemContext, type OperatorContext, type SystemContext } from '@muniment/core/context.ts'
import { queues } from '@muniment/core/jobs/queues.ts'
import { retryJob } from '@muniment/core/jobs/retry.ts'
import { mailInvitation, queueMail } from '@muniment/core/mail/queue.ts'
import { purgeMails } from '@muniment/core/mail/send.ts'
import {
  changeMailSettings,
  removeMailSettings,
  showMailSettings,
  testMailSettings,
} from '@muniment/core/mail/settings.ts'
import type { MailSettingsInput } from '@muniment/core/mail/schema.ts'
import { transaction } from '@muniment/core/db.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { createMember, createPerson, operatorContext, quiet, type TestMember } from '../test/factories.ts'
import { startTestMailServer, textOf, type TestMailServer } from '../test/smtp.ts'
import { bind, perform } from './handle.ts'
import { mailHandlers } from './mail.ts'

let database: TestDatabase
let smtp: TestMailServer
let operator: OperatorContext
let administrator: TestMember
let ctx: SystemContext
const handlers = bind(queues.outbound, mailHandlers('https://room.example.test'))
const link = { url: `https://localhost/join#${'a'.repeat(43)}`, expiresAt: new Date(Date.now() + 3_600_000) }

beforeAll(async () => {
  database = await createTestDatabase()
  smtp = await startTestMailServer({ user: 'muniment', password: 'smtp secret' })
  operator = operatorContext(database, await createPerson(database, { operator: true }))
  administrator = await createMember(database, { name: 'Ana <b>Ruiz</b>' })
  ctx = systemContext(database.outbound, quiet, 'mail')
})
afterAll(async () => {
  await smtp.close()
  await database.drop()
})

function settings(change: Partial<MailSettingsInput> = {}): MailSettingsInput {
  const server = {
    host: '127.0.0.1',
    port: smtp.port,
    security: 'starttls',
    user: '',
    from: 'room@example.test',
  } as const
  return { fromName: 'Muniment', ...server, ...change }
}

async function setUp(change: Partial<MailSettingsInput> = {}): Promise<void> {
  const { revision } = await showMailSettings(operator)
  await changeMailSettings(operator, settings(change), revision)
}

/** A relay next door without TLS, which is what the test server is; the password then has to come by the back door. */
async function setUpRelay(password: string | null = 'smtp secret'): Promise<void> {
  await setUp({ user: 'muniment', password })
  await database.peek(`update settings set value = value || '{"security": "none"}' where name = 'mail'`)
}

async function invite(email = `${randomUUID()}@example.test`): Promise<string> {
  const { organizationId } = administrator
  await transaction(administrator.ctx, (trx) => mailInvitation(trx, administrator.ctx, { organizationId, email, link }))
  return email
}

async function work(): Promise<void> {
  const jobs = await database.peek<{ id: string }>(`select id from jobs where state = 'waiting' and run_at <= now()`)
  for (const { id } of jobs) await perform(ctx, handlers, id, new AbortController().signal)
}

beforeEach(async () => {
  smtp.refuse(null)
  smtp.mails.splice(0)
  await database.peek('delete from jobs; delete from mails; delete from settings')
})

describe('an invitation', () => {
  it('goes out by mail with its link, escaped, and nothing of it is kept in clear', async () => {
    await setUpRelay()
    const email = await invite()
    const [waiting] = await database.peek(
      'select to_jsonb(m)::text || (select to_jsonb(j)::text from jobs j) as all from mails m',
    )
    expect(waiting?.['all']).not.toContain('a'.repeat(43))
    await work()
    const [mail] = smtp.mails
    expect(mail?.to).toEqual([email])
    const text = textOf(mail?.source ?? '')
    expect(text).toContain(link.url)
    expect(text).toContain('Ana &lt;b&gt;Ruiz&lt;/b&gt; invites you to Harbour &amp; Vale')
    expect(text).not.toMatch(/<img|src=/)
    expect(await database.peek('select state, sealed, answer from mails')).toEqual([
      { state: 'sent', sealed: null, answer: '250 taken' },
    ])
    expect(await database.peek('select from jobs')).toEqual([])
  })

  it('is only shown to whoever invites while there is no mail server', async () => {
    await invite()
    expect(await database.peek('select from mails')).toEqual([])
    expect(await database.peek('select from jobs')).toEqual([])
  })

  it('waits and is tried again when the mail server is away, saying so', async () => {
    await setUp({ port: 1 })
    await invite()
    await work()
    const [job] = await database.peek('select state, attempts, last_error, run_at > now() as later from jobs')
    expect(job).toMatchObject({ state: 'waiting', attempts: 1, later: true })
    expect(job?.['last_error']).toMatch(/127\.0\.0\.1:1 refuses connections\. Check host and port/)
  })

  it('that the mail server refuses is given up with the answer, and an administrator can try it again', async () => {
    await setUpRelay()
    smtp.refuse({ code: 550, message: 'No such mailbox' })
    const email = await invite()
    await work()
    const [failed] = await database.peek<{ id: string }>('select id, state, last_error from jobs')
    expect(failed).toMatchObject({ state: 'failed', last_error: expect.stringContaining('No such mailbox') })
    smtp.refuse(null)
    await retryJob(administrator.ctx, failed?.id ?? '')
    await work()
    expect(smtp.mails.map(({ to }) => to)).toEqual([[email]])
  })

  it('whose link ran out before it could be sent is not sent', async () => {
    await setUpRelay()
    const expiresAt = new Date(Date.now() - 1000).toISOString()
    await database.auth.transaction((trx) =>
      queueMail(trx, {
        organizationId: null,
        template: 'recovery',
        address: 'a@example.test',
        data: { link: link.url, expiresAt },
      }),
    )
    await work()
    expect(smtp.mails).toEqual([])
    expect(await database.peek('select state from jobs')).toEqual([{ state: 'failed' }])
  })
})

describe('the password of the mail server', () => {
  it('is kept sealed, shown to nobody, and stays when the rest is changed', async () => {
    await setUp({ user: 'muniment', password: 'smtp secret' })
    const [row] = await database.peek('select to_jsonb(s)::text as all from settings s')
    expect(row?.['all']).not.toContain('smtp secret')
    await expect(database.server('settings').select('secret')).rejects.toThrow(/permission denied/)
    await expect(database.auth('settings').select('name')).resolves.toEqual([])
    await setUp({ user: 'muniment', fromName: 'Data room' })
    const shown = await showMailSettings(operator)
    expect(shown).toMatchObject({ passwordSet: true, revision: 2, server: { fromName: 'Data room' } })
    expect(JSON.stringify(shown)).not.toContain('smtp secret')
    await setUp({ password: null })
    expect(await showMailSettings(operator)).toMatchObject({ passwordSet: false })
  })

  it('is not sent in clear', async () => {
    await expect(setUp({ security: 'none', user: 'muniment', password: 'smtp secret' })).rejects.toMatchObject({
      code: 'invalid',
    })
    await setUp({ user: 'muniment', password: 'smtp secret' })
    await invite()
    await work()
    expect(smtp.mails).toEqual([])
    expect((await database.peek('select last_error from jobs'))[0]?.['last_error']).toMatch(
      /cannot be spoken to safely/,
    )
  })

  it('that is wrong is said to be, at once', async () => {
    await setUpRelay('not the secret')
    await invite()
    await work()
    const [job] = await database.peek('select state, last_error from jobs')
    expect(job).toMatchObject({ state: 'failed', last_error: expect.stringContaining('refuses the user or password') })
  })
})

describe('the test of the settings', () => {
  async function ask(): Promise<{ sent: boolean; answer: string }> {
    const asked = testMailSettings(operator, 'https://localhost')
    for (let look = 0; look < 100; look++) {
      await work()
      if ((await database.peek(`select from mails where state <> 'waiting'`)).length > 0) break
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    return asked
  }

  it('sends to the operator and says what the mail server answered', async () => {
    await setUpRelay()
    expect(await ask()).toMatchObject({ sent: true, answer: '250 taken' })
    expect(smtp.mails).toHaveLength(1)
    expect((await showMailSettings(operator)).lastSentAt).not.toBeNull()
  })

  it('says the first refusal instead of trying on', async () => {
    await setUpRelay()
    smtp.refuse({ code: 451, message: 'Greylisted' })
    expect(await ask()).toMatchObject({ sent: false, answer: expect.stringContaining('Greylisted') })
    expect((await showMailSettings(operator)).lastFailure?.reason).toContain('Greylisted')
  })

  it('needs settings, and the operator', async () => {
    await expect(testMailSettings(operator, 'https://localhost')).rejects.toMatchObject({ code: 'conflict' })
    const nobody = operatorContext(database, await createPerson(database))
    await expect(changeMailSettings(nobody, settings(), 0)).rejects.toThrow(/row-level security/)
  })
})

describe('mail settings', () => {
  it('are not overwritten by somebody with an old copy', async () => {
    await setUp()
    await expect(changeMailSettings(operator, settings(), 0)).rejects.toMatchObject({ code: 'precondition_failed' })
    await setUp()
    await expect(changeMailSettings(operator, settings(), 1)).rejects.toMatchObject({ code: 'precondition_failed' })
  })

  it('can be removed, which fails the mail that was owed with that reason', async () => {
    await setUpRelay()
    await invite()
    await removeMailSettings(operator)
    await work()
    expect((await database.peek('select last_error from jobs'))[0]?.['last_error']).toMatch(/No mail server is set up/)
  })

  it('are in the audit without the password', async () => {
    await setUp({ password: 'smtp secret' })
    const [event] = await database.peek(
      `select data from events where type = 'settings.changed' order by position desc`,
    )
    expect(event).toEqual({ data: { name: 'mail', secret: 'new' } })
  })
})

describe('mails of more than 30 days ago', () => {
  it('go, with the work owed for them, and younger ones stay', async () => {
    await setUpRelay()
    await invite()
    const email = await invite()
    await database.peek(`update mails set created_at = now() - interval '31 days' where address <> $1`, [email])
    expect(await purgeMails(ctx)).toBe(1)
    expect(await database.peek('select address from mails')).toEqual([{ address: email }])
    expect(await database.peek('select from jobs')).toHaveLength(1)
  })
})
