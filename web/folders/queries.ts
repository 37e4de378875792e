import type { Folder } from '@muniment/core/folders/schema.ts'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { api } from '../api.ts'
import { useMe } from '../session/session.ts'
import type { Page } from '@muniment/core/page.ts'

export function foldersKey(organization: string, roomId: string) {
  return [organization, 'folders', roomId] as const
}

export function folderKey(organization: string, folderId: string) {
  return [organization, 'folder', folderId] as const
}

export function readFolders(roomId: string, parentId: string | null, cursor: string | null, signal?: AbortSignal) {
  return api<Page<Folder>>(`/rooms/${roomId}/folders`, { query: { parentId, cursor, limit: 200 }, signal })
}

/** The folders directly in another (null: at the room's top), page by page. The tree and the table share them. */
export function useFolders(roomId: string, parentId: string | null, enabled = true) {
  const { organization } = useMe()
  return useInfiniteQuery({
    queryKey: [...foldersKey(organization, roomId), parentId],
    queryFn: ({ pageParam, signal }) => readFolders(roomId, parentId, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    staleTime: 5 * 60_000,
    enabled,
  })
}

export function useFolder(folderId: string | null) {
  const { organization } = useMe()
  return useQuery({
    queryKey: folderKey(organization, folderId ?? ''),
    queryFn: ({ signal }) => api<Folder>(`/folders/${folderId}`, { signal }),
    enabled: folderId !== null,
    staleTime: 5 * 60_000,
  })
}
