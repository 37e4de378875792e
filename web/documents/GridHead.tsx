import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { VisuallyHidden } from '@mantine/core'
import { memo } from 'react'
import classes from './documents.module.css'
import type { Sort } from './queries.ts'

/** The columns; folders stay in front of documents in every order. */
export const columns = [
  { id: 'name', header: 'Name', sort: 'name' },
  { id: 'state', header: 'State' },
  { id: 'sensitivity', header: 'Sensitivity' },
  { id: 'size', header: 'Size', sort: 'size' },
  { id: 'modified', header: 'Modified', sort: 'updatedAt' },
  { id: 'by', header: 'By', sort: 'author' },
] as const

interface Props {
  sort: Sort
  onSort: (by: Sort['by']) => void
  selected: 'none' | 'some' | 'all'
  onSelectAll: () => void
}

export const GridHead = memo(function GridHead({ sort, onSort, selected, onSelectAll }: Props) {
  return (
    <div role="rowgroup">
      <div role="row" aria-rowindex={1} className={classes['headRow']}>
        <div role="columnheader" className={classes['select']}>
          <input
            type="checkbox"
            aria-label="Select all"
            checked={selected === 'all'}
            ref={(input) => {
              if (input) input.indeterminate = selected === 'some'
            }}
            onChange={onSelectAll}
          />
        </div>
        {columns.map((column) => {
          const by = 'sort' in column ? column.sort : null
          const mine = by !== null && by === sort.by
          return (
            <div
              key={column.id}
              role="columnheader"
              className={`${classes['head']} ${classes[`${column.id}Head`] ?? ''}`}
              aria-sort={mine ? (sort.direction === 'asc' ? 'ascending' : 'descending') : undefined}
            >
              {by === null ? (
                column.header
              ) : (
                <button
                  type="button"
                  className={classes['sort']}
                  data-active={mine || undefined}
                  onClick={() => onSort(by)}
                >
                  {column.header}
                  {mine && sort.direction === 'asc' && <IconArrowUp size={14} aria-hidden />}
                  {mine && sort.direction === 'desc' && <IconArrowDown size={14} aria-hidden />}
                </button>
              )}
            </div>
          )
        })}
        <div role="columnheader" className={classes['head']}>
          <VisuallyHidden>Actions</VisuallyHidden>
        </div>
      </div>
    </div>
  )
})
