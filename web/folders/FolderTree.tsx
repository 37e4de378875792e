import type { Folder } from '@muniment/core/folders/schema.ts'
import { Loader, Text } from '@mantine/core'
import { IconChevronRight, IconFolder, IconFolderOpen } from '@tabler/icons-react'
import { useEffect, useState, type KeyboardEvent } from 'react'
import { Link, useMatch, useNavigate } from 'react-router'
import { useRoom } from '../rooms/queries.ts'
import classes from './folders.module.css'
import { useFolder, useFolders } from './queries.ts'

/** The open room and its folders, read level by level as they are opened. */
export function FolderTree({ roomId, onGo }: { roomId: string; onGo?: () => void }) {
  const room = useRoom(roomId)
  const match = useMatch('/rooms/:roomId/folders/:folderId')
  const current = match?.params.folderId ?? null
  const folder = useFolder(current)
  const navigate = useNavigate()
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set())
  const path = folder.data?.path.map((one) => one.id).join('/') ?? ''

  // The way to the open folder is always visible.
  useEffect(() => {
    if (path !== '') setOpen((now) => new Set([...now, ...path.split('/')]))
  }, [path])

  // Let into a folder without its room: the tree begins with the outermost one that can be seen.
  const rootId = folder.data?.path[0]?.id ?? folder.data?.id ?? null
  const root = useFolder(room.data ? null : rootId)
  const name = room.data?.name ?? root.data?.name
  if (name === undefined) return null
  const toggle = (id: string, wanted?: boolean) =>
    setOpen((now) => {
      const next = new Set(now)
      if (wanted ?? !now.has(id)) next.add(id)
      else next.delete(id)
      return next
    })
  const go = (to: string) => {
    void navigate(to)
    onGo?.()
  }
  const branch = { roomId, level: 1, current, open, onToggle: toggle, onGo: go }
  return (
    <div className={classes['tree']}>
      <Link
        to={room.data ? `/rooms/${roomId}` : '/rooms'}
        className={classes['room']}
        aria-current={current === null ? 'page' : undefined}
        onClick={onGo}
      >
        <Text span truncate>
          {room.data?.name ?? 'Shared with me'}
        </Text>
      </Link>
      <ul
        role="tree"
        aria-label={`Folders of ${name}`}
        className={classes['branch']}
        onKeyDown={(event) => walk(event, toggle)}
      >
        {room.data ? (
          <Branch {...branch} parentId={null} />
        ) : (
          root.data && <Node {...branch} parentId={null} folder={root.data} first />
        )}
      </ul>
    </div>
  )
}

interface BranchProps {
  roomId: string
  parentId: string | null
  level: number
  current: string | null
  open: ReadonlySet<string>
  onToggle: (id: string, wanted?: boolean) => void
  onGo: (to: string) => void
}

function Branch(props: BranchProps) {
  const { roomId, parentId, level } = props
  const folders = useFolders(roomId, parentId)
  const items = folders.data?.pages.flatMap((page) => page.items) ?? []
  if (folders.isPending) {
    return (
      <li role="none" className="late">
        <Loader size={14} ml={level * 14 + 12} aria-label="Loading folders" />
      </li>
    )
  }
  return (
    <>
      {items.map((folder, at) => (
        <Node key={folder.id} {...props} folder={folder} first={level === 1 && at === 0} />
      ))}
      {folders.hasNextPage && (
        <li role="none">
          <button
            type="button"
            className={classes['more']}
            style={{ paddingInlineStart: level * 14 + 20 }}
            onClick={() => void folders.fetchNextPage()}
          >
            More folders…
          </button>
        </li>
      )}
    </>
  )
}

function Node({ folder, first, ...branch }: BranchProps & { folder: Folder; first: boolean }) {
  const { level, current, open, onToggle, onGo, roomId } = branch
  const expanded = open.has(folder.id)
  const selected = folder.id === current
  return (
    <li role="none">
      <div
        role="treeitem"
        aria-level={level}
        aria-expanded={expanded}
        aria-selected={selected}
        aria-owns={expanded ? `below-${folder.id}` : undefined}
        tabIndex={selected || (current === null && first) ? 0 : -1}
        data-folder={folder.id}
        className={classes['row']}
        style={{ paddingInlineStart: (level - 1) * 14 }}
        title={folder.name}
        onClick={() => onGo(`/rooms/${roomId}/folders/${folder.id}`)}
      >
        <span
          className={classes['twist']}
          data-expanded={expanded}
          onClick={(event) => {
            event.stopPropagation()
            onToggle(folder.id)
          }}
        >
          <IconChevronRight size={16} aria-hidden />
        </span>
        {selected ? <IconFolderOpen size={18} aria-hidden /> : <IconFolder size={18} aria-hidden />}
        <Text span truncate>
          {folder.name}
        </Text>
      </div>
      {expanded && (
        <ul role="group" id={`below-${folder.id}`} className={classes['branch']}>
          <Branch {...branch} parentId={folder.id} level={level + 1} />
        </ul>
      )}
    </li>
  )
}

/** Arrow keys of a tree: up and down through what is visible, right opens or goes in, left closes or goes out. */
function walk(event: KeyboardEvent<HTMLElement>, toggle: (id: string, wanted?: boolean) => void): void {
  const item = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[role=treeitem]') : null
  if (!item) return
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=treeitem]')]
  const at = items.indexOf(item)
  const focus = (target: HTMLElement | null | undefined) => {
    if (!target) return
    for (const one of items) one.tabIndex = one === target ? 0 : -1
    target.focus()
  }
  const expanded = item.getAttribute('aria-expanded') === 'true'
  const id = item.dataset['folder'] ?? ''
  const level = (element: HTMLElement | undefined) => Number(element?.getAttribute('aria-level') ?? 0)
  if (event.key === 'ArrowDown') focus(items[at + 1])
  else if (event.key === 'ArrowUp') focus(items[at - 1])
  else if (event.key === 'Home') focus(items[0])
  else if (event.key === 'End') focus(items.at(-1))
  else if (event.key === 'ArrowRight' && !expanded) toggle(id, true)
  else if (event.key === 'ArrowRight') focus(level(items[at + 1]) > level(item) ? items[at + 1] : null)
  else if (event.key === 'ArrowLeft' && expanded) toggle(id, false)
  else if (event.key === 'ArrowLeft') focus(items.slice(0, at).findLast((one) => level(one) < level(item)))
  else if (event.key === 'Enter' || event.key === ' ') item.click()
  else return
  event.preventDefault()
  event.stopPropagation()
}
