import { randomNonce, type Configuration } from 'openid-client'
import { owesSecondStep } from '../accounts/admit.ts'
import type { SignedIn } from '../accounts/whoIs.ts'
import type { SystemContext } from '../context.ts'
import { AppError, found } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { hashToken } from '../links/create.ts'
import { OutsideError } from '../outside/fetch.ts'
import { admitLinked, join, link, ProviderRefusal, type Refusal } from './admit.ts'
import { authorizationUrl, configure, identify, type Identity } from './identify.ts'
import type { Journey, ProviderJourneys, Returned } from './journeys.ts'
import { openProvider, redirectUriOf, type OpenProvider } from './settings.ts'

/** What a provider said of itself is asked again after this; its keys are looked for anew whenever one is unknown. */
const describedForMs = 10 * 60_000

export interface DeskOptions {
  journeys: ProviderJourneys
  origin: string
  /** For tests: a provider on this machine, without TLS. */
  allowLocal: boolean
}

export interface Departure {
  url: string
  cookies: string[]
}

export interface Arrival {
  /** Where in the app the browser goes on. */
  location: string
  cookies: string[]
  /** Who was let in by it; null when nobody was. */
  personId: string | null
}

export interface ProviderDesk {
  signIn: (ctx: SystemContext, headers: Headers, provider: string, goOn: string) => Promise<Departure>
  join: (ctx: SystemContext, headers: Headers, provider: string, invitation: string) => Promise<Departure>
  link: (ctx: SystemContext, headers: Headers, provider: string, session: SignedIn) => Promise<Departure>
  /** Takes what a browser brings back. Never throws for what the browser or the provider did: then it says so. */
  arrive: (ctx: SystemContext, arriving: Arriving) => Promise<Arrival>
}

interface Arriving {
  provider: string
  query: URLSearchParams
  headers: Headers
  /** Who is signed in in that browser now. */
  session: SignedIn | null
}

/** Where everything about signing in by providers is decided. Settings count from the next departure on. */
export function openProviderDesk({ journeys, origin, allowLocal }: DeskOptions): ProviderDesk {
  const described = new Map<string, { of: string; until: number; configuration: Configuration }>()

  async function configurationOf(provider: OpenProvider, now: number): Promise<Configuration> {
    const of = JSON.stringify(provider)
    const known = described.get(provider.id)
    if (known !== undefined && known.of === of && known.until > now) return known.configuration
    const configuration = await configure(provider, allowLocal)
    described.set(provider.id, { of, until: now + describedForMs, configuration })
    return configuration
  }

  async function depart(ctx: SystemContext, headers: Headers, journey: Journey): Promise<Departure> {
    const provider = found(await openProvider(ctx.db, journey.provider))
    let configuration: Configuration
    try {
      configuration = await configurationOf(provider, ctx.now().getTime())
    } catch (cause) {
      ctx.log.warn({ provider: provider.id, error: describe(cause) }, 'a sign-in provider did not describe itself')
      const message = `${provider.label} can't be reached just now. Try again in a minute, or sign in another way.`
      throw new AppError('unavailable', message, { cause })
    }
    const nonce = randomNonce()
    const { state, codeVerifier, cookies } = await journeys.depart(headers, journey, nonce)
    const redirectUri = redirectUriOf(origin, provider.id)
    const url = await authorizationUrl(configuration, provider, redirectUri, { state, codeVerifier, nonce })
    return { url: url.href, cookies }
  }

  /** Who it is, for exactly the journey that began in this browser; a ProviderRefusal for anything else. */
  async function ask(ctx: SystemContext, arriving: Arriving, state: string, returned: Returned): Promise<Identity> {
    // One provider must not answer for another.
    if (returned.journey.provider !== arriving.provider) throw new ProviderRefusal('expired')
    const fault = arriving.query.get('error')
    if (fault !== null) throw new ProviderRefusal(fault === 'access_denied' ? 'cancelled' : 'refused')
    const provider = await openProvider(ctx.db, arriving.provider)
    if (provider === undefined) throw new ProviderRefusal('refused')
    const answer = new URL(redirectUriOf(origin, provider.id))
    answer.search = arriving.query.toString()
    try {
      const configuration = await configurationOf(provider, ctx.now().getTime())
      return await identify(configuration, provider, answer, { state, ...returned })
    } catch (cause) {
      ctx.log.warn({ provider: provider.id, error: describe(cause) }, 'a sign-in provider was not believed')
      throw new ProviderRefusal(isOutside(cause) ? 'unreachable' : 'refused', { cause })
    }
  }

  async function settle(
    ctx: SystemContext,
    arriving: Arriving,
    journey: Journey,
    identity: Identity,
  ): Promise<Arrival> {
    const { provider, headers, session } = arriving
    if (journey.purpose === 'link') {
      if (session?.sessionId !== journey.sessionId || session.personId !== journey.personId) {
        throw new ProviderRefusal('signed_out')
      }
      // A second factor that was added meanwhile is asked for here too.
      if (owesSecondStep(session)) throw new ProviderRefusal('signed_out')
      await link(ctx, provider, identity, journey.personId)
      return { location: `/profile?linked=${provider}`, cookies: [], personId: null }
    }
    const personId =
      journey.purpose === 'join'
        ? await join(ctx, provider, identity, Buffer.from(journey.tokenHash, 'hex'))
        : await admitLinked(ctx, provider, identity)
    const cookies = await journeys.enter(headers, personId, provider)
    const asPerson = { ...ctx, actor: { kind: 'person', personId } } as const
    await ctx.db.transaction((trx) =>
      recordEvent(trx, asPerson, 'accounts.signed_in', { organizationId: null, data: { by: provider } }),
    )
    return { location: journey.purpose === 'join' ? '/' : journey.goOn, cookies, personId }
  }

  return {
    signIn: (ctx, headers, provider, goOn) => depart(ctx, headers, { purpose: 'sign-in', provider, goOn }),
    join: (ctx, headers, provider, invitation) =>
      depart(ctx, headers, { purpose: 'join', provider, tokenHash: hashToken(invitation).toString('hex') }),
    link: (ctx, headers, provider, { personId, sessionId }) =>
      depart(ctx, headers, { purpose: 'link', provider, personId, sessionId }),
    arrive: async (ctx, arriving) => {
      const state = arriving.query.get('state') ?? ''
      const returned = state === '' ? null : await journeys.arrive(arriving.headers, state)
      const cookies = returned?.cookies ?? []
      try {
        if (returned === null) throw new ProviderRefusal('expired')
        const identity = await ask(ctx, arriving, state, returned)
        const arrival = await settle(ctx, arriving, returned.journey, identity)
        return { ...arrival, cookies: [...cookies, ...arrival.cookies] }
      } catch (error) {
        if (!(error instanceof ProviderRefusal)) throw error
        ctx.log.info({ provider: arriving.provider, refusal: error.refusal }, 'sign-in by a provider refused')
        return {
          location: refusedAt(returned?.journey.purpose, arriving.provider, error.refusal),
          cookies,
          personId: null,
        }
      }
    },
  }
}

function refusedAt(purpose: Journey['purpose'] | undefined, provider: string, refusal: Refusal): string {
  const page = purpose === 'link' ? '/profile' : '/sign-in'
  return `${page}?${new URLSearchParams({ refused: refusal, provider }).toString()}`
}

function isOutside(error: unknown): boolean {
  if (error instanceof OutsideError) return true
  return error instanceof Error && error.cause !== undefined && isOutside(error.cause)
}

/** Names and codes only: what a provider sent may hold tokens. */
function describe(error: unknown): string[] {
  if (!(error instanceof Error)) return ['unknown']
  const code = 'code' in error && typeof error.code === 'string' ? `${error.code}: ` : ''
  return [`${code}${error.message}`, ...(error.cause instanceof Error ? describe(error.cause) : [])].slice(0, 5)
}
