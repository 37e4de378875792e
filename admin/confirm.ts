import type { Request, Response } from 'express'
import { z } from 'zod'
import { confirmSession } from '@muniment/core/accounts/confirm.ts'
import { forbidden } from '@muniment/core/access/policy.ts'
import { AppError, statusOfCode, type ErrorCode } from '@muniment/core/errors.ts'
import type { Manifest } from './assets.ts'
import { escapeHtml, plainPage } from './html.ts'
import type { Services } from './services.ts'
import { currentSession } from './session.ts'

/** Wrong passwords that one person may send in a quarter of an hour, and how long each makes them wait longer. */
const triesAtMost = 5
const triesForMs = 15 * 60_000
const delayPerTryMs = 400

const Answer = z.object({ password: z.string().min(1).max(128) })
const Destination = z.object({ next: z.string() })
const shownOnPage: ReadonlySet<ErrorCode> = new Set(['invalid', 'unauthenticated', 'too_many'])

/** Wrong tries by person, in this process: it is the only one of its kind, and forgets at most a quarter of an hour. */
class Tries {
  readonly #tries = new Map<string, { count: number; until: number }>()

  count(who: string, now: number): number {
    const known = this.#tries.get(who)
    return known !== undefined && known.until > now ? known.count : 0
  }

  /** Counted before the password is looked at, so that many at once get no more tries than one after the other. */
  begin(who: string, now: number): number {
    for (const [other, { until }] of this.#tries) if (until <= now) this.#tries.delete(other)
    const count = this.count(who, now) + 1
    this.#tries.set(who, { count, until: now + triesForMs })
    return count
  }

  succeed(who: string): void {
    this.#tries.delete(who)
  }
}

/** Only a page of the console may be come back to. */
export function safeNext(next: unknown): string {
  return typeof next === 'string' && /^\/admin(?:[/?][\w/?=&.%~+,:-]*)?$/.test(next) && !next.includes('//')
    ? next
    : '/admin'
}

function question(manifest: Manifest, next: string, fault: string | null): string {
  return plainPage(
    manifest,
    'Confirm your password',
    `    <p>What you are about to do is far-reaching. Type your password once more; it counts for ten minutes.</p>
    <form method="post" action="/admin/confirm">
      <input type="hidden" name="next" value="${escapeHtml(next)}">
      <label for="password">Password</label>
      <input id="password" name="password" type="password" autocomplete="current-password" required maxlength="128"
        autofocus${fault === null ? '' : ' aria-invalid="true" aria-describedby="fault"'}>
      ${fault === null ? '' : `<p id="fault" class="fault" role="alert">${escapeHtml(fault)}</p>`}
      <div class="buttons"><button class="button primary" type="submit">Confirm</button>
      <a class="button" href="${escapeHtml(next)}">Cancel</a></div>
    </form>`,
  )
}

export interface Confirmation {
  ask: (request: Request, response: Response) => Promise<void>
  take: (request: Request, response: Response) => Promise<void>
}

/** The page that asks for the password again, and what takes the answer. Both run as the session that asks. */
export function confirmation(services: Services, manifest: Manifest): Confirmation {
  const tries = new Tries()

  const check = async (body: unknown): Promise<void> => {
    const { signedIn, member, operator } = currentSession()
    const actor = member?.actor ?? operator?.actor
    if (actor === undefined) throw forbidden()
    const answer = Answer.safeParse(body)
    if (!answer.success) throw new AppError('invalid', 'Type your password.')
    const count = tries.begin(signedIn.personId, Date.now())
    if (count > triesAtMost) {
      services.log.warn({ personId: signedIn.personId }, 'too many passwords tried to confirm')
      throw new AppError('too_many', 'Too many wrong passwords. Wait 15 minutes, then try again.')
    }
    await new Promise((resolve) => setTimeout(resolve, (count - 1) * delayPerTryMs))
    const ctx = { db: services.accountsDb, log: services.log, now: () => new Date(), actor }
    await confirmSession(ctx, signedIn.sessionId, answer.data.password)
    tries.succeed(signedIn.personId)
  }

  return {
    ask: async (request, response) => {
      response.send(question(manifest, safeNext(request.query['next']), null))
    },
    take: async (request, response) => {
      const next = safeNext(Destination.safeParse(request.body).data?.next)
      try {
        await check(request.body)
      } catch (error) {
        if (!(error instanceof AppError) || !shownOnPage.has(error.code)) throw error
        response.status(statusOfCode[error.code]).send(question(manifest, next, error.message))
        return
      }
      response.redirect(303, next)
    },
  }
}
