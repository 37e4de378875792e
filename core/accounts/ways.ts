import { z } from 'zod'

/** By which way a session was opened: `password`, `passkey`, or `provider:` and the id of a sign-in provider. */
export const SignInWay = z
  .string()
  .regex(/^(?:password|passkey|provider:[a-z][a-z0-9-]{0,38}[a-z0-9])$/, 'This is no way of signing in.')

const prefix = 'provider:'

export function wayOfProvider(id: string): string {
  return prefix + id
}

/** The id of the provider; null for a password or a passkey. */
export function providerOfWay(way: string): string | null {
  return way.startsWith(prefix) ? way.slice(prefix.length) : null
}

/** What people call a way; a provider is known by its label, and by its id where it is not set up any more. */
export function nameOfWay(way: string, providers: readonly { id: string; label: string }[]): string {
  const provider = providerOfWay(way)
  if (provider === null) return way === 'passkey' ? 'a passkey' : 'password'
  return providers.find(({ id }) => id === provider)?.label ?? provider
}
