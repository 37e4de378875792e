import { Menu } from '@mantine/core'
import {
  IconCopy,
  IconDownload,
  IconFileText,
  IconFolderOpen,
  IconFolderSymlink,
  IconInfoCircle,
  IconPencil,
  IconTrash,
  IconUpload,
  IconUsers,
} from '@tabler/icons-react'
import { linkTo } from '../api.ts'
import { downloadTogether } from '../archives/ArchiveDialog.tsx'
import { nameOf, type Row } from './rows.ts'

export interface MenuPlace {
  row: Row
  x: number
  y: number
}

interface Props {
  place: MenuPlace | null
  onClose: () => void
  onOpen: (row: Row) => void
  onRename: (row: Row) => void
  onDetails: (row: Row) => void
  onAccess: (row: Row) => void
  onNewVersion: (row: Row) => void
  onPlace: (how: 'move' | 'copy', row: Row) => void
  onDelete: (row: Row) => void
}

/** What can be done with a row, wherever its button or the pointer is. */
export function RowMenu(props: Props) {
  const { place, onClose, onOpen, onRename, onDetails, onAccess, onNewVersion, onPlace, onDelete } = props
  if (!place) return null
  const { row, x, y } = place
  // What hangs on something outside the window is not shown, and on a phone the button of a row ends where the window does.
  const [left, top] = [Math.min(x, window.innerWidth - 2), Math.min(y, window.innerHeight - 2)]
  const { rename, share, move, copy, trash } = row.kind === 'folder' ? row.folder.abilities : row.document.abilities
  return (
    <Menu opened onClose={onClose} position="bottom-start" width={220} returnFocus={false} withinPortal>
      <Menu.Target>
        <button
          type="button"
          tabIndex={-1}
          aria-label={`Actions for ${nameOf(row)}, open`}
          style={{ position: 'fixed', left, top, width: 1, height: 1, padding: 0, border: 0, opacity: 0 }}
        />
      </Menu.Target>
      <Menu.Dropdown aria-label={`Actions for ${nameOf(row)}`}>
        {row.kind === 'folder' ? (
          <>
            <Menu.Item leftSection={<IconFolderOpen size={16} aria-hidden />} onClick={() => onOpen(row)}>
              Open
            </Menu.Item>
            <Menu.Item
              leftSection={<IconDownload size={16} aria-hidden />}
              onClick={() => downloadTogether({ folderIds: [row.id] })}
            >
              Download as a zip
            </Menu.Item>
          </>
        ) : (
          <>
            <Menu.Item leftSection={<IconFileText size={16} aria-hidden />} onClick={() => onOpen(row)}>
              Open
            </Menu.Item>
            {row.document.abilities.download && (
              <Menu.Item
                component="a"
                href={linkTo(`/documents/${row.id}/content`)}
                download
                leftSection={<IconDownload size={16} aria-hidden />}
              >
                Download
              </Menu.Item>
            )}
            <Menu.Item leftSection={<IconInfoCircle size={16} aria-hidden />} onClick={() => onDetails(row)}>
              Details
            </Menu.Item>
            {row.document.abilities.addVersion && (
              <Menu.Item leftSection={<IconUpload size={16} aria-hidden />} onClick={() => onNewVersion(row)}>
                Upload new version
              </Menu.Item>
            )}
          </>
        )}
        <Menu.Item leftSection={<IconUsers size={16} aria-hidden />} onClick={() => onAccess(row)}>
          {share ? 'Share' : 'Access'}
        </Menu.Item>
        {rename && (
          <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => onRename(row)}>
            Rename
          </Menu.Item>
        )}
        {move && (
          <Menu.Item leftSection={<IconFolderSymlink size={16} aria-hidden />} onClick={() => onPlace('move', row)}>
            Move…
          </Menu.Item>
        )}
        {copy && (
          <Menu.Item leftSection={<IconCopy size={16} aria-hidden />} onClick={() => onPlace('copy', row)}>
            Copy…
          </Menu.Item>
        )}
        {trash && (
          <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => onDelete(row)}>
            Delete
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
