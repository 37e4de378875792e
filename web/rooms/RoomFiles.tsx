import type { Document } from '@muniment/core/documents/schema.ts'
import { Drawer } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconCloudUpload } from '@tabler/icons-react'
import { useCallback, useMemo, useRef, useState } from 'react'
import { useLocation, useNavigate, useSearchParams } from 'react-router'
import { AccessDrawer } from '../access/AccessDrawer.tsx'
import { DocumentDetails } from '../documents/DocumentDetails.tsx'
import { DocumentGrid } from '../documents/DocumentGrid.tsx'
import { RenameDialog } from '../documents/RenameDialog.tsx'
import { RowMenu, type MenuPlace } from '../documents/RowMenu.tsx'
import { FILTERS, filterQuery, isFiltered, readFilters } from '../documents/filters.ts'
import { addVersion, NewVersionDialog } from '../documents/NewVersionDialog.tsx'
import { nameOf, useRows, type Row } from '../documents/rows.ts'
import { trail } from '../documents/trail.ts'
import { NewFolderDialog } from '../folders/NewFolderDialog.tsx'
import { announce } from '../frame/announce.tsx'
import { ErrorPanel } from '../frame/ErrorPanel.tsx'
import { useShortcuts } from '../frame/shortcuts.ts'
import { chosenRows, type Chosen } from '../organize/chosen.ts'
import { PlaceDialog, type Placing } from '../organize/PlaceDialog.tsx'
import { TagDialog } from '../organize/TagDialog.tsx'
import { useDelete } from '../organize/useDelete.tsx'
import { useMe } from '../session/session.ts'
import { decideClashes } from '../uploads/ClashDialog.tsx'
import type { Dropped } from '../uploads/entries.ts'
import { OthersUploads } from '../uploads/OthersUploads.tsx'
import { sendTo } from '../uploads/sendTo.ts'
import { FilterBar } from './FilterBar.tsx'
import { readSort, sortParameters, toggled, useRestore } from './listState.ts'
import { Pickers } from './Pickers.tsx'
import { accessThing, addressAbove, takesFiles, type Place } from './place.ts'
import { RoomBar } from './RoomBar.tsx'
import { RoomDialog } from './RoomDialog.tsx'
import { EmptyPlace, NothingMatches, RowsSkeleton } from './RoomStates.tsx'
import classes from './rooms.module.css'
import { SelectionBar } from './SelectionBar.tsx'
import { useDropArea } from './useDropArea.ts'
import { useSelection } from './useSelection.ts'

/** What a place holds, and everything that can be done there. */
export function RoomFiles(props: Place) {
  const { roomId, room, folder, place } = props
  const { session, organization, membership } = useMe()
  const navigate = useNavigate()
  const { pathname, search } = useLocation()
  const [parameters, setParameters] = useSearchParams()
  const wide = useMediaQuery('(min-width: 62em)', true, { getInitialValueInEffect: false })
  const phone = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false })
  const sort = readSort(parameters)
  const shownId = parameters.get('item')
  const folderId = folder?.id ?? null
  const filters = readFilters(parameters)
  const list = useRows(roomId, folderId, sort, filters)
  const filtered = isFiltered(filters)
  const { selection, select, clear, chosen, ...selected } = useSelection(list.rows, list.more, {
    roomId,
    folderId,
    ...(filtered && { matching: filterQuery(filters, membership?.id ?? '') }),
  })
  const [dialog, setDialog] = useState<'folder' | 'room' | null>(null)
  const [versionOf, setVersionOf] = useState<Document | null>(null)
  const [renaming, setRenaming] = useState<Row | null>(null)
  const [placing, setPlacing] = useState<Placing | null>(null)
  const [tagging, setTagging] = useState<Chosen | null>(null)
  const remove = useDelete(clear)
  const put = (how: Placing['how'], what: Chosen) => setPlacing({ how, chosen: what, from: { roomId, folderId } })
  const [menu, setMenu] = useState<MenuPlace | null>(null)
  const [sendError, setSendError] = useState<unknown>(null)
  const picker = useRef<HTMLInputElement>(null)
  const folderPicker = useRef<HTMLInputElement>(null)
  const restore = useRestore(place.id)

  const change = useCallback(
    (values: Record<string, string | null>, replace = false) =>
      setParameters(
        (now) => {
          const next = new URLSearchParams(now)
          for (const [name, value] of Object.entries(values)) {
            if (value === null) next.delete(name)
            else next.set(name, value)
          }
          return next
        },
        { replace },
      ),
    [setParameters],
  )
  const show = (id: string | null) => change({ item: id, ...(id === null ? { tab: null } : {}) }, shownId !== null)

  const open = (row: Row) => {
    if (row.kind === 'folder') void navigate(`/rooms/${roomId}/folders/${row.id}`)
    else {
      const ids = list.rows.flatMap((one) => (one.kind === 'document' ? [one.id] : []))
      trail.set({ address: `${pathname}${search}`, ids })
      void navigate(`/documents/${row.id}`)
    }
  }
  const up = () => {
    void navigate(addressAbove(props), { state: { up: true } })
  }
  const activate = (row: Row) => {
    if (phone) {
      if (Object.keys(selection).length > 0) select(toggled(selection, row.id))
      else open(row)
    } else if (shownId !== null && row.kind === 'document') show(row.id)
  }

  const send = (dropped: Dropped, rowId: string | null) => {
    const into = list.rows.find((row) => row.id === rowId)
    const [only] = dropped.files
    if (into?.kind === 'document' && dropped.files.length === 1 && only?.path.length === 0) {
      addVersion(organization, into.document, only.file, session.limits.uploadBytes)
      return
    }
    const target =
      into?.kind === 'folder' ? { folderId: into.id, place: into.folder.name } : { folderId, place: place.name }
    setSendError(null)
    sendTo({ organization, roomId, ...target }, dropped, session.limits.uploadBytes, decideClashes).catch(
      (error: unknown) => setSendError(error),
    )
  }
  const targets = useMemo(() => new Set(list.rows.flatMap((row) => (takesFiles(row) ? [row.id] : []))), [list.rows])
  const { upload, createFolder } = place.abilities
  const { over, area } = useDropArea(upload || targets.size > 0, (id) => targets.has(id), send)
  const overRow = list.rows.find((row) => row.id === over?.rowId)
  const dropName = overRow ? nameOf(overRow) : place.name

  useShortcuts([
    ...(upload ? [{ keys: 'u', label: 'Upload files', group: 'Room', run: () => picker.current?.click() }] : []),
    ...(createFolder ? [{ keys: 'n', label: 'New folder', group: 'Room', run: () => setDialog('folder') }] : []),
    { keys: 'alt+ArrowUp', label: 'To the folder above', group: 'Room', run: up },
    ...(shownId === null
      ? []
      : [
          { keys: ']', label: 'Close details', group: 'Room', run: () => show(null) },
          { keys: 'Escape', label: 'Close details', group: 'Room', run: () => show(null) },
        ]),
  ])

  const rename = (row: Row) => {
    const allowed = row.kind === 'folder' ? row.folder.abilities.rename : row.document.abilities.rename
    if (allowed) setRenaming(row)
  }
  const renameDocument = (document: Document) => setRenaming({ kind: 'document', id: document.id, document })
  const details = shownId !== null && (
    <DocumentDetails
      key={shownId}
      documentId={shownId}
      tab={parameters.get('tab') ?? 'details'}
      onTab={(tab) => change({ tab: tab === 'details' ? null : tab }, true)}
      onClose={wide ? () => show(null) : null}
      onRename={renameDocument}
    />
  )

  return (
    <div className={classes['room']}>
      <div className={classes['files']} {...area}>
        <RoomBar
          {...props}
          onUpload={() => picker.current?.click()}
          onUploadFolder={() => folderPicker.current?.click()}
          onNewFolder={() => setDialog('folder')}
          onSettings={() => setDialog('room')}
          onAccess={() => change({ access: place.id })}
        />
        <FilterBar roomId={roomId} parameters={parameters} change={change} />
        <OthersUploads roomId={roomId} folderId={folderId} />
        {chosen.rows.length > 0 && (
          <SelectionBar
            chosen={chosen}
            offer={selected.offer}
            filtered={filtered}
            onEverything={selected.selectEverything}
            onClear={clear}
            onRename={rename}
            onPlace={put}
            onTag={setTagging}
            onDelete={remove}
          />
        )}
        {sendError !== null && (
          <div className={classes['notice']}>
            <ErrorPanel title="This upload could not be begun" error={sendError} />
          </div>
        )}
        {list.pending ? (
          <RowsSkeleton />
        ) : list.error ? (
          <div className={classes['notice']}>
            <ErrorPanel title="This list could not be read" error={list.error} retry={list.retry} />
          </div>
        ) : list.rows.length === 0 && filtered ? (
          <NothingMatches onClear={() => change(Object.fromEntries(FILTERS.map((name) => [name, null])), true)} />
        ) : list.rows.length === 0 ? (
          <EmptyPlace place={place.name} upload={upload} onUpload={() => picker.current?.click()} />
        ) : (
          <DocumentGrid
            label={`Documents in ${place.name}`}
            rows={list.rows}
            more={list.more}
            moreError={list.moreError}
            onMore={list.fetchMore}
            sort={sort}
            onSort={(by) => change(sortParameters(by, sort), true)}
            selection={selection}
            onSelection={select}
            shownId={shownId}
            dropTarget={over?.rowId ?? null}
            restore={restore.state}
            onLeave={restore.keep}
            onOpen={open}
            onActivate={activate}
            onRename={rename}
            onDelete={(row) => remove(selection[row.id] ? chosen : chosenRows([row]))}
            onDetails={(row) => row.kind === 'document' && show(shownId === row.id ? null : row.id)}
            onParent={up}
            onMenu={(row, at) => setMenu({ row, ...at })}
          />
        )}
        {over && (upload || over.rowId !== null) && (
          <div className={classes['drop']} data-row={over.rowId === null ? undefined : ''} aria-hidden>
            <span className={classes['dropLabel']}>
              <IconCloudUpload size={20} />
              {overRow?.kind === 'document' ? 'Upload as new version of' : 'Upload to'} <b>{dropName}</b>
            </span>
          </div>
        )}
        <Pickers place={place.name} files={picker} folder={folderPicker} onPick={(files) => send(files, null)} />
      </div>
      {wide && details && (
        <aside className={classes['aside']} aria-label="Details" data-details>
          {details}
        </aside>
      )}
      {!wide && (
        <Drawer
          opened={shownId !== null}
          onClose={() => show(null)}
          position={phone ? 'bottom' : 'right'}
          size={phone ? '85%' : 400}
          title="Details"
        >
          {details}
        </Drawer>
      )}
      <NewFolderDialog
        opened={dialog === 'folder'}
        onClose={() => setDialog(null)}
        roomId={roomId}
        parentId={folderId}
        place={place.name}
        onCreated={() => {}}
      />
      {room && <RoomDialog opened={dialog === 'room'} onClose={() => setDialog(null)} room={room} />}
      <AccessDrawer
        thing={accessThing(parameters.get('access'), props, list.rows)}
        roomId={roomId}
        onClose={() => change({ access: null }, true)}
      />
      <NewVersionDialog document={versionOf} onClose={() => setVersionOf(null)} />
      <PlaceDialog placing={placing} onClose={() => setPlacing(null)} onDone={clear} />
      <TagDialog chosen={tagging} roomId={roomId} onClose={() => setTagging(null)} onDone={clear} />
      <RenameDialog row={renaming} onClose={() => setRenaming(null)} />
      <RowMenu
        place={menu}
        onClose={() => {
          setMenu(null)
          document.querySelector<HTMLElement>(`[data-row="${menu?.row.id}"]`)?.focus()
        }}
        onOpen={open}
        onRename={rename}
        onPlace={(how, row) => put(how, chosenRows([row]))}
        onDelete={(row) => remove(chosenRows([row]))}
        onDetails={(row) => {
          if (row.kind !== 'document') return
          show(row.id)
          announce(`Details of ${row.document.name}`)
        }}
        onNewVersion={(row) => row.kind === 'document' && setVersionOf(row.document)}
        onAccess={(row) => change(row.kind === 'folder' ? { access: row.id } : { item: row.id, tab: 'access' })}
      />
    </div>
  )
}
