import { z } from 'zod'
import { EmailAddress, Password, PersonName } from '../people.ts'
import { DiskState, ScannerStatus } from '../status/schema.ts'

export const CurrentSession = z
  .object({
    person: z.object({
      id: z.uuid(),
      name: z.string(),
      email: z.string(),
      emailVerified: z.boolean(),
      operator: z.boolean(),
      locale: z.string().nullable(),
      timeZone: z.string().nullable(),
      avatar: z.string().nullable(),
    }),
    memberships: z.array(
      z.object({
        id: z.uuid(),
        organization: z.object({ id: z.uuid(), name: z.string() }),
        roles: z.array(z.string()).meta({ description: 'by name' }),
        guest: z.boolean(),
        permissions: z.array(z.string()).meta({ description: 'those held for some department only are among them' }),
        enrolmentNeeded: z.boolean().meta({ description: 'it requires a second factor, and you have none yet' }),
        otherWays: z
          .array(z.string())
          .nullable()
          .meta({ description: 'the only ways of signing in that it lets people in by, if yours is none of them' }),
      }),
    ),
    way: z.string().nullable().meta({ description: 'how you signed in: password, passkey or provider:<id>' }),
    limits: z.object({ uploadBytes: z.number().int() }),
    scanner: ScannerStatus,
    disk: DiskState,
  })
  .meta({ id: 'CurrentSession' })
export type CurrentSession = z.infer<typeof CurrentSession>

export const RecoveryRequest = z.object({ email: EmailAddress })

export const Session = z
  .object({
    id: z.uuid(),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    ipAddress: z.string().nullable(),
    userAgent: z.string().nullable(),
    current: z.boolean(),
  })
  .meta({ id: 'Session' })
export type Session = z.infer<typeof Session>

export const Passkey = z
  .object({
    id: z.uuid(),
    name: z.string(),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().nullable(),
    synced: z.boolean().meta({ description: 'kept by a password manager, so on several devices' }),
  })
  .meta({ id: 'Passkey' })
export type Passkey = z.infer<typeof Passkey>

export const Factors = z
  .object({
    password: z.boolean(),
    totp: z.iso.datetime().nullable().meta({ description: 'since when there is an authenticator app' }),
    passkeys: z.array(Passkey),
    recoveryCodes: z.number().int().meta({ description: 'that are left' }),
    passkeysPossible: z.boolean().meta({ description: 'false where the appliance has an address instead of a name' }),
  })
  .meta({ id: 'Factors' })
export type Factors = z.infer<typeof Factors>

export const TotpCode = z
  .string()
  .trim()
  .max(20)
  .regex(/^(?:\d\s*){6}$/, 'The code has six digits.')

const Base64Url = z
  .string()
  .max(50_000)
  .regex(/^[\w-]*$/)
const answered = {
  id: Base64Url.max(1400),
  rawId: Base64Url.max(1400),
  type: z.literal('public-key'),
  clientExtensionResults: z.object({}),
}

/** What a browser's authenticator answered, as JSON; the sign-in library takes it apart. */
export const Assertion = z
  .object({
    ...answered,
    response: z.object({
      clientDataJSON: Base64Url,
      authenticatorData: Base64Url,
      signature: Base64Url,
      userHandle: Base64Url.exactOptional(),
    }),
  })
  .meta({ description: "a PublicKeyCredential of the browser's navigator.credentials.get, as JSON" })
export type Assertion = z.infer<typeof Assertion>

export const Attestation = z
  .object({
    ...answered,
    response: z.object({
      clientDataJSON: Base64Url,
      attestationObject: Base64Url,
      transports: z.array(z.string().max(30)).max(10).optional(),
    }),
  })
  .meta({ description: "a PublicKeyCredential of the browser's navigator.credentials.create, as JSON" })
export type Attestation = z.infer<typeof Attestation>

export const WebAuthnOptions = z
  .looseObject({ challenge: z.string() })
  .meta({ description: "options for the browser's navigator.credentials, as JSON" })

export const ProofInput = z
  .union([
    z.strictObject({ password: z.string().min(1).max(128) }),
    z.strictObject({ code: TotpCode }),
    z.strictObject({ recoveryCode: z.string().min(1).max(50) }),
    z.strictObject({ passkey: Assertion }),
  ])
  .meta({ id: 'Proof' })
export type ProofInput = z.infer<typeof ProofInput>

export const SecondStep = z.object({
  owed: z.boolean().meta({ description: 'signing in is not complete without it' }),
  email: z.string(),
  ways: z.array(z.enum(['password', 'code', 'passkey', 'recoveryCode'])),
})
export type SecondStep = z.infer<typeof SecondStep>

export const PasskeySignIn = z.strictObject({ passkey: Assertion })
export const PasskeyName = z.string().trim().min(1, 'Give the passkey a name.').max(100)
export const NewPasskey = z.strictObject({ name: PasskeyName, passkey: Attestation })
export const PasskeyChange = z.strictObject({ name: PasskeyName })
export const PendingTotp = z.object({
  uri: z.string().meta({ description: 'otpauth:, for the QR code' }),
  secret: z.string().meta({ description: 'the same to type, base32' }),
})
export const TotpConfirmation = z.strictObject({ code: TotpCode })
export const RecoveryCodes = z.object({
  recoveryCodes: z
    .array(z.string())
    .nullable()
    .meta({ description: 'shown this once; null where there are some already' }),
})

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** The languages whose way of writing dates can be chosen. */
export const locales = [
  'en-GB',
  'en-US',
  'de-DE',
  'es-ES',
  'fr-FR',
  'it-IT',
  'nl-NL',
  'pl-PL',
  'pt-PT',
  'sv-SE',
] as const

export const Avatar = z.string().nullable().meta({ description: 'the version of the picture; null: there is none' })

export const Profile = z
  .object({
    name: z.string(),
    email: z.string(),
    locale: z.string().nullable(),
    timeZone: z.string().nullable(),
    avatar: Avatar,
    mail: z.object({ shared: z.boolean(), newDevice: z.boolean() }).meta({
      description: 'which mails you want: when something is shared with you, when you sign in from a new device',
    }),
    revision: z.number().int(),
  })
  .meta({ id: 'Profile' })
export type Profile = z.infer<typeof Profile>

export const ProfileChange = z
  .strictObject({
    name: PersonName.optional(),
    locale: z.enum(locales, 'Choose one of the languages in the list.').nullable().optional(),
    mail: z.strictObject({ shared: z.boolean().optional(), newDevice: z.boolean().optional() }).optional(),
    timeZone: z
      .string()
      .max(64)
      .refine(isTimeZone, 'This is no time zone, such as Europe/Berlin.')
      .nullable()
      .optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'Nothing to change was sent.')
export type ProfileChange = z.infer<typeof ProfileChange>

export const NewAvatar = z.strictObject({
  picture: z.base64().max(88_000).meta({ description: 'a PNG, JPEG or WebP of 128 by 128 pixels, at most 64 kB' }),
})

export const NewPassword = z.strictObject({ password: Password })
