import { ActionIcon, Checkbox } from '@mantine/core'
import { IconDots, IconFile, IconFolderFilled } from '@tabler/icons-react'
import { memo, useRef, type CSSProperties, type MouseEvent, type PointerEvent } from 'react'
import { Link } from 'react-router'
import { formatSize } from '../frame/format.ts'
import { When } from '../frame/When.tsx'
import classes from './documents.module.css'
import { FileName } from './FileName.tsx'
import { nameOf, type Row } from './rows.ts'
import { StateChip } from './StateChip.tsx'

export interface RowEvents {
  open(row: Row): void
  activate(row: Row): void
  select(row: Row, range: boolean): void
  menu(row: Row, at: { x: number; y: number }): void
}

interface Props {
  row: Row
  index: number
  style: CSSProperties
  active: boolean
  selected: boolean
  shown: boolean
  dropTarget: boolean
  events: RowEvents
}

const LONG_PRESS = 500

/** One line of the table. Only the row takes the focus; what is in it is for the mouse and the finger. */
export const GridRow = memo(function GridRow({
  row,
  index,
  style,
  active,
  selected,
  shown,
  dropTarget,
  events,
}: Props) {
  const name = nameOf(row)
  const holding = useLongPress(() => events.select(row, false))
  const click = (event: MouseEvent) => {
    if (event.shiftKey) return events.select(row, true)
    if (event.ctrlKey || event.metaKey) return events.select(row, false)
    events.activate(row)
  }
  return (
    <div
      role="row"
      aria-label={name}
      aria-rowindex={index + 2}
      aria-selected={selected}
      tabIndex={active ? 0 : -1}
      className={classes['bodyRow']}
      style={style}
      data-row={row.id}
      data-kind={row.kind}
      data-shown={shown || undefined}
      data-drop={dropTarget || undefined}
      onClick={click}
      onDoubleClick={() => events.open(row)}
      onContextMenu={(event) => {
        event.preventDefault()
        events.menu(row, { x: event.clientX, y: event.clientY })
      }}
      {...holding}
    >
      <div role="gridcell" className={classes['select']}>
        <Checkbox
          size="xs"
          tabIndex={-1}
          checked={selected}
          readOnly
          aria-label={`Select ${name}`}
          onClick={(event) => {
            event.stopPropagation()
            events.select(row, event.shiftKey)
          }}
        />
      </div>
      <div role="gridcell" className={`${classes['cell']} ${classes['nameCell']}`}>
        {row.kind === 'folder' ? (
          <Link
            to={`/rooms/${row.folder.roomId}/folders/${row.id}`}
            tabIndex={-1}
            className={classes['name']}
            data-kind="folder"
            aria-label={name}
            draggable={false}
          >
            <IconFolderFilled size={20} aria-hidden />
            <FileName name={name} />
          </Link>
        ) : (
          <button
            type="button"
            tabIndex={-1}
            className={classes['name']}
            data-kind="document"
            aria-label={name}
            onClick={(event) => {
              if (event.shiftKey || event.ctrlKey || event.metaKey) return
              event.stopPropagation()
              events.open(row)
            }}
          >
            <IconFile size={20} aria-hidden />
            <FileName name={name} />
          </button>
        )}
      </div>
      <div role="gridcell" className={`${classes['cell']} ${classes['state']}`}>
        {row.kind === 'document' && <StateChip version={row.document.version} />}
      </div>
      <div role="gridcell" className={`${classes['cell']} ${classes['size']}`}>
        {row.kind === 'document' && formatSize(row.document.version.size)}
      </div>
      <div role="gridcell" className={`${classes['cell']} ${classes['modified']}`}>
        <When date={row.kind === 'folder' ? row.folder.updatedAt : row.document.updatedAt} tooltip={false} />
      </div>
      <div role="gridcell" className={`${classes['cell']} ${classes['by']}`}>
        {(row.kind === 'folder' ? row.folder : row.document).createdBy?.name ?? '—'}
      </div>
      <div role="gridcell" className={classes['more']}>
        <ActionIcon
          tabIndex={-1}
          aria-label={`Actions for ${name}`}
          onClick={(event) => {
            event.stopPropagation()
            const box = event.currentTarget.getBoundingClientRect()
            events.menu(row, { x: box.right, y: box.bottom })
          }}
        >
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </div>
    </div>
  )
})

/** Selecting by holding a finger on a row. */
function useLongPress(act: () => void) {
  const timer = useRef(0)
  const stop = () => window.clearTimeout(timer.current)
  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.pointerType === 'touch') timer.current = window.setTimeout(act, LONG_PRESS)
    },
    onPointerUp: stop,
    onPointerMove: stop,
    onPointerCancel: stop,
  }
}
