import type { Preview, SheetPage, TextPage } from '@muniment/core/previews/schema.ts'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, linkTo } from '../api.ts'
import { useMe } from '../session/session.ts'

/** While pages are being made, more of them come by themselves. */
const followEvery = 1500

/** Prefix of everything about the previews of a document. */
export function previewKey(organization: string, documentId: string) {
  return [organization, 'preview', documentId] as const
}

/** What can be shown of a document's current version, or of the version given. */
export function usePreview(documentId: string, versionId: string | null) {
  const { organization } = useMe()
  const path = versionId === null ? `/documents/${documentId}` : `/versions/${versionId}`
  return useQuery({
    queryKey: [...previewKey(organization, documentId), versionId],
    queryFn: ({ signal }) => api<Preview>(`${path}/preview`, { signal }),
    refetchInterval: ({ state }) => (state.data && isUnderWay(state.data) ? followEvery : false),
  })
}

export function isUnderWay({ state }: Pick<Preview, 'state'>): boolean {
  return state === 'checking' || state === 'waiting' || state === 'making'
}

/** One page of text. What is shown stays until the next has come. */
export function useTextPage({ versionId, generation }: Preview, page: number) {
  const { organization } = useMe()
  return useQuery({
    queryKey: [organization, 'previewPage', versionId, generation, page],
    queryFn: ({ signal }) => api<TextPage>(`/versions/${versionId}/preview/pages/${page}`, { signal }),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  })
}

/** One page of rows. */
export function useSheetPage({ versionId, generation }: Preview, page: number) {
  const { organization } = useMe()
  return useQuery({
    queryKey: [organization, 'previewPage', versionId, generation, page],
    queryFn: ({ signal }) => api<SheetPage>(`/versions/${versionId}/preview/pages/${page}`, { signal }),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  })
}

/** Addresses of pictures; by version, so that what is shown stays of one version. */
export function pageAddress({ versionId }: Preview, page: number): string {
  return linkTo(`/versions/${versionId}/preview/pages/${page}`)
}

export function thumbnailAddress({ versionId }: Preview, page: number): string {
  const address = linkTo(`/versions/${versionId}/thumbnail`)
  return `${address}${address.includes('?') ? '&' : '?'}page=${page}`
}

export function useRetry(documentId: string) {
  const { organization } = useMe()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => api<Preview>(`/documents/${documentId}/preview/retry`, { method: 'POST' }),
    onSettled: () => queries.invalidateQueries({ queryKey: previewKey(organization, documentId) }),
  })
}
