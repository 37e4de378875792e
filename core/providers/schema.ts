import { z } from 'zod'

/** Part of the callback's address, so it stays for ever what it was at first. */
export const ProviderId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,38}[a-z0-9]$/, 'Use 2 to 40 lower-case letters, digits and hyphens.')
  .refine((id) => id !== 'credential', 'This name is taken by sign-in with a password.')

export const ProviderKind = z.enum(['oidc', 'google', 'microsoft', 'github'])
export type ProviderKind = z.infer<typeof ProviderKind>

const Address = z.url({ protocol: /^https?$/, error: 'Write a whole address that begins with https://.' }).max(500)
const Label = z
  .string()
  .trim()
  .min(1, 'Give it the name that people know it by.')
  .max(60)
  .regex(/^[^\p{Cc}]*$/u, 'The name has a control character.')

/** Where a provider without discovery has what is asked for; GitHub's own unless given. */
export const ProviderEndpoints = z.object({
  authorization: Address,
  token: Address,
  user: Address,
  emails: Address,
})
export type ProviderEndpoints = z.infer<typeof ProviderEndpoints>

/** What is kept of a provider, besides its secret. */
export const ProviderFacts = z
  .object({
    kind: ProviderKind,
    label: Label,
    clientId: z.string().trim().min(1, 'Copy the client id from the provider.').max(300),
    issuer: Address.nullable().default(null).meta({
      description: 'needed for oidc; for Google and Microsoft it stands in for their own',
    }),
    tenant: z
      .string()
      .trim()
      .regex(/^[\w.-]{1,100}$/, 'Write the tenant as an id or a domain.')
      .nullable()
      .default(null)
      .meta({ description: 'of Microsoft Entra: its id or domain' }),
    endpoints: ProviderEndpoints.nullable().default(null).meta({ description: "GitHub Enterprise's own" }),
    enabled: z.boolean().default(true),
  })
  .superRefine(({ kind, issuer, tenant, endpoints }, check) => {
    const miss = (path: string, message: string): void => check.addIssue({ code: 'custom', path: [path], message })
    if (kind === 'oidc' && issuer === null) miss('issuer', 'Write the address of the issuer.')
    if (kind === 'microsoft' && tenant === null && issuer === null)
      miss('tenant', 'Write the tenant: its id or domain.')
    if (kind !== 'github' && endpoints !== null) miss('endpoints', 'Only GitHub has endpoints; others have an issuer.')
    if (kind === 'github' && issuer !== null) miss('issuer', 'GitHub has no issuer; give its endpoints instead.')
  })
export type ProviderFacts = z.infer<typeof ProviderFacts>

const clientSecret = z
  .string()
  .max(2000)
  .nullable()
  .optional()
  .meta({ description: 'left out: the secret that is kept stays; null: it is removed' })
export const ProviderInput = ProviderFacts.and(z.object({ clientSecret }))
export type ProviderInput = z.infer<typeof ProviderInput>

/** A provider as the operator sees it. The secret is never shown. */
export const Provider = z
  .object({
    id: z.string(),
    kind: ProviderKind,
    label: z.string(),
    clientId: z.string(),
    issuer: z.string().nullable(),
    tenant: z.string().nullable(),
    endpoints: ProviderEndpoints.nullable(),
    enabled: z.boolean(),
    clientSecretSet: z.boolean(),
    redirectUri: z.string().meta({ description: 'to be entered at the provider' }),
    revision: z.number().int(),
  })
  .meta({ id: 'Provider' })
export type Provider = z.infer<typeof Provider>

/** A provider as everybody sees it. */
export const SignInProvider = z
  .object({ id: z.string(), kind: ProviderKind, label: z.string() })
  .meta({ id: 'SignInProvider' })
export type SignInProvider = z.infer<typeof SignInProvider>

export const LinkedAccount = z
  .object({
    id: z.uuid(),
    provider: z.string(),
    label: z.string().meta({ description: 'its id where the provider is not set up any more' }),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'LinkedAccount' })
export type LinkedAccount = z.infer<typeof LinkedAccount>

export const SignInStart = z.object({
  provider: z.string().max(40),
  /** Where in the app to go on; a path. */
  return: z.string().max(2000).optional(),
  /** The token of an invitation that is to be accepted by this. */
  invitation: z
    .string()
    .regex(/^[\w-]{43}$/, "This link isn't complete. Copy the whole of it.")
    .optional(),
})
export const LinkStart = z.object({ provider: z.string().max(40) })
