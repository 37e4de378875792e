import type { Door, Doors } from './door.ts'

const anybody: Door = { opens: 'anybody' }
const person: Door = { opens: 'person' }
/** A body that nothing takes, so that a yes changes nothing. */
const unfit = { body: { unfit: true }, yes: 400 }
const someoneElses: Door = { opens: 'person', about: 'theirs' }

/** Signing in, and what is everybody's own. */
export const accountDoors: Doors = {
  'get /status': anybody,
  'post /links/inspect': { ...anybody, ...unfit },
  'post /setup': { ...anybody, ...unfit },
  'post /invitations/accept': { ...anybody, ...unfit },
  'post /recovery': { ...anybody, ...unfit },
  'post /password-reset': { ...anybody, ...unfit },
  'post /email-verification': { ...anybody, ...unfit },
  'get /sign-in/providers': anybody,
  'post /sign-in/passkey-challenge': anybody,
  'post /sign-in/passkey': { ...anybody, ...unfit },
  // There is no mail set up.
  'post /profile/email/verification': { ...person, yes: 409 },
  'get /session': person,
  'get /sessions': person,
  'delete /sessions/:sessionId': someoneElses,
  'delete /sessions': person,
  'get /profile/accounts': person,
  'delete /profile/accounts/:accountId': someoneElses,
  'get /profile': person,
  'patch /profile': { ...person, body: { name: 'Taken' } },
  // Nobody who asks has one.
  'get /profile/avatar': { ...person, yes: 404 },
  'put /profile/avatar': { ...person, body: { picture: 'AAAA' }, yes: 400 },
  'delete /profile/avatar': person,
  'post /profile/password': { ...person, ...unfit },
  'get /profile/factors': person,
  'post /profile/totp': person,
  'post /profile/totp/confirmation': { ...person, ...unfit },
  // Nobody has a second factor here.
  'delete /profile/totp': { ...person, yes: 404 },
  'post /profile/recovery-codes': { ...person, yes: 409 },
  'post /profile/passkeys/challenge': person,
  'post /profile/passkeys': { ...person, ...unfit },
  'patch /profile/passkeys/:passkeyId': { ...someoneElses, body: { name: 'Taken' } },
  'delete /profile/passkeys/:passkeyId': someoneElses,
  'get /session/confirmation': person,
  'post /session/passkey-challenge': person,
  'post /session/confirmation': { ...person, ...unfit },
}
