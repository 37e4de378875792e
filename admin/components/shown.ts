import { useCallback, useEffect, useState } from 'react'
import { failureOf, send, unanswered } from './send.ts'

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
      const answer = await send<{ shown?: T }>(`${address}${query}`, body)
      if (answer?.shown === undefined) {
        if (answer !== null) setFailure(failureOf(answer))
        return false
      }
      setShown(answer.shown)
      return true
    },
    [address],
  )
  const safely = useCallback(
    (query: string, body?: unknown) =>
      ask(query, body).catch(() => {
        setFailure(unanswered)
        return false
      }),
    [ask],
  )
  useEffect(() => void safely(''), [safely])
  return { shown, failure, read: safely, change: (body: unknown) => safely('', body) }
}
