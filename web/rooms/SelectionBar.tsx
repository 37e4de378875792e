import type { BulkCount } from '@muniment/core/bulk/schema.ts'
import { Button, Text, Tooltip } from '@mantine/core'
import {
  IconCopy,
  IconDownload,
  IconFolderSymlink,
  IconPencil,
  IconTag,
  IconTrash,
  IconX,
  type Icon,
} from '@tabler/icons-react'
import { linkTo } from '../api.ts'
import { downloadTogether } from '../archives/ArchiveDialog.tsx'
import type { Row } from '../documents/rows.ts'
import { count, figure } from '../frame/format.ts'
import { chosenRows, onlyRow, type Chosen } from '../organize/chosen.ts'
import classes from './rooms.module.css'

interface Props {
  chosen: Chosen
  /** All that there is here, where only what is loaded is selected. */
  offer: BulkCount | null
  filtered: boolean
  onEverything: () => void
  onClear: () => void
  onRename: (row: Row) => void
  onPlace: (how: 'move' | 'copy', chosen: Chosen) => void
  onTag: (chosen: Chosen) => void
  onDelete: (chosen: Chosen) => void
}

/** What can be done with the selected rows. */
export function SelectionBar(props: Props) {
  const { chosen, offer, filtered, onEverything, onClear, onRename, onPlace, onTag, onDelete } = props
  const { rows, source, total } = chosen
  const where = filtered ? 'that match' : 'here'
  /** Those of them that it can be done to. What is not loaded is judged when its turn comes. */
  const able = (act: 'move' | 'copy' | 'trash' | 'edit'): Chosen | null => {
    const fit = rows.filter((row) =>
      row.kind === 'folder' ? act !== 'edit' && row.folder.abilities[act] : row.document.abilities[act],
    )
    if (fit.length === 0) return null
    return source === null ? chosenRows(fit) : chosen
  }
  const only = onlyRow(chosen)
  const renamable =
    only && (only.kind === 'folder' ? only.folder.abilities.rename : only.document.abilities.rename) ? only : undefined
  const [move, copy, tag, trash] = [able('move'), able('copy'), able('edit'), able('trash')]
  return (
    <div className={classes['selection']} role="toolbar" aria-label="Selected rows">
      <Text fw={600} role="status">
        {source === null ? `${count(total, 'row')} selected` : `All ${figure(total)} ${where} selected`}
      </Text>
      {offer && !offer.more && (
        <Button size="xs" variant="light" onClick={onEverything}>
          Select all {figure(offer.total)} {where}
        </Button>
      )}
      {offer?.more && <Text c="dimmed">of more than can be selected at once</Text>}
      <div className={classes['acts']}>
        {!(source && filtered) && <Download chosen={chosen} />}
        {renamable && <Act icon={IconPencil} label="Rename" onClick={() => onRename(renamable)} />}
        {move && <Act icon={IconFolderSymlink} label="Move" onClick={() => onPlace('move', move)} />}
        {copy && <Act icon={IconCopy} label="Copy" onClick={() => onPlace('copy', copy)} />}
        {tag && <Act icon={IconTag} label="Tag" onClick={() => onTag(tag)} />}
        {trash && <Act icon={IconTrash} label="Delete" onClick={() => onDelete(trash)} />}
      </div>
      <Button
        size="xs"
        variant="subtle"
        className={classes['clear'] ?? ''}
        leftSection={<IconX size={16} aria-hidden />}
        onClick={onClear}
      >
        Clear selection
      </Button>
    </div>
  )
}

function Act({ icon: Picture, label, onClick }: { icon: Icon; label: string; onClick: () => void }) {
  return (
    <Button size="xs" variant="default" leftSection={<Picture size={16} aria-hidden />} onClick={onClick}>
      {label}
    </Button>
  )
}

/** One document as it is, all else as one zip. */
function Download({ chosen }: { chosen: Chosen }) {
  const only = onlyRow(chosen)
  const lonely = only?.kind === 'document' ? only.document : undefined
  const why = lonely && !lonely.abilities.download ? 'Not yours to download, or not yet through the virus check.' : null
  const download = () => {
    const { rows, source } = chosen
    const idsOf = (kind: Row['kind']) => rows.flatMap((row) => (row.kind === kind ? [row.id] : []))
    if (lonely) window.location.assign(linkTo(`/documents/${lonely.id}/content`))
    else if (source === null) downloadTogether({ folderIds: idsOf('folder'), documentIds: idsOf('document') })
    else downloadTogether(source.folderId ? { folderIds: [source.folderId] } : { roomId: source.roomId })
  }
  return (
    <Tooltip label={why} disabled={why === null}>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconDownload size={16} aria-hidden />}
        {...(why === null ? {} : { 'data-disabled': true, 'aria-disabled': true, 'aria-description': why })}
        onClick={() => why === null && download()}
      >
        {lonely ? 'Download' : 'Download as a zip'}
      </Button>
    </Tooltip>
  )
}
