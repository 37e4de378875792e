import type { Document } from '@muniment/core/documents/schema.ts'
import type { Folder } from '@muniment/core/folders/schema.ts'
import { useCallback, useMemo } from 'react'
import { useFolders } from '../folders/queries.ts'
import { isFiltered, type Filters } from './filters.ts'
import { useDocuments, type Sort } from './queries.ts'

export type Row = { kind: 'folder'; id: string; folder: Folder } | { kind: 'document'; id: string; document: Document }

export function nameOf(row: Row): string {
  return row.kind === 'folder' ? row.folder.name : row.document.name
}

// One row object per document or folder read, so that what did not change is not drawn again.
const known = new WeakMap<Folder | Document, Row>()

function folderRow(folder: Folder): Row {
  const row: Row = known.get(folder) ?? { kind: 'folder', id: folder.id, folder }
  known.set(folder, row)
  return row
}

function documentRow(document: Document): Row {
  const row: Row = known.get(document) ?? { kind: 'document', id: document.id, document }
  known.set(document, row)
  return row
}

/** What a folder holds: its folders first, then its documents in the order asked for. Narrowed, documents alone. */
export function useRows(roomId: string, folderId: string | null, sort: Sort, filters: Filters) {
  const folders = useFolders(roomId, folderId)
  const documents = useDocuments(roomId, folderId, sort, filters)
  // Folders have nothing that a filter asks for.
  const filtered = isFiltered(filters)
  const moreFolders = !filtered && folders.hasNextPage
  const rows = useMemo(() => {
    const above = filtered ? [] : (folders.data?.pages ?? []).flatMap((page) => page.items.map(folderRow))
    if (moreFolders) return above
    return above.concat((documents.data?.pages ?? []).flatMap((page) => page.items.map(documentRow)))
  }, [folders.data, documents.data, moreFolders, filtered])

  const { fetchNextPage: fetchFolders, isFetchingNextPage: fetchingFolders } = folders
  const { fetchNextPage: fetchDocuments, isFetchingNextPage: fetchingDocuments, hasNextPage: moreDocuments } = documents
  const fetchMore = useCallback(() => {
    if (fetchingFolders || fetchingDocuments) return
    if (moreFolders) void fetchFolders()
    else if (moreDocuments) void fetchDocuments()
  }, [fetchingFolders, fetchingDocuments, moreFolders, moreDocuments, fetchFolders, fetchDocuments])

  return {
    rows,
    more: moreFolders || moreDocuments,
    pending: folders.isPending || documents.isPending,
    error: folders.isPending || documents.isPending || rows.length === 0 ? (folders.error ?? documents.error) : null,
    /** The next page could not be read; what is shown stays. */
    moreError: folders.isFetchNextPageError ? folders.error : documents.isFetchNextPageError ? documents.error : null,
    fetchMore,
    retry: () => {
      void folders.refetch()
      void documents.refetch()
    },
  }
}
