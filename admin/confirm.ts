import type { Request, Response } from 'express'
import { z } from 'zod'
import { confirmSession, type Proof } from '@muniment/core/accounts/confirm.ts'
import { forbidden } from '@muniment/core/access/policy.ts'
import { AppError, statusOfCode, type ErrorCode } from '@muniment/core/errors.ts'
import type { Manifest } from './assets.ts'
import { escapeHtml, plainPage } from './html.ts'
import type { Services } from './services.ts'
import { currentSession } from './session.ts'

const Answer = z.object({ answer: z.string().min(1).max(128) })
const Destination = z.object({ next: z.string() })
const shownOnPage: ReadonlySet<ErrorCode> = new Set(['invalid', 'unauthenticated', 'too_many'])

/** Only a page of the console may be come back to. */
export function safeNext(next: unknown): string {
  return typeof next === 'string' && /^\/admin(?:[/?][\w/?=&.%~+,:-]*)?$/.test(next) && !next.includes('//')
    ? next
    : '/admin'
}

interface Question {
  next: string
  fault: string | null
  /** Whether a second factor is asked for, or the password. */
  factor: boolean
}

function question(manifest: Manifest, { next, fault, factor }: Question): string {
  const [label, type, autocomplete] = factor
    ? ['Code of your authenticator app, or a recovery code', 'text', 'one-time-code']
    : ['Password', 'password', 'current-password']
  const other = factor
    ? `\n    <p><a href="/confirm?next=${encodeURIComponent(next)}">Use a passkey instead</a></p>`
    : ''
  return plainPage(
    manifest,
    "Confirm that it's you",
    `    <p>What you are about to do is far-reaching. Confirm that it's you; it counts for ten minutes.</p>
    <form method="post" action="/admin/confirm">
      <input type="hidden" name="next" value="${escapeHtml(next)}">
      <label for="answer">${label}</label>
      <input id="answer" name="answer" type="${type}" autocomplete="${autocomplete}" required maxlength="128"
        autofocus${fault === null ? '' : ' aria-invalid="true" aria-describedby="fault"'}>
      ${fault === null ? '' : `<p id="fault" class="fault" role="alert">${escapeHtml(fault)}</p>`}
      <div class="buttons"><button class="button primary" type="submit">Confirm</button>
      <a class="button" href="${escapeHtml(next)}">Cancel</a></div>
    </form>${other}`,
  )
}

export interface Confirmation {
  ask: (request: Request, response: Response) => Promise<void>
  take: (request: Request, response: Response) => Promise<void>
}

function proofOf(answer: string, factor: boolean): Proof {
  if (!factor) return { password: answer }
  return /^[\d\s]+$/.test(answer) ? { code: answer } : { recoveryCode: answer }
}

/** The page that asks to confirm once more, and what takes the answer. Both run as the session that asks. */
export function confirmation(services: Services, manifest: Manifest): Confirmation {
  const check = async (body: unknown, address: string): Promise<void> => {
    const { signedIn, member, operator } = currentSession()
    const actor = member?.actor ?? operator?.actor
    if (actor === undefined) throw forbidden()
    const given = Answer.safeParse(body)
    if (!given.success) throw new AppError('invalid', 'Type your answer.')
    const ctx = { db: services.accountsDb, log: services.log, now: () => new Date(), actor }
    await confirmSession(ctx, services.auth, signedIn, proofOf(given.data.answer, signedIn.secondFactor), address)
  }

  return {
    ask: async (request, response) => {
      const next = safeNext(request.query['next'])
      response.send(question(manifest, { next, fault: null, factor: currentSession().signedIn.secondFactor }))
    },
    take: async (request, response) => {
      const next = safeNext(Destination.safeParse(request.body).data?.next)
      try {
        // The proxy overwrites the header.
        await check(request.body, request.get('x-real-ip') ?? request.socket.remoteAddress ?? 'unknown')
      } catch (error) {
        if (!(error instanceof AppError) || !shownOnPage.has(error.code)) throw error
        const factor = currentSession().signedIn.secondFactor
        response.status(statusOfCode[error.code]).send(question(manifest, { next, fault: error.message, factor }))
        return
      }
      response.redirect(303, next)
    },
  }
}
