import { createTransport } from 'nodemailer'
import { z } from 'zod'
import type { SystemContext } from '@muniment/core/context.ts'
import { releaseAbandonedJobs } from '@muniment/core/jobs/work.ts'
import { sendMail, tellDamage, tellShared } from '@muniment/core/mail/jobs.ts'
import type { MailServer } from '@muniment/core/mail/schema.ts'
import { findDamageMail } from '@muniment/core/mail/damaged.ts'
import { findMail, noteAnswer, noteFailed, noteSent, purgeMails, type MailToSend } from '@muniment/core/mail/send.ts'
import { findSharedMail } from '@muniment/core/mail/shared.ts'
import { openMailServer } from '@muniment/core/mail/settings.ts'
import { GivenUp, handle, type Handler } from './handle.ts'
import type { Sweep } from './sweeps.ts'

/** A mail server that says nothing for so long is not there. */
const connectMs = 8000
const silentMs = 15_000

const SmtpFault = z.object({
  code: z.string().optional(),
  responseCode: z.number().optional(),
  response: z.string().optional(),
  message: z.string(),
})

/** The handlers of the `outbound` queue. */
export function mailHandlers(origin: string): Handler[] {
  return [
    handle(
      tellShared,
      async (ctx, { grantId }, { signal }) => {
        const mail = await findSharedMail(ctx, origin, grantId)
        // Whoever took the mail server away meanwhile wants no mails sent.
        if (mail === undefined || (await openMailServer(ctx.db)) === undefined) return
        await send(ctx, mail, signal)
      },
      async () => {},
    ),
    handle(
      tellDamage,
      async (ctx, payload, { signal }) => {
        const mail = await findDamageMail(ctx, origin, payload)
        if (mail === undefined || (await openMailServer(ctx.db)) === undefined) return
        await send(ctx, mail, signal)
      },
      async () => {},
    ),
    handle(
      sendMail,
      async (ctx, { mailId }, { signal }) => {
        const mail = await findMail(ctx, mailId)
        if (mail === undefined) return
        if (mail.expiresAt !== null && mail.expiresAt <= ctx.now()) {
          throw new GivenUp('The link in this mail ran out before it could be sent. Make a new one.')
        }
        await send(ctx, mail, signal)
      },
      async (trx, ctx, { mailId }, reason) => {
        await noteFailed({ ...ctx, db: trx }, mailId, reason)
      },
    ),
  ]
}

async function send(ctx: SystemContext, mail: MailToSend, signal: AbortSignal): Promise<void> {
  const kept = await openMailServer(ctx.db)
  if (kept === undefined) throw new GivenUp('No mail server is set up. Set one up, then try this again.')
  const { server, password } = kept
  const transport = createTransport({
    host: server.host,
    port: server.port,
    secure: server.security === 'tls',
    requireTLS: server.security === 'starttls',
    ignoreTLS: server.security === 'none',
    ...(server.user !== '' && { auth: { user: server.user, pass: password ?? '' } }),
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    socketTimeout: silentMs,
    // A mail is what its template says, never a file or another site's page.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const stop = (): void => transport.close()
  signal.addEventListener('abort', stop, { once: true })
  try {
    const { response } = await transport.sendMail({
      from: { name: server.fromName, address: server.from },
      to: { name: '', address: mail.address },
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
      // Retried or not, it is one mail.
      messageId: `<${mail.id}@${server.from.split('@')[1] ?? 'muniment'}>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
    })
    await noteSent(ctx, mail.id, response)
  } catch (error) {
    const { reason, hopeless } = explain(error, server)
    await noteAnswer(ctx, mail.id, reason)
    // Somebody waits for the answer to a test: the first one counts.
    if (hopeless || mail.template === 'test') throw new GivenUp(reason, { cause: error })
    throw new Error(reason, { cause: error })
  } finally {
    signal.removeEventListener('abort', stop)
    transport.close()
  }
}

const network: Record<string, string> = {
  ECONNREFUSED: 'refuses connections. Check host and port',
  ETIMEDOUT: 'does not answer. Check host and port, and that this machine may reach it',
  EDNS: 'is not known by that name. Check the host',
  ENOTFOUND: 'is not known by that name. Check the host',
  ETLS: 'cannot be spoken to safely. Check whether it speaks TLS on this port, and its certificate',
}

/** What went wrong with the mail server, for people; hopeless when it will say the same again. */
function explain(error: unknown, { host, port }: MailServer): { reason: string; hopeless: boolean } {
  const fault = SmtpFault.safeParse(error)
  if (!fault.success) return { reason: `The mail server ${host}:${port} could not be used.`, hopeless: false }
  const { code = '', responseCode, response, message } = fault.data
  const said = response ?? message
  if (code === 'EAUTH') {
    return { reason: `${host} refuses the user or password: ${said}`, hopeless: (responseCode ?? 535) >= 500 }
  }
  if (responseCode !== undefined && responseCode >= 500 && code !== 'ETLS') {
    return { reason: `${host} refuses this mail: ${said}`, hopeless: true }
  }
  const known = Object.entries(network).find(([name]) => code === name || message.includes(name))
  if (known !== undefined) return { reason: `${host}:${port} ${known[1]}. (${message})`, hopeless: false }
  return { reason: `${host}:${port} did not take the mail: ${said}`, hopeless: false }
}

interface MailSweepTools {
  jobs: readonly string[]
}

export const mailSweeps: readonly Sweep<MailSweepTools>[] = [
  { name: 'abandoned mail jobs', everySeconds: 3, run: (ctx, { jobs }) => releaseAbandonedJobs(ctx.db, jobs) },
  { name: 'old mails', everySeconds: 3600, run: (ctx) => purgeMails(ctx) },
]
