import type { Knex } from 'knex'
import type { OperatorContext } from '../context.ts'
import { transaction } from '../db.ts'
import { AppError, found } from '../errors.ts'
import type { Page } from '../page.ts'
import {
  keepSetting,
  openSetting,
  readSetting,
  readSettingsLike,
  removeSetting,
  type KeptSetting,
} from '../settings/keep.ts'
import { ProviderFacts, type Provider, type ProviderInput, type SignInProvider } from './schema.ts'

const prefix = 'provider:'
const nameOf = (id: string): string => prefix + id

/** More would not fit on the sign-in page. */
const atMost = 20

/** Where a provider sends people back to. */
export function redirectUriOf(origin: string, id: string): string {
  return `${origin}/api/auth/callback/${id}`
}

function show(origin: string, kept: KeptSetting): Provider {
  const id = kept.name.slice(prefix.length)
  return {
    id,
    ...ProviderFacts.parse(kept.value),
    clientSecretSet: kept.hasSecret,
    redirectUri: redirectUriOf(origin, id),
    revision: kept.revision,
  }
}

/** Every sign-in provider that is set up, by its id, for the operator. */
export async function listProviders(ctx: OperatorContext, origin: string): Promise<Page<Provider>> {
  const kept = await transaction(ctx, (trx) => readSettingsLike(trx, prefix))
  return { items: kept.map((one) => show(origin, one)), next: null }
}

export async function readProvider(ctx: OperatorContext, origin: string, id: string): Promise<Provider> {
  return transaction(ctx, async (trx) => show(origin, found(await readSetting(trx, nameOf(id)))))
}

/**
 * Sets a provider up (revision 0) or changes it; in use from the next sign-in on, in every process. 412 when it was
 * changed since `revision`, 409 for the twenty-first.
 */
export async function changeProvider(
  ctx: OperatorContext,
  site: { origin: string; allowLocal: boolean },
  id: string,
  { clientSecret, ...facts }: ProviderInput,
  revision: number,
): Promise<Provider> {
  const value = ProviderFacts.parse(facts)
  const addresses = Object.entries({ issuer: value.issuer, ...value.endpoints })
  const plain = addresses.find(([, address]) => address !== null && !address.startsWith('https:'))
  if (plain !== undefined && !site.allowLocal) {
    const message = 'The address must begin with https://: secrets go there.'
    throw new AppError('invalid', message, { faults: [{ path: plain[0], message }] })
  }
  if (revision === 0 && (await listProviders(ctx, site.origin)).items.length >= atMost) {
    throw new AppError('conflict', `There are ${atMost} sign-in providers already. Remove one first.`)
  }
  const secret = clientSecret === '' ? null : clientSecret
  return show(site.origin, await keepSetting(ctx, nameOf(id), { value, secret }, revision))
}

/** Lets people sign in by a provider that is set up, or not any more; all else stays, its secret too. */
export async function switchProvider(ctx: OperatorContext, id: string, enabled: boolean): Promise<void> {
  const kept = await transaction(ctx, async (trx) => found(await readSetting(trx, nameOf(id))))
  const value = { ...ProviderFacts.parse(kept.value), enabled }
  await keepSetting(ctx, nameOf(id), { value, secret: undefined }, kept.revision)
}

/** Removes a provider. Who is linked to it stays so, should it be set up again with the same issuer. */
export function removeProvider(ctx: OperatorContext, id: string): Promise<void> {
  return removeSetting(ctx, nameOf(id))
}

/** The providers that people can sign in by, by label. `db` is the accounts' database role. */
export async function listSignInProviders(db: Knex): Promise<SignInProvider[]> {
  const rows = await db('settings').whereLike('name', `${prefix}%`).select('name', 'value')
  return rows
    .map(({ name, value }) => ({ id: name.slice(prefix.length), ...ProviderFacts.parse(value) }))
    .filter(({ enabled }) => enabled)
    .map(({ id, kind, label }) => ({ id, kind, label }))
    .sort((one, other) => one.label.localeCompare(other.label, 'en'))
}

export interface OpenProvider extends ProviderFacts {
  id: string
  clientSecret: string | null
}

/** A provider with its secret as it is right now; undefined for one that is not set up or switched off. */
export async function openProvider(db: Knex, id: string): Promise<OpenProvider | undefined> {
  const kept = await openSetting(db, nameOf(id))
  if (kept === undefined) return undefined
  const facts = ProviderFacts.parse(kept.value)
  return facts.enabled ? { id, ...facts, clientSecret: kept.secret } : undefined
}
