import type { BulkCount, BulkSourceInput } from '@muniment/core/bulk/schema.ts'
import { useQuery } from '@tanstack/react-query'
import type { RowSelectionState } from '@tanstack/react-table'
import { useCallback, useMemo, useState } from 'react'
import { api } from '../api.ts'
import { selectedRows } from '../documents/DocumentGrid.tsx'
import { focusTable } from '../documents/focusTable.ts'
import type { Row } from '../documents/rows.ts'
import type { Chosen } from '../organize/chosen.ts'
import { useMe } from '../session/session.ts'

/** Which rows are selected; and whether with them all that is not loaded yet. */
export function useSelection(rows: readonly Row[], more: boolean, source: BulkSourceInput) {
  const { organization } = useMe()
  const [selection, setSelection] = useState<RowSelectionState>({})
  const [everything, setEverything] = useState(false)
  const chosen = everything ? rows : selectedRows(rows, selection)
  // Nobody is asked for a number that nobody looks at.
  const whole = more && chosen.length > 0 && chosen.length === rows.length
  const counted = useQuery({
    // Counted anew when the list has changed.
    queryKey: [organization, 'bulkCount', JSON.stringify(source), rows.length],
    queryFn: ({ signal }) => api<BulkCount>('/bulk/count', { method: 'POST', body: source, signal }),
    enabled: whole || everything,
    staleTime: 0,
  })
  const total = everything ? (counted.data?.total ?? chosen.length) : chosen.length
  const select = useCallback((next: RowSelectionState) => {
    setSelection(next)
    setEverything(false)
  }, [])
  return {
    selection: useMemo<RowSelectionState>(
      () => (everything ? Object.fromEntries(rows.map(({ id }) => [id, true] as const)) : selection),
      [everything, rows, selection],
    ),
    select,
    clear: useCallback(() => {
      select({})
      // The buttons for what was selected go, and one of them may have had the focus.
      focusTable()
    }, [select]),
    selectEverything: () => setEverything(true),
    /** All that there is, where more than is loaded could be selected. */
    offer: whole && !everything ? (counted.data ?? null) : null,
    chosen: { rows: chosen, source: everything ? source : null, total } satisfies Chosen,
  }
}
