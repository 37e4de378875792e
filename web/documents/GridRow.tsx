import { IconDots, IconFile, IconFolderFilled } from '@tabler/icons-react'
import { memo } from 'react'
import { SensitivityChip } from '../access/SensitivityChip.tsx'
import { formatDate, formatExact, formatSize } from '../frame/format.ts'
import classes from './documents.module.css'
import { FileName } from './FileName.tsx'
import { nameOf, type Row } from './rows.ts'
import { RowState } from './RowState.tsx'

interface Props {
  row: Row
  index: number
  start: number
  height: number
  active: boolean
  selected: boolean
  shown: boolean
  dropTarget: boolean
  /** Changes once a minute, so that dates do not grow old. */
  minute: number
}

/**
 * One line of the table. Plain elements without handlers of their own, since dozens of them come and go while one
 * scrolls: the table listens for all of them (see `data-act`). Only the row takes the focus; what is in it is for the
 * mouse and the finger.
 */
export const GridRow = memo(function GridRow({
  row,
  index,
  start,
  height,
  active,
  selected,
  shown,
  dropTarget,
}: Props) {
  const name = nameOf(row)
  const { updatedAt, createdBy } = row.kind === 'folder' ? row.folder : row.document
  return (
    <div
      role="row"
      aria-label={name}
      aria-rowindex={index + 2}
      aria-selected={selected}
      tabIndex={active ? 0 : -1}
      className={classes['bodyRow']}
      style={{ height, transform: `translateY(${start}px)` }}
      data-row={row.id}
      data-kind={row.kind}
      data-shown={shown || undefined}
      data-drop={dropTarget || undefined}
    >
      <div role="gridcell" className={classes['select']} data-act="select">
        <input type="checkbox" tabIndex={-1} checked={selected} readOnly aria-label={`Select ${name}`} />
      </div>
      <div role="gridcell" className={`${classes['cell']} ${classes['nameCell']}`}>
        {row.kind === 'folder' ? (
          <a
            href={`/rooms/${row.folder.roomId}/folders/${row.id}`}
            tabIndex={-1}
            className={classes['name']}
            data-act="open"
            data-folder
            aria-label={name}
            draggable={false}
          >
            <IconFolderFilled size={20} aria-hidden />
            <FileName name={name} />
          </a>
        ) : (
          <button type="button" tabIndex={-1} className={classes['name']} data-act="open" aria-label={name}>
            <IconFile size={20} aria-hidden />
            <FileName name={name} />
          </button>
        )}
      </div>
      <div role="gridcell" className={`${classes['cell']} ${classes['state']}`}>
        {row.kind === 'document' && <RowState document={row.document} />}
      </div>
      <div role="gridcell" className={`${classes['cell']} ${classes['sensitivity']}`}>
        {row.kind === 'document' && <SensitivityChip level={row.document.sensitivity} />}
      </div>
      <div role="gridcell" className={`${classes['cell']} ${classes['size']}`}>
        {row.kind === 'document' && formatSize(row.document.version.size)}
      </div>
      <div role="gridcell" className={`${classes['cell']} ${classes['modified']}`}>
        <time dateTime={updatedAt} title={formatExact(updatedAt)}>
          {formatDate(updatedAt)}
        </time>
      </div>
      <div role="gridcell" className={`${classes['cell']} ${classes['by']}`}>
        {createdBy?.name ?? '—'}
      </div>
      <div role="gridcell" className={classes['more']}>
        <button
          type="button"
          tabIndex={-1}
          className={classes['dots']}
          data-act="menu"
          aria-label={`Actions for ${name}`}
        >
          <IconDots size={18} aria-hidden />
        </button>
      </div>
    </div>
  )
})
