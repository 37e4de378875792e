import { QueryClient } from '@tanstack/react-query'
import { ApiProblem, reachable } from '../api.ts'

/** The cache of what the server said. Its keys start with the organization, so that one never shows another's. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // "Online" says nothing here: the appliance may be on this very network without any internet.
      networkMode: 'always',
      staleTime: 30_000,
      retry: (tries, error) => tries < 2 && isPassing(error),
      retryDelay: (tries) => 500 * 2 ** tries,
    },
    mutations: { networkMode: 'always' },
  },
})

// What failed while the server was away mends itself when it answers again.
reachable.subscribe(() => {
  if (reachable.get()) void queries.refetchQueries({ type: 'active', predicate: (one) => one.state.status === 'error' })
})

/** Whether trying again may help. */
function isPassing(error: Error): boolean {
  return error instanceof ApiProblem && (error.status === 0 || error.status >= 500)
}
