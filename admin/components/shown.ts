import { useCallback, useEffect, useState } from 'react'
import { goToSignIn, ownHeaders } from './me.ts'

interface Answer<T> {
  shown?: T
  detail?: string
  confirmAt?: string
  notice?: { message: string }
}

interface Page<T> {
  /** Null until it was read. */
  shown: T | null
  failure: string | null
  read: (query: string) => Promise<boolean>
  change: (body: unknown) => Promise<boolean>
}

/** What a page of its own shows (admin/view.ts), with a way to read it anew and one to change something. */
export function useShown<T>(address: string): Page<T> {
  const [shown, setShown] = useState<T | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const ask = useCallback(
    async (query: string, body?: unknown): Promise<boolean> => {
      setFailure(null)
      const response = await fetch(`${address}${query}`, {
        headers: { ...ownHeaders(), ...(body !== undefined && { 'Content-Type': 'application/json' }) },
        ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
      })
      if (response.status === 401) {
        goToSignIn()
        return false
      }
      const answer: Answer<T> = await response.json()
      if (answer.confirmAt !== undefined) {
        window.location.assign(`${answer.confirmAt}?next=${encodeURIComponent(window.location.pathname)}`)
        return false
      }
      if (answer.shown === undefined) setFailure(answer.detail ?? answer.notice?.message ?? 'That failed. Try again.')
      else setShown(answer.shown)
      return answer.shown !== undefined
    },
    [address],
  )
  const safely = useCallback(
    (query: string, body?: unknown) =>
      ask(query, body).catch(() => {
        setFailure("The console didn't answer. Check your connection, then try again.")
        return false
      }),
    [ask],
  )
  useEffect(() => void safely(''), [safely])
  return { shown, failure, read: safely, change: (body: unknown) => safely('', body) }
}
