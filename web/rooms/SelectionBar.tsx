import { Button, Text, Tooltip } from '@mantine/core'
import { IconCopy, IconDownload, IconFolderSymlink, IconPencil, IconTrash, IconX } from '@tabler/icons-react'
import { linkTo } from '../api.ts'
import { downloadTogether } from '../archives/ArchiveDialog.tsx'
import type { Row } from '../documents/rows.ts'
import { count } from '../frame/format.ts'
import classes from './rooms.module.css'

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
  const can = (act: 'move' | 'copy' | 'trash') =>
    rows.filter((row) => (row.kind === 'folder' ? row.folder : row.document).abilities[act])
  const only = rows.length === 1 ? rows[0] : undefined
  const renamable =
    only && (only.kind === 'folder' ? only.folder.abilities.rename : only.document.abilities.rename) ? only : undefined
  const lonely = only?.kind === 'document' ? only.document : undefined
  const why = lonely && !lonely.abilities.download ? 'Not yours to download, or not yet through the virus check.' : null
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
          onClick={() => why === null && download(rows)}
        >
          {lonely ? 'Download' : 'Download as a zip'}
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

/** One document as it is, all else as one zip. */
function download(rows: readonly Row[]): void {
  const [first] = rows
  if (rows.length === 1 && first?.kind === 'document') {
    window.location.assign(linkTo(`/documents/${first.id}/content`))
    return
  }
  const idsOf = (kind: Row['kind']) => rows.flatMap((row) => (row.kind === kind ? [row.id] : []))
  downloadTogether({ folderIds: idsOf('folder'), documentIds: idsOf('document') })
}
