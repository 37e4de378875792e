import { isAPIError } from 'better-auth/api'
import { z } from 'zod'
import type { Logger } from '../log.ts'
import type { providerDoor } from './door.ts'

/** What is to come of a journey to a provider, settled before it begins and not to be altered by the browser. */
export const Journey = z.discriminatedUnion('purpose', [
  z.object({ purpose: z.literal('sign-in'), provider: z.string(), goOn: z.string() }),
  z.object({ purpose: z.literal('link'), provider: z.string(), personId: z.uuid(), sessionId: z.uuid() }),
  z.object({ purpose: z.literal('join'), provider: z.string(), tokenHash: z.hex() }),
])
export type Journey = z.infer<typeof Journey>

export interface Returned {
  codeVerifier: string
  nonce: string
  journey: Journey
  cookies: string[]
}

export interface ProviderJourneys {
  /** Binds a journey to the browser with these headers, for ten minutes: `cookies` are for its answer. */
  depart: (
    headers: Headers,
    journey: Journey,
    nonce: string,
  ) => Promise<{ state: string; codeVerifier: string; cookies: string[] }>
  /** The journey that comes back with this state, once; null when it is over or another browser's. */
  arrive: (headers: Headers, state: string) => Promise<Returned | null>
  /** Opens a session, which is worth what the session hooks make of it; gives its cookies. */
  enter: (headers: Headers, personId: string, provider: string) => Promise<string[]>
}

type Door = typeof providerDoor.endpoints

const Kept = z.object({ codeVerifier: z.string(), nonce: z.string(), journey: Journey })

export function providerJourneys(api: Door, log: Logger): ProviderJourneys {
  return {
    depart: async (headers, journey, nonce) => {
      const answer = await api.departForProvider({ headers, body: { nonce, journey }, returnHeaders: true })
      return { ...answer.response, cookies: answer.headers.getSetCookie() }
    },
    arrive: async (headers, state) => {
      try {
        const answer = await api.returnFromProvider({ headers, query: { state }, returnHeaders: true })
        return { ...Kept.parse(answer.response), cookies: answer.headers.getSetCookie() }
      } catch (error) {
        if (!isAPIError(error)) throw error
        log.info({ status: error.status }, 'nobody in this browser went to a provider with that state')
        return null
      }
    },
    enter: async (headers, personId, provider) => {
      const answer = await api.enterByProvider({ headers, body: { personId, provider }, returnHeaders: true })
      return answer.headers.getSetCookie()
    },
  }
}
