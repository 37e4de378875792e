import type { Passkey, SecondStep } from '@muniment/core/accounts/schema.ts'
import {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser'
import { api, ApiProblem } from '../api.ts'

export type Way = SecondStep['ways'][number]

export const passkeysSupported = browserSupportsWebAuthn

/** What the authenticator said, in words that say what to do; null when somebody only changed their mind. */
function asProblem(error: unknown): unknown {
  if (error instanceof ApiProblem || !(error instanceof Error)) return error
  const detail =
    error.name === 'InvalidStateError'
      ? 'This device has a passkey for you already.'
      : error.name === 'NotAllowedError' || error.name === 'AbortError'
        ? 'The passkey was not used: it was cancelled, or took too long. Try again, or use another way.'
        : "This browser couldn't use a passkey here. Try again, or use another way."
  return new ApiProblem({ status: 0, code: 'passkey', detail })
}

async function answerTo(path: string, autofill = false) {
  const optionsJSON = await api<PublicKeyCredentialRequestOptionsJSON>(path, {
    method: 'POST',
    organization: null,
    public: true,
  })
  return startAuthentication({ optionsJSON, useBrowserAutofill: autofill })
}

async function signInWith(autofill: boolean): Promise<void> {
  const passkey = await answerTo('/sign-in/passkey-challenge', autofill)
  await api('/sign-in/passkey', { method: 'POST', body: { passkey }, organization: null, public: true })
}

/** Asks for a passkey and signs in by it. */
export async function signInByPasskey(): Promise<void> {
  try {
    await signInWith(false)
  } catch (error) {
    throw asProblem(error)
  }
}

/**
 * Offers passkeys among what the browser fills into the e-mail field, until the returned function is called. Where the
 * browser has no such thing, or nobody picks one, nothing happens.
 */
export function offerPasskeys(onSignedIn: () => void, onRefused: (error: ApiProblem) => void): () => void {
  let offered = true
  const offer = async (): Promise<void> => {
    if (!(await browserSupportsWebAuthnAutofill())) return
    if (!offered) return
    await signInWith(true)
    if (offered) onSignedIn()
  }
  offer().catch((error: unknown) => {
    if (offered && error instanceof ApiProblem && error.status === 401) onRefused(error)
  })
  return () => {
    offered = false
    WebAuthnAbortService.cancelCeremony()
  }
}

/** Asks for a passkey of whoever is signed in, to confirm that it's them. */
export async function confirmByPasskey(): Promise<void> {
  try {
    const passkey = await answerTo('/session/passkey-challenge')
    await api('/session/confirmation', { method: 'POST', body: { passkey }, organization: null, public: true })
  } catch (error) {
    throw asProblem(error)
  }
}

/** Makes a passkey on this device and adds it to the person who is signed in. */
export async function addPasskey(name: string): Promise<{ passkey: Passkey; recoveryCodes: string[] | null }> {
  try {
    const optionsJSON = await api<PublicKeyCredentialCreationOptionsJSON>('/profile/passkeys/challenge', {
      method: 'POST',
    })
    const passkey = await startRegistration({ optionsJSON })
    return await api('/profile/passkeys', { method: 'POST', body: { name, passkey } })
  } catch (error) {
    throw asProblem(error)
  }
}
