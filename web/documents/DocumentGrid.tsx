import { Button, Loader, Text } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { rowSelectionFeature, tableFeatures, useTable, type RowSelectionState } from '@tanstack/react-table'
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useLayoutEffect, useReducer, useRef, useState, type KeyboardEvent } from 'react'
import { usePreferences } from '../frame/preferences.ts'
import { useShortcuts } from '../frame/shortcuts.ts'
import { useStore } from '../frame/store.ts'
import { useMinute } from '../frame/When.tsx'
import { uploads } from '../uploads/useUploads.ts'
import classes from './documents.module.css'
import { gridAction } from './gridKeys.ts'
import { columns, GridHead } from './GridHead.tsx'
import { useGridPointer } from './gridPointer.ts'
import { GridRow } from './GridRow.tsx'
import type { Sort } from './queries.ts'
import type { Row } from './rows.ts'

const features = tableFeatures({ rowSelectionFeature })

const tableColumns = columns.map(({ id }) => ({ id }))

interface Props {
  label: string
  rows: Row[]
  /** Whether more can be read at the end. */
  more: boolean
  moreError: Error | null
  onMore: () => void
  sort: Sort
  onSort: (by: Sort['by']) => void
  selection: RowSelectionState
  onSelection: (next: RowSelectionState) => void
  shownId: string | null
  dropTarget: string | null
  /** Where the list was when one left it. */
  restore: { scroll: number; active: string | null } | undefined
  onLeave: (state: { scroll: number; active: string | null }) => void
  onOpen: (row: Row) => void
  onActivate: (row: Row) => void
  onRename: (row: Row) => void
  onDelete: (row: Row) => void
  onDetails: (row: Row) => void
  onParent: () => void
  onMenu: (row: Row, at: { x: number; y: number }) => void
}

/** The table of a folder: thousands of rows, of which only those in sight are drawn. */
export function DocumentGrid(props: Props) {
  const { rows, more, onMore, selection, onSelection, sort } = props
  const { density, shortcuts } = usePreferences()
  const narrow = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false })
  const panelOpen = useStore(uploads.panelOpen)
  const height = narrow ? 56 : density === 'compact' ? 32 : 40
  const body = useRef<HTMLDivElement>(null)
  const [activeId, setActiveId] = useState<string | null>(props.restore?.active ?? null)
  const [anchor, setAnchor] = useState<string | null>(null)
  const focusWanted = useRef(false)
  const [, draw] = useReducer((count: number) => count + 1, 0)
  const minute = useMinute()

  const table = useTable({
    features,
    columns: tableColumns,
    data: rows,
    getRowId: (row: Row) => row.id,
    state: { rowSelection: selection },
    onRowSelectionChange: (next) => onSelection(typeof next === 'function' ? next(selection) : next),
  })
  const found = activeId === null ? -1 : rows.findIndex((row) => row.id === activeId)
  // A row that went away gives its place to the one that moved up.
  const lastActive = useRef(0)
  const active = Math.max(0, found === -1 ? Math.min(lastActive.current, rows.length - 1) : found)
  lastActive.current = active

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => body.current,
    estimateSize: () => height,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 10,
    // A frame may be late by one; scrolling stays smooth on slow machines.
    useFlushSync: false,
    initialOffset: props.restore?.scroll ?? 0,
    // What floats over the foot of the page must not cover the last row for good.
    paddingEnd: (more ? height : 0) + (panelOpen ? 360 : narrow ? 96 : 24),
    // The active row is always there, so that the focus cannot fall out of the page.
    rangeExtractor: (range) => {
      const indexes = defaultRangeExtractor(range)
      return active < rows.length && !indexes.includes(active)
        ? [...indexes, active].toSorted((a, b) => a - b)
        : indexes
    },
  })
  useLayoutEffect(() => virtual.measure(), [height, virtual])

  const items = virtual.getVirtualItems()
  const lastShown = items.findLast((item) => item.index !== active || item.index === rows.length - 1)?.index ?? 0
  useEffect(() => {
    if (more && !props.moreError && lastShown >= rows.length - 60) onMore()
  }, [more, props.moreError, lastShown, rows.length, onMore])

  const { onLeave } = props
  const leaving = useRef({ scroll: 0, active: activeId })
  leaving.current = { scroll: virtual.scrollOffset ?? 0, active: rows[active]?.id ?? null }
  useEffect(() => () => onLeave(leaving.current), [onLeave])

  const focusRow = useCallback(
    (index: number) => {
      const row = rows[index]
      if (!row) return
      focusWanted.current = true
      setActiveId(row.id)
      // Also when it is the active one already.
      draw()
      virtual.scrollToIndex(index)
    },
    [rows, virtual],
  )
  // After each drawing: the wanted row may have come into being only now.
  useEffect(() => {
    if (!focusWanted.current) return
    const element = body.current?.querySelector<HTMLElement>('[role=row][tabindex="0"]')
    if (element?.dataset['row'] !== activeId) return
    focusWanted.current = false
    element?.focus({ preventScroll: true })
  })
  // A row that goes away takes the focus with it, and nobody is told: the row in its place gets it.
  const holder = useRef<string | null>(null)
  useEffect(() => {
    const held = holder.current
    if (held === null || rows.some(({ id }) => id === held)) return
    holder.current = null
    if (document.activeElement === document.body) focusRow(active)
  }, [rows, active, focusRow])
  useShortcuts([
    { keys: 'ArrowDown', label: 'Go to the table', group: 'Table', run: () => focusRow(active) },
    { keys: 'j', label: 'Next row', group: 'Table', run: () => focusRow(active) },
    ...LISTED,
  ])

  const selectTo = (index: number) => {
    const from = Math.max(
      0,
      rows.findIndex((row) => row.id === (anchor ?? rows[active]?.id)),
    )
    const [low, high] = from < index ? [from, index] : [index, from]
    onSelection(Object.fromEntries(rows.slice(low, high + 1).map((row) => [row.id, true])))
  }
  const toggle = (row: Row) => {
    setAnchor(row.id)
    table.getRow(row.id, true).toggleSelected()
  }

  const press = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((body.current?.clientHeight ?? height) / height) - 1)
    const action = gridAction(event, { active, count: rows.length, page, letters: shortcuts })
    const row = rows[active]
    if (!action || !row || event.nativeEvent.isComposing) return
    if (action.kind === 'clear' && Object.keys(selection).length === 0) return
    event.preventDefault()
    event.stopPropagation()
    if (action.kind === 'move') {
      if (action.range) {
        setAnchor((now) => now ?? row.id)
        selectTo(action.to)
      } else setAnchor(null)
      focusRow(action.to)
      const next = rows[action.to]
      if (next && props.shownId !== null) props.onActivate(next)
    } else if (action.kind === 'open') props.onOpen(row)
    else if (action.kind === 'select') toggle(row)
    else if (action.kind === 'selectAll') onSelection(Object.fromEntries(rows.map((one) => [one.id, true])))
    else if (action.kind === 'clear') onSelection({})
    else if (action.kind === 'rename') props.onRename(row)
    else if (action.kind === 'delete') props.onDelete(row)
    else if (action.kind === 'details') props.onDetails(row)
    else if (action.kind === 'parent') props.onParent()
    else {
      const box = body.current?.querySelector(`[data-row="${row.id}"]`)?.getBoundingClientRect()
      props.onMenu(row, { x: (box?.left ?? 0) + 60, y: box?.bottom ?? 0 })
    }
  }

  const pointer = useGridPointer((id) => rows.find((row) => row.id === id), {
    open: (row) => {
      setActiveId(row.id)
      props.onOpen(row)
    },
    activate: (row) => {
      setActiveId(row.id)
      props.onActivate(row)
    },
    select: (row, range) => {
      setActiveId(row.id)
      if (range) selectTo(rows.indexOf(row))
      else toggle(row)
    },
    menu: (row, at) => {
      setActiveId(row.id)
      props.onMenu(row, at)
    },
  })

  const selectAll = useRef(() => {})
  selectAll.current = () => table.toggleAllRowsSelected()
  const [onSelectAll] = useState(() => () => selectAll.current())
  const chosen = Object.keys(selection).length
  return (
    <div className={classes['grid']}>
      <div
        role="grid"
        aria-label={props.label}
        aria-multiselectable
        aria-rowcount={more ? -1 : rows.length + 1}
        aria-colcount={columns.length + 2}
        className={classes['table']}
        onKeyDown={press}
        onFocus={({ target }) => (holder.current = target.closest<HTMLElement>('[data-row]')?.dataset['row'] ?? null)}
        onBlur={() => (holder.current = null)}
      >
        <GridHead
          sort={sort}
          onSort={props.onSort}
          selected={chosen === 0 ? 'none' : chosen < rows.length ? 'some' : 'all'}
          onSelectAll={onSelectAll}
        />
        <div role="rowgroup" ref={body} className={classes['body']} {...pointer}>
          <div role="presentation" className={classes['canvas']} style={{ height: virtual.getTotalSize() }}>
            {items.map(({ index, start }) => {
              const row = rows[index]
              return (
                row && (
                  <GridRow
                    key={row.id}
                    row={row}
                    index={index}
                    start={start}
                    height={height}
                    active={index === active}
                    selected={selection[row.id] === true}
                    shown={row.id === props.shownId}
                    dropTarget={row.id === props.dropTarget}
                    minute={minute}
                  />
                )
              )
            })}
          </div>
        </div>
      </div>
      {/* Only for who waits at the end of what is there; the next rows mostly come before that. */}
      {more && (props.moreError !== null || lastShown >= rows.length - 2) && (
        <More error={props.moreError} onMore={onMore} />
      )}
    </div>
  )
}

function More({ error, onMore }: { error: Error | null; onMore: () => void }) {
  if (!error) {
    return (
      <div role="status" aria-label="Loading more rows" className={`${classes['tail']} late`}>
        <Loader size="xs" />
      </div>
    )
  }
  return (
    <Text p="xs" role="alert">
      The next rows could not be read.{' '}
      <Button size="compact-sm" variant="default" onClick={onMore}>
        Retry
      </Button>
    </Text>
  )
}

const listed = (keys: string, label: string) => ({ keys, label, group: 'Table', run: () => {}, listed: true })
const LISTED = [
  listed('ArrowUp', 'Row above (also k)'),
  listed('Enter', 'Open'),
  listed(' ', 'Select or unselect'),
  listed('shift+ArrowDown', 'Select a range'),
  listed('mod+a', 'Select all'),
  listed('i', 'Show or hide details'),
  listed('F2', 'Rename'),
  listed('Delete', 'Delete'),
  listed('alt+ArrowUp', 'To the folder above'),
  listed('shift+F10', 'Actions of the row'),
]

/** Rows by id, for actions on what is selected. */
export function selectedRows(rows: readonly Row[], selection: RowSelectionState): Row[] {
  return rows.filter((row) => selection[row.id])
}
