import type { Document } from '@muniment/core/documents/schema.ts'
import { ActionIcon, Button, Drawer, Skeleton, Text } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconChevronLeft, IconChevronRight, IconInfoCircle } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { Link, useNavigate, useParams, useSearchParams } from 'react-router'
import { SensitivityChip } from '../access/SensitivityChip.tsx'
import { ApiProblem } from '../api.ts'
import { useFolder } from '../folders/queries.ts'
import { ErrorPanel } from '../frame/ErrorPanel.tsx'
import { NotFound } from '../frame/NotFound.tsx'
import { PageTitle } from '../frame/Page.tsx'
import { useShortcuts } from '../frame/shortcuts.ts'
import { useStore } from '../frame/store.ts'
import { usePreview } from '../previews/queries.ts'
import { Thumbnails } from '../previews/Thumbnails.tsx'
import { Viewer } from '../previews/Viewer.tsx'
import { useRoom } from '../rooms/queries.ts'
import { useMe } from '../session/session.ts'
import { follow } from '../uploads/useUploads.ts'
import { DocumentDetails } from './DocumentDetails.tsx'
import { OldVersion } from './OldVersion.tsx'
import classes from './page.module.css'
import { useDocument } from './queries.ts'
import { RenameDialog } from './RenameDialog.tsx'
import type { Row } from './rows.ts'
import { placeIn, trail } from './trail.ts'

/** One document by its own address: also for who was let into it and into nothing around it. */
export function DocumentPage() {
  const { documentId = '' } = useParams()
  const { organization } = useMe()
  const document = useDocument(documentId)
  const roomId = document.data?.roomId
  useEffect(() => {
    if (roomId === undefined) return undefined
    const following = follow(organization, roomId, { documentId })
    return () => following.stop()
  }, [organization, roomId, documentId])

  const { error } = document
  if (error instanceof ApiProblem && (error.status === 404 || error.status === 400)) return <NotFound />
  if (document.data) return <Opened key={documentId} document={document.data} />
  return (
    <div className={classes['waiting']}>
      {error ? (
        <ErrorPanel title="This document could not be opened" error={error} retry={() => void document.refetch()} />
      ) : (
        <Skeleton className="late" h="100%" role="status" aria-label="Loading" />
      )}
    </div>
  )
}

function Opened({ document }: { document: Document }) {
  const [parameters, setParameters] = useSearchParams()
  const [page, setPage] = useState(1)
  const [renaming, setRenaming] = useState<Row | null>(null)
  const wide = useMediaQuery('(min-width: 62em)', true, { getInitialValueInEffect: false })
  const phone = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false })
  // Beside the preview there is room for them; over it they are asked for.
  const [details, setDetails] = useState(wide || parameters.has('tab'))
  const versionId = parameters.get('version')
  const preview = usePreview(document.id, versionId)
  // Another version begins at its first page, and is not hidden behind the list that it was chosen from.
  const [viewed, setViewed] = useState(versionId)
  if (viewed !== versionId) {
    setViewed(versionId)
    setPage(1)
    if (!wide) setDetails(false)
  }
  const change = (name: string, value: string | null) =>
    setParameters(
      (now) => {
        const next = new URLSearchParams(now)
        if (value === null) next.delete(name)
        else next.set(name, value)
        return next
      },
      { replace: true },
    )
  const showTab = (tab: string) => {
    change('tab', tab === 'details' ? null : tab)
    setDetails(true)
  }

  useShortcuts([
    { keys: 'i', label: 'Details', group: 'Document', run: () => setDetails((open) => !open) },
    { keys: ']', label: 'Show or hide details', group: 'Document', run: () => setDetails((open) => !open) },
    { keys: 'v', label: 'Versions', group: 'Document', run: () => showTab('versions') },
    { keys: 'a', label: 'Access', group: 'Document', run: () => showTab('access') },
  ])

  const drawn = preview.data?.kind === 'pages' || preview.data?.kind === 'picture'
  const panel = (
    <>
      {phone && preview.data && drawn && preview.data.made > 1 && (
        <Thumbnails
          preview={preview.data}
          page={page}
          flat
          onPage={(to) => {
            setPage(to)
            setDetails(false)
          }}
        />
      )}
      <DocumentDetails
        documentId={document.id}
        tab={parameters.get('tab') ?? 'details'}
        onTab={showTab}
        onClose={null}
        onRename={(one) => setRenaming({ kind: 'document', id: one.id, document: one })}
        titled
      />
    </>
  )
  return (
    <div className={classes['document']}>
      <header className={classes['header']}>
        <div className={classes['heading']}>
          <Around roomId={document.roomId} folderId={document.folderId} />
          <PageTitle title={document.name}>
            <bdi>{document.name}</bdi>
          </PageTitle>
          <div className={classes['facts']}>
            <span>v{document.version.number}</span>
            <SensitivityChip level={document.sensitivity} />
            {document.version.state === 'available' && !document.abilities.download && (
              <span>View only: download isn’t allowed here</span>
            )}
          </div>
        </div>
        <Neighbours documentId={document.id} />
        <Button
          variant="default"
          leftSection={<IconInfoCircle size={18} aria-hidden />}
          aria-expanded={details}
          title="Details (i)"
          onClick={() => setDetails((open) => !open)}
        >
          Details
        </Button>
      </header>
      {versionId !== null && versionId !== document.version.id && (
        <OldVersion
          key={versionId}
          document={document}
          versionId={versionId}
          onCurrent={() => change('version', null)}
        />
      )}
      <div className={classes['body']}>
        {preview.data ? (
          <Viewer document={document} preview={preview.data} narrow={phone} page={page} onPage={setPage} />
        ) : preview.isError ? (
          <div className={classes['waiting']}>
            <ErrorPanel
              title="The preview could not be read"
              error={preview.error}
              retry={() => void preview.refetch()}
            />
          </div>
        ) : (
          <div className={classes['waiting']}>
            <Skeleton className="late" h="100%" role="status" aria-label="Loading preview" />
          </div>
        )}
        {wide && details && (
          <aside className={classes['aside']} aria-label="Details" data-details>
            {panel}
          </aside>
        )}
      </div>
      {!wide && (
        <Drawer
          opened={details}
          onClose={() => setDetails(false)}
          position={phone ? 'bottom' : 'right'}
          size={phone ? '85%' : 400}
          title="Details"
        >
          {panel}
        </Drawer>
      )}
      <RenameDialog row={renaming} onClose={() => setRenaming(null)} />
    </div>
  )
}

/** The next and the one before in the list that one came from. */
function Neighbours({ documentId }: { documentId: string }) {
  const place = placeIn(useStore(trail), documentId)
  const navigate = useNavigate()
  // In the place of this one, so that Back leads to the list.
  const go = (id: string | null | undefined) => {
    if (id) void navigate(`/documents/${id}`, { replace: true })
  }
  useShortcuts(
    place
      ? [
          { keys: 'j', label: 'Next document', group: 'Document', run: () => go(place.after) },
          { keys: 'k', label: 'Previous document', group: 'Document', run: () => go(place.before) },
        ]
      : [],
  )
  if (!place) return null
  return (
    <div className={classes['neighbours']}>
      <ActionIcon
        aria-label="Previous document"
        title="Previous document (k)"
        disabled={place.before === null}
        onClick={() => go(place.before)}
      >
        <IconChevronLeft size={20} aria-hidden />
      </ActionIcon>
      <Text size="sm">
        {place.number} / {place.count}
      </Text>
      <ActionIcon
        aria-label="Next document"
        title="Next document (j)"
        disabled={place.after === null}
        onClick={() => go(place.after)}
      >
        <IconChevronRight size={20} aria-hidden />
      </ActionIcon>
    </div>
  )
}

/** The way to where it lies, as far as one may go there. */
function Around({ roomId, folderId }: { roomId: string; folderId: string | null }) {
  const room = useRoom(roomId)
  const folder = useFolder(folderId)
  const list = useStore(trail)
  const here = folder.data ? `/rooms/${roomId}/folders/${folder.data.id}` : `/rooms/${roomId}`
  // The list as it was left, with its order and filters.
  const asLeft = (to: string) => (list !== null && list.address.split('?')[0] === to ? list.address : to)
  const way = [
    room.data ? { to: '/rooms', name: 'Rooms' } : { to: '/rooms', name: 'Shared with me' },
    ...(room.data ? [{ to: `/rooms/${roomId}`, name: room.data.name }] : []),
    ...(folder.data ? [{ to: here, name: folder.data.name }] : []),
  ]
  return (
    <nav aria-label="Breadcrumb" className={classes['around']}>
      {way.map(({ to, name }, at) => (
        <span key={to}>
          {at > 0 && <span aria-hidden>/ </span>}
          <Link to={asLeft(to)} state={{ up: true }}>
            <bdi>{name}</bdi>
          </Link>
        </span>
      ))}
    </nav>
  )
}
