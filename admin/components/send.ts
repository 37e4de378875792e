import { goToSignIn, ownHeaders } from './me.ts'

interface Answer {
  detail?: string
  confirmAt?: string
  notice?: { message: string }
}

/**
 * Asks the console, by POST if there is a body. Null when the page is about to be left, for signing in or for a
 * confirmation; `leaving` may keep what was filled in before that.
 */
export async function send<T extends object>(
  address: string,
  body?: unknown,
  leaving?: () => void,
): Promise<(T & Answer) | null> {
  const response = await fetch(address, {
    headers: { ...ownHeaders(), ...(body !== undefined && { 'Content-Type': 'application/json' }) },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  })
  if (response.status === 401) {
    goToSignIn()
    return null
  }
  const answer: T & Answer = await response.json()
  if (answer.confirmAt === undefined) return answer
  leaving?.()
  window.location.assign(`${answer.confirmAt}?next=${encodeURIComponent(window.location.pathname)}`)
  return null
}

/** What an answer that brought nothing says went wrong. */
export function failureOf({ detail, notice }: Answer): string {
  return detail ?? notice?.message ?? 'That failed. Try again.'
}

export const unanswered = "The console didn't answer. Check your connection, then try again."
