import type { SignInProvider } from '@muniment/core/providers/schema.ts'

/** A way of signing in as a choice; what `SignInWay` in core/accounts/ways.ts says. */
export interface WayChoice {
  way: string
  label: string
}

/** Every way there is here; one that is `allowed` though its provider is gone goes by its id. */
export function wayChoices(
  providers: readonly SignInProvider[],
  passkeys: boolean,
  allowed: readonly string[] = [],
): WayChoice[] {
  const choices = [
    { way: 'password', label: 'Password' },
    ...(passkeys || allowed.includes('passkey') ? [{ way: 'passkey', label: 'Passkey' }] : []),
    ...providers.map(({ id, label }) => ({ way: `provider:${id}`, label })),
  ]
  const known = new Set(choices.map(({ way }) => way))
  const gone = allowed.filter((way) => !known.has(way))
  return [...choices, ...gone.map((way) => ({ way, label: `${wayWords(way, [])} (not set up any more)` }))]
}

/** A way inside a sentence. */
export function wayWords(way: string, providers: readonly SignInProvider[]): string {
  if (way === 'password') return 'password'
  if (way === 'passkey') return 'passkey'
  const id = way.replace(/^provider:/, '')
  return providers.find((provider) => provider.id === id)?.label ?? id
}

/** "Corp or passkey": any of them will do. */
export function eitherOf(ways: readonly string[], providers: readonly SignInProvider[]): string {
  const words = ways.map((way) => wayWords(way, providers))
  return new Intl.ListFormat('en', { type: 'disjunction' }).format(words)
}
