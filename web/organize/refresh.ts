import type { QueryClient } from '@tanstack/react-query'

/** What lies where may have changed: what is on the page is read again. The live connection does it too, if it is up. */
export function refreshPlaces(queries: QueryClient, organization: string): void {
  for (const what of ['documents', 'folders', 'folder', 'document', 'room', 'trash', 'tags']) {
    void queries.invalidateQueries({ queryKey: [organization, what] })
  }
}
