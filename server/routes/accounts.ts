import { z } from 'zod'
import { passkeysPossible } from '@muniment/core/accounts/passkeys.ts'
import { requestRecovery } from '@muniment/core/accounts/requestRecovery.ts'
import { CurrentSession, RecoveryRequest, Session } from '@muniment/core/accounts/schema.ts'
import { otherWays, owesEnrolment } from '@muniment/core/accounts/admit.ts'
import { endOtherSessions, endSession, listSessions } from '@muniment/core/accounts/sessions.ts'
import { requestVerification, verifyEmail } from '@muniment/core/accounts/verifyEmail.ts'
import { found } from '@muniment/core/errors.ts'
import { Acceptance, LinkInspection, LinkShown, Recovery, Redeemed, Setup } from '@muniment/core/links/schema.ts'
import { acceptInvitation, inspectLink, recoverAccount, setUp } from '@muniment/core/links/redeem.ts'
import { mailIsSet } from '@muniment/core/mail/queue.ts'
import { pageOf } from '@muniment/core/page.ts'
import { listAccounts, unlink } from '@muniment/core/providers/accounts.ts'
import { LinkedAccount, SignInProvider } from '@muniment/core/providers/schema.ts'
import { listSignInProviders } from '@muniment/core/providers/settings.ts'
import { scannerStatus } from '@muniment/core/status/scanner.ts'
import { ApplianceStatus } from '@muniment/core/status/schema.ts'
import { route } from '../route.ts'
import { addressOf } from '../session.ts'

export const accountRoutes = [
  route({
    method: 'get',
    path: '/status',
    summary: 'What a browser needs to know before anyone signs in',
    access: 'public',
    returns: ApplianceStatus,
    handle: async ({ ctx, services }) => {
      const scanner = await scannerStatus(services.db, ctx.now())
      const operator = await ctx.db('auth.users').where({ operator: true }).first('id')
      return {
        version: services.version,
        setupNeeded: operator === undefined,
        trialSignatures: scanner.signatures === 'trial',
        passkeys: passkeysPossible(services.origin),
        mail: await mailIsSet(ctx.db),
      }
    },
  }),
  route({
    method: 'post',
    path: '/links/inspect',
    summary: 'What a one-time link is for',
    access: 'public',
    body: LinkInspection,
    returns: LinkShown,
    handle: ({ ctx, body }) => inspectLink(ctx, body.token),
  }),
  route({
    method: 'post',
    path: '/setup',
    summary: 'Become the first administrator',
    access: 'public',
    body: Setup,
    returns: Redeemed,
    status: 201,
    handle: ({ ctx, body }) => setUp(ctx, body),
  }),
  route({
    method: 'post',
    path: '/invitations/accept',
    summary: 'Join an organization',
    access: 'public',
    body: Acceptance,
    returns: Redeemed,
    status: 201,
    handle: ({ ctx, body, request }) => acceptInvitation(ctx, body, addressOf(request)),
  }),
  route({
    method: 'post',
    path: '/recovery',
    summary: 'Set a new password by a recovery link; ends every session',
    access: 'public',
    body: Recovery,
    returns: Redeemed,
    handle: ({ ctx, body }) => recoverAccount(ctx, body),
  }),
  route({
    method: 'post',
    path: '/password-reset',
    summary: 'Mail a recovery link to an address, if somebody has it; the answer is always the same',
    access: 'public',
    body: RecoveryRequest,
    handle: ({ ctx, body, services }) => requestRecovery(ctx, services.origin, body.email),
  }),
  route({
    method: 'post',
    path: '/profile/email/verification',
    summary: 'Mail yourself a link that proves your address',
    access: 'signed-in',
    handle: ({ ctx, services }) => requestVerification({ ...ctx, db: services.accountsDb }, services.origin),
  }),
  route({
    method: 'post',
    path: '/email-verification',
    summary: 'Prove an e-mail address by the link that was mailed to it',
    access: 'public',
    body: LinkInspection,
    returns: Redeemed,
    handle: ({ ctx, body }) => verifyEmail(ctx, body.token),
  }),
  route({
    method: 'get',
    path: '/session',
    summary: 'Who you are, where you belong, and what the appliance can do now',
    access: 'signed-in',
    background: true,
    returns: CurrentSession,
    handle: async ({ ctx, session, services }) => {
      const { personId } = ctx.actor
      const person = await services
        .accountsDb('auth.users as u')
        .leftJoin('auth.avatars as a', 'a.user_id', 'u.id')
        .where('u.id', personId)
        .first('u.id', 'name', 'email', 'operator', 'locale', {
          emailVerified: 'email_verified',
          timeZone: 'time_zone',
          avatar: 'a.version',
        })
      return {
        person: found(person),
        way: session.way,
        memberships: session.memberships.map((membership) => ({
          id: membership.memberId,
          organization: { id: membership.organizationId, name: membership.organizationName },
          roles: membership.roles,
          guest: membership.guest,
          permissions: [...new Set([...membership.permissions, ...membership.limited.keys()])],
          enrolmentNeeded: owesEnrolment(membership.rules, session),
          otherWays: otherWays(membership.rules, session),
        })),
        limits: { uploadBytes: services.uploadLimitBytes },
        scanner: await scannerStatus(services.db, ctx.now()),
        disk: (await services.disk.status()).state,
      }
    },
  }),
  route({
    method: 'get',
    path: '/sessions',
    summary: 'Where you are signed in',
    access: 'signed-in',
    returns: pageOf(Session),
    handle: ({ ctx, session, services }) =>
      listSessions(services.accountsDb, ctx.actor.personId, session.sessionId, ctx.now()),
  }),
  route({
    method: 'delete',
    path: '/sessions/:sessionId',
    summary: 'End one of your sessions',
    access: 'signed-in',
    params: z.object({ sessionId: z.uuid() }),
    handle: ({ ctx, params, services }) => endSession({ ...ctx, db: services.accountsDb }, params.sessionId),
  }),
  route({
    method: 'delete',
    path: '/sessions',
    summary: 'End every session of yours but this one',
    access: 'signed-in',
    returns: z.object({ ended: z.number().int() }),
    handle: ({ ctx, session, services }) => endOtherSessions({ ...ctx, db: services.accountsDb }, session.sessionId),
  }),
  route({
    method: 'get',
    path: '/sign-in/providers',
    summary: 'By which providers one can sign in here',
    access: 'public',
    returns: pageOf(SignInProvider),
    handle: async ({ ctx }) => ({ items: await listSignInProviders(ctx.db), next: null }),
  }),
  route({
    method: 'get',
    path: '/profile/accounts',
    summary: 'Your accounts at sign-in providers',
    access: 'signed-in',
    returns: pageOf(LinkedAccount),
    handle: ({ ctx, services }) => listAccounts({ ...ctx, db: services.accountsDb }),
  }),
  route({
    method: 'delete',
    path: '/profile/accounts/:accountId',
    summary: 'Unlink an account at a sign-in provider',
    access: 'signed-in',
    confirm: true,
    params: z.object({ accountId: z.uuid() }),
    handle: ({ ctx, params, services }) =>
      unlink({ ...ctx, db: services.accountsDb }, params.accountId, passkeysPossible(services.origin)),
  }),
]
