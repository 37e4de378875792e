import { z } from 'zod'
import { changePassword } from '@muniment/core/accounts/changePassword.ts'
import { renewRecoveryCodes, showFactors } from '@muniment/core/accounts/factors.ts'
import { keepPasskey, passkeysPossible, removePasskey, renamePasskey } from '@muniment/core/accounts/passkeys.ts'
import { showProfile, updateProfile } from '@muniment/core/accounts/profile.ts'
import {
  Factors,
  NewPasskey,
  NewPassword,
  Passkey,
  PasskeyChange,
  PendingTotp,
  Profile,
  ProfileChange,
  RecoveryCodes,
  TotpConfirmation,
  WebAuthnOptions,
} from '@muniment/core/accounts/schema.ts'
import { beginTotp, confirmTotp, removeTotp } from '@muniment/core/accounts/totp.ts'
import type { Context, PersonActor } from '@muniment/core/context.ts'
import { AppError } from '@muniment/core/errors.ts'
import {
  changeSignInPolicy,
  showSignInPolicy,
  SignInPolicy,
  SignInPolicyChange,
} from '@muniment/core/organizations/signInPolicy.ts'
import { listSignInProviders } from '@muniment/core/providers/settings.ts'
import { route } from '../route.ts'
import type { Services } from '../services.ts'
import { addressOf, headersOf } from '../session.ts'

/** The same person, acting through the database role that keeps the accounts. */
function ofAccounts(ctx: Context<PersonActor>, services: Services): Context<PersonActor> {
  return { ...ctx, db: services.accountsDb }
}

function requirePasskeys(services: Services): void {
  if (passkeysPossible(services.origin)) return
  throw new AppError(
    'conflict',
    'Passkeys need a name: this Muniment is reached by its address. Use an authenticator app instead.',
  )
}

const PasskeyParams = z.object({ passkeyId: z.uuid() })

export const profileRoutes = [
  route({
    method: 'get',
    path: '/profile',
    summary: 'Your name, language and time zone',
    access: 'signed-in',
    returns: Profile,
    handle: ({ ctx, services }) => showProfile(services.accountsDb, ctx.actor.personId),
  }),
  route({
    method: 'patch',
    path: '/profile',
    summary: 'Change your name, language or time zone',
    access: 'signed-in',
    body: ProfileChange,
    ifMatch: true,
    returns: Profile,
    handle: ({ ctx, body, revision, services }) => updateProfile(ofAccounts(ctx, services), revision, body),
  }),
  route({
    method: 'post',
    path: '/profile/password',
    summary: 'Set a new password; ends your other sessions',
    access: 'signed-in',
    confirm: true,
    body: NewPassword,
    handle: ({ ctx, body, session, services }) =>
      changePassword(ofAccounts(ctx, services), session.sessionId, body.password),
  }),
  route({
    method: 'get',
    path: '/profile/factors',
    summary: 'What you can prove yourself with',
    access: 'signed-in',
    returns: Factors,
    handle: async ({ ctx, services }) => ({
      ...(await showFactors(services.accountsDb, ctx.actor.personId)),
      passkeysPossible: passkeysPossible(services.origin),
    }),
  }),
  route({
    method: 'post',
    path: '/profile/totp',
    summary: 'Begin to add an authenticator app',
    access: 'signed-in',
    confirm: true,
    returns: PendingTotp,
    handle: ({ ctx, services }) => beginTotp(ofAccounts(ctx, services), services.auth),
  }),
  route({
    method: 'post',
    path: '/profile/totp/confirmation',
    summary: 'Add the authenticator app by its first code; ends your other sessions',
    access: 'signed-in',
    confirm: true,
    body: TotpConfirmation,
    returns: RecoveryCodes,
    handle: ({ ctx, body, session, services, request }) =>
      confirmTotp(ofAccounts(ctx, services), services.auth, session.sessionId, body.code, addressOf(request)),
  }),
  route({
    method: 'delete',
    path: '/profile/totp',
    summary: 'Remove the authenticator app',
    access: 'signed-in',
    confirm: true,
    handle: ({ ctx, services }) => removeTotp(ofAccounts(ctx, services)),
  }),
  route({
    method: 'post',
    path: '/profile/recovery-codes',
    summary: 'Make ten new recovery codes; the old ones work no more',
    access: 'signed-in',
    confirm: true,
    returns: RecoveryCodes,
    handle: ({ ctx, services }) => renewRecoveryCodes(ofAccounts(ctx, services)),
  }),
  route({
    method: 'post',
    path: '/profile/passkeys/challenge',
    summary: 'What to ask the authenticator to make a passkey; sets a cookie that belongs to it',
    access: 'signed-in',
    confirm: true,
    returns: WebAuthnOptions,
    handle: async ({ services, request, setCookies }) => {
      requirePasskeys(services)
      const { value, cookies } = await services.auth.passkeyChallenge(headersOf(request.headers), 'register')
      setCookies(cookies)
      return value
    },
  }),
  route({
    method: 'post',
    path: '/profile/passkeys',
    summary: 'Add a passkey',
    access: 'signed-in',
    confirm: true,
    body: NewPasskey,
    returns: RecoveryCodes.extend({ passkey: Passkey }),
    status: 201,
    handle: async ({ ctx, body, session, services, request }) => {
      requirePasskeys(services)
      const id = await services.auth.addPasskey(headersOf(request.headers), body.name, body.passkey)
      return keepPasskey(ofAccounts(ctx, services), session.sessionId, id)
    },
  }),
  route({
    method: 'patch',
    path: '/profile/passkeys/:passkeyId',
    summary: 'Give a passkey another name',
    access: 'signed-in',
    params: PasskeyParams,
    body: PasskeyChange,
    returns: Passkey,
    handle: ({ ctx, params, body, services }) => renamePasskey(ofAccounts(ctx, services), params.passkeyId, body.name),
  }),
  route({
    method: 'delete',
    path: '/profile/passkeys/:passkeyId',
    summary: 'Remove a passkey',
    access: 'signed-in',
    confirm: true,
    params: PasskeyParams,
    handle: ({ ctx, params, services }) => removePasskey(ofAccounts(ctx, services), params.passkeyId),
  }),
  route({
    method: 'get',
    path: '/organization/policy',
    summary: "What the organization asks of everybody's way of signing in",
    access: 'organization.manage',
    returns: SignInPolicy,
    handle: ({ ctx }) => showSignInPolicy(ctx),
  }),
  route({
    method: 'patch',
    path: '/organization/policy',
    summary: 'Change it; what is tightened counts at once',
    access: 'organization.manage',
    confirm: true,
    body: SignInPolicyChange,
    ifMatch: true,
    returns: SignInPolicy,
    handle: async ({ ctx, body, revision, session, services }) => {
      const providers = await listSignInProviders(services.accountsDb)
      return changeSignInPolicy(ctx, revision, body, { session, providers })
    },
  }),
]
