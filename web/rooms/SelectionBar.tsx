import { Button, Text, Tooltip } from '@mantine/core'
import { IconCopy, IconDownload, IconFolderSymlink, IconPencil, IconTrash, IconX } from '@tabler/icons-react'
import { linkTo } from '../api.ts'
import type { Row } from '../documents/rows.ts'
import { count } from '../frame/format.ts'
import classes from './rooms.module.css'

/** Browsers ask or refuse when a page starts many downloads at once. */
const AT_ONCE = 20

interface Props {
  rows: readonly Row[]
  more: boolean
  onClear: () => void
  onRename: (row: Row) => void
  onPlace: (how: 'move' | 'copy', rows: readonly Row[]) => void
  onDelete: (rows: readonly Row[]) => void
}

/** What can be done with the selected rows. */
export function SelectionBar({ rows, more, onClear, onRename, onPlace, onDelete }: Props) {
  const downloadable = rows.flatMap((row) =>
    row.kind === 'document' && row.document.abilities.download ? [row.id] : [],
  )
  const can = (act: 'move' | 'copy' | 'trash') =>
    rows.filter((row) => (row.kind === 'folder' ? row.folder : row.document).abilities[act])
  const only = rows.length === 1 ? rows[0] : undefined
  const renamable =
    only && (only.kind === 'folder' ? only.folder.abilities.rename : only.document.abilities.rename) ? only : undefined
  const why =
    downloadable.length === 0
      ? 'None of the selected can be downloaded: folders, or not yet through the virus check.'
      : downloadable.length > AT_ONCE
        ? `Select up to ${AT_ONCE} documents to download them at once.`
        : null
  return (
    <div className={classes['selection']} role="toolbar" aria-label="Selected rows">
      <Text fw={600}>
        {count(rows.length, 'row')} selected
        {more && (
          <Text span c="dimmed" fw={400}>
            {' '}
            of those loaded
          </Text>
        )}
      </Text>
      <Tooltip label={why} disabled={why === null}>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          {...(why === null ? {} : { 'data-disabled': true, 'aria-disabled': true, 'aria-description': why })}
          onClick={() => why === null && void download(downloadable)}
        >
          {downloadable.length > 1 ? `Download ${downloadable.length}` : 'Download'}
        </Button>
      </Tooltip>
      {renamable && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPencil size={16} aria-hidden />}
          onClick={() => onRename(renamable)}
        >
          Rename
        </Button>
      )}
      {can('move').length > 0 && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconFolderSymlink size={16} aria-hidden />}
          onClick={() => onPlace('move', can('move'))}
        >
          Move
        </Button>
      )}
      {can('copy').length > 0 && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconCopy size={16} aria-hidden />}
          onClick={() => onPlace('copy', can('copy'))}
        >
          Copy
        </Button>
      )}
      {can('trash').length > 0 && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={() => onDelete(can('trash'))}
        >
          Delete
        </Button>
      )}
      <Button size="xs" variant="subtle" leftSection={<IconX size={16} aria-hidden />} onClick={onClear}>
        Clear selection
      </Button>
    </div>
  )
}

async function download(ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const link = document.createElement('a')
    link.href = linkTo(`/documents/${id}/content`)
    link.download = ''
    link.click()
    await new Promise((resolve) => setTimeout(resolve, 400))
  }
}
