import { useQuery } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import { api, ApiProblem, asProblem, setOrganization } from '../api.ts'
import { setDates } from '../frame/format.ts'
import { createStore, useStore } from '../frame/store.ts'
import { notify } from '../organize/notices.ts'
import type { CurrentSession } from '@muniment/core/accounts/schema.ts'
import type { ApplianceStatus } from '@muniment/core/status/schema.ts'

const CHOSEN = 'muniment.organization'

/** Which of several organizations this browser last worked in. */
const chosen = createStore<string | null>(stored())

export const sessionKey = ['session'] as const

/** The signed-in person. Asked again each minute, since it carries the state of the virus check. */
export function useSession(options: { refetchOnMount?: 'always' } = {}) {
  return useQuery({
    ...options,
    queryKey: sessionKey,
    queryFn: ({ signal }) => api<CurrentSession>('/session', { signal, organization: null }),
    refetchInterval: 60_000,
    staleTime: 15_000,
  })
}

export function useStatus() {
  return useQuery({
    queryKey: ['status'],
    queryFn: ({ signal }) => api<ApplianceStatus>('/status', { signal, organization: null, public: true }),
    staleTime: 60_000,
  })
}

/** Who is working here, and for which organization. */
export interface Me {
  session: CurrentSession
  membership: CurrentSession['memberships'][number] | null
  /** The organization's id; an empty text for an operator who belongs to none. */
  organization: string
  can: (permission: string) => boolean
}

const MeContext = createContext<Me | null>(null)
export const MeProvider = MeContext.Provider

export function useMe(): Me {
  const me = useContext(MeContext)
  if (me === null) throw new Error('useMe is for pages inside the frame')
  return me
}

/** Derives `Me` from the session and tells the API client which organization speaks. */
export function useMeOf(session: CurrentSession): Me {
  const wanted = useStore(chosen)
  const membership = session.memberships.find((one) => one.organization.id === wanted) ?? session.memberships[0] ?? null
  const organization = membership?.organization.id ?? ''
  // During render on purpose: the queries of this very render already need it.
  setOrganization(membership ? organization : null)
  setDates(session.person.locale, session.person.timeZone)
  return {
    session,
    membership,
    organization,
    can: (permission) => membership?.permissions.includes(permission) ?? false,
  }
}

export function chooseOrganization(id: string): void {
  chosen.set(id)
  try {
    localStorage.setItem(CHOSEN, id)
  } catch {
    // Then the choice lasts until the page is closed.
  }
}

let leaving = false

/** The session is being ended here: that it is over is no news, and the page is about to be left. */
export function isLeaving(): boolean {
  return leaving
}

/** Ends the session here. A full load follows, so that nothing of this person stays in memory. */
export async function signOut(): Promise<void> {
  leaving = true
  try {
    await api('/api/auth/sign-out', { method: 'POST', body: {}, public: true })
  } catch (error) {
    leaving = false
    notify({ id: 'sign out', tone: 'failed', text: `Signing out failed. ${asProblem(error).message}` })
    // It may have ended and only the answer be lost: then this one says so.
    void api('/session').catch(() => undefined)
    return
  }
  window.location.assign('/sign-in')
  // Whoever chose to stay, for an upload that goes on, is sent there by the next answer.
  window.setTimeout(() => {
    leaving = false
  }, 10_000)
}

/** Whether signing in still lacks its second step. */
export function isHalf(error: unknown): boolean {
  return error instanceof ApiProblem && error.code === 'second_factor_needed'
}

export async function signIn(email: string, password: string): Promise<void> {
  await api('/api/auth/sign-in/email', {
    method: 'POST',
    body: { email, password },
    organization: null,
    public: true,
  })
}

function stored(): string | null {
  try {
    return localStorage.getItem(CHOSEN)
  } catch {
    return null
  }
}
