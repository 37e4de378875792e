import { owesSecondStep } from '@muniment/core/accounts/admit.ts'
import { confirmSession, type Proof } from '@muniment/core/accounts/confirm.ts'
import { showFactors } from '@muniment/core/accounts/factors.ts'
import { passkeysPossible } from '@muniment/core/accounts/passkeys.ts'
import {
  PasskeySignIn,
  ProofInput,
  SecondStep,
  WebAuthnOptions,
  type Assertion,
} from '@muniment/core/accounts/schema.ts'
import { AppError } from '@muniment/core/errors.ts'
import { route } from '../route.ts'
import type { Services } from '../services.ts'
import { addressOf, headersOf } from '../session.ts'
import { noteBrowser, recordSignIn } from '../signIn.ts'

function requirePasskeys(services: Services): void {
  if (passkeysPossible(services.origin)) return
  throw new AppError('conflict', 'Passkeys need a name: this Muniment is reached by its address. Use another way.')
}

/** Whose passkey answered. The session that the library opens for it is not wanted here: there is one already. */
async function proveByPasskey(services: Services, headers: Headers, answer: Assertion): Promise<string | null> {
  requirePasskeys(services)
  const opened = await services.auth.signInByPasskey(headers, answer)
  if (opened === null) return null
  await services.accountsDb('auth.sessions').where({ id: opened.value.session.id }).delete()
  return opened.value.user.id
}

export const secondStepRoutes = [
  route({
    method: 'post',
    path: '/sign-in/passkey-challenge',
    summary: 'What to ask the authenticator to sign in by a passkey; sets a cookie that belongs to it',
    access: 'public',
    returns: WebAuthnOptions,
    handle: async ({ services, setCookies }) => {
      requirePasskeys(services)
      // Without the caller's cookies: signing in names nobody's passkeys.
      const { value, cookies } = await services.auth.passkeyChallenge(new Headers(), 'sign-in')
      setCookies(cookies)
      return value
    },
  }),
  route({
    method: 'post',
    path: '/sign-in/passkey',
    summary: 'Sign in by a passkey, which is both steps at once',
    access: 'public',
    body: PasskeySignIn,
    handle: async ({ body, services, request, setCookies }) => {
      requirePasskeys(services)
      const opened = await services.auth.signInByPasskey(headersOf(request.headers), body.passkey)
      if (opened === null) throw new AppError('unauthenticated', "That passkey didn't work here. Sign in another way.")
      setCookies([...opened.cookies, ...(await noteBrowser(services, request, opened.value.user.id))])
      await recordSignIn(services, 'accounts.signed_in', opened.value.user.id, { by: 'passkey' })
    },
  }),
  route({
    method: 'get',
    path: '/session/confirmation',
    summary: "How to confirm that it's you, and whether signing in still needs it",
    access: 'first-step',
    background: true,
    returns: SecondStep,
    handle: async ({ session, services }) => {
      const { password, totp, passkeys, recoveryCodes } = await showFactors(services.accountsDb, session.personId)
      const ways: SecondStep['ways'] = []
      if (totp !== null) ways.push('code')
      if (passkeys.length > 0 && passkeysPossible(services.origin)) ways.push('passkey')
      if (session.secondFactor && recoveryCodes > 0) ways.push('recoveryCode')
      if (password && !session.secondFactor) ways.push('password')
      return { owed: owesSecondStep(session), email: session.email, ways }
    },
  }),
  route({
    method: 'post',
    path: '/session/passkey-challenge',
    summary: 'What to ask the authenticator to confirm by a passkey; sets a cookie that belongs to it',
    access: 'first-step',
    returns: WebAuthnOptions,
    handle: async ({ services, request, setCookies }) => {
      requirePasskeys(services)
      const { value, cookies } = await services.auth.passkeyChallenge(headersOf(request.headers), 'sign-in')
      setCookies(cookies)
      return value
    },
  }),
  route({
    method: 'post',
    path: '/session/confirmation',
    summary: "Confirm that it's you: the second step of signing in, and what far-reaching acts ask for; ten minutes",
    access: 'first-step',
    body: ProofInput,
    handle: async ({ ctx, body, session, services, request, setCookies }) => {
      const headers = headersOf(request.headers)
      const proof: Proof =
        'passkey' in body ? { passkeyOf: await proveByPasskey(services, headers, body.passkey) } : body
      const { auth, accountsDb } = services
      const confirmed = await confirmSession({ ...ctx, db: accountsDb }, auth, session, proof, addressOf(request))
      if (confirmed.newToken !== null) setCookies(await auth.cookieFor(headers, confirmed.newToken))
    },
  }),
]
