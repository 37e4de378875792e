import type { RowSelectionState } from '@tanstack/react-table'
import { useCallback, useState } from 'react'
import { useLocation, useNavigationType } from 'react-router'
import { SORTS } from '../documents/patch.ts'
import type { Sort } from '../documents/queries.ts'

interface Left {
  scroll: number
  active: string | null
}

/** Where each folder was left, so that going back shows the same rows. */
const left = new Map<string, Left>()

/** Back, and up from a folder, return to the rows one came from; going somewhere anew starts at the top. */
export function useRestore(key: string) {
  const type = useNavigationType()
  const { state } = useLocation()
  const returning = type === 'POP' || (typeof state === 'object' && state !== null && 'up' in state)
  const [first] = useState(() => (returning ? left.get(key) : undefined))
  const keep = useCallback((now: Left) => void left.set(key, now), [key])
  return { state: first, keep }
}

/** The order in the address; by name where there is none. */
export function readSort(parameters: URLSearchParams): Sort {
  const by = parameters.get('sort')
  return {
    by: SORTS.find((one) => one === by) ?? 'name',
    direction: parameters.get('direction') === 'desc' ? 'desc' : 'asc',
  }
}

/** A second click turns the order round; newest and largest come first at the first. */
export function sortParameters(by: Sort['by'], now: Sort): Record<string, string | null> {
  const direction =
    by === now.by ? (now.direction === 'asc' ? 'desc' : 'asc') : by === 'name' || by === 'author' ? 'asc' : 'desc'
  return { sort: by === 'name' ? null : by, direction: direction === 'asc' ? null : 'desc' }
}

export function toggled(selection: RowSelectionState, id: string): RowSelectionState {
  const { [id]: selected, ...others } = selection
  return selected ? others : { ...selection, [id]: true }
}
