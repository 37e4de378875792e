import { useEffect, useState } from 'react'
import { Link, useParams, useSearchParams } from 'react-router'
import { ApiProblem } from '../api.ts'
import frame from '../frame/frame.module.css'
import { NotFound } from '../frame/NotFound.tsx'
import { PageTitle } from '../frame/Page.tsx'
import { useFolder } from '../folders/queries.ts'
import { useRoom } from '../rooms/queries.ts'
import { useMe } from '../session/session.ts'
import { follow } from '../uploads/useUploads.ts'
import { DocumentDetails } from './DocumentDetails.tsx'
import classes from './documents.module.css'
import { useDocument } from './queries.ts'
import { RenameDialog } from './RenameDialog.tsx'
import type { Row } from './rows.ts'

/** One document by its own address: also for who was let into it and into nothing around it. */
export function DocumentPage() {
  const { documentId = '' } = useParams()
  const { organization } = useMe()
  const [parameters, setParameters] = useSearchParams()
  const [renaming, setRenaming] = useState<Row | null>(null)
  const document = useDocument(documentId)
  const roomId = document.data?.roomId
  useEffect(() => {
    if (roomId === undefined) return undefined
    const following = follow(organization, roomId, { documentId })
    return () => following.stop()
  }, [organization, roomId, documentId])

  const { error } = document
  if (error instanceof ApiProblem && (error.status === 404 || error.status === 400)) return <NotFound />
  return (
    <div className={frame['page']}>
      {document.data && (
        <>
          <Around roomId={document.data.roomId} folderId={document.data.folderId} />
          <PageTitle title={document.data.name}>
            <bdi>{document.data.name}</bdi>
          </PageTitle>
        </>
      )}
      <div className={classes['alone']}>
        <DocumentDetails
          documentId={documentId}
          tab={parameters.get('tab') ?? 'details'}
          onTab={(tab) => setParameters(tab === 'details' ? {} : { tab }, { replace: true })}
          onClose={null}
          onRename={(one) => setRenaming({ kind: 'document', id: one.id, document: one })}
          titled
        />
      </div>
      <RenameDialog row={renaming} onClose={() => setRenaming(null)} />
    </div>
  )
}

/** The way to where it lies, as far as one may go there. */
function Around({ roomId, folderId }: { roomId: string; folderId: string | null }) {
  const room = useRoom(roomId)
  const folder = useFolder(folderId)
  const way = [
    room.data ? { to: '/rooms', name: 'Rooms' } : { to: '/rooms', name: 'Shared with me' },
    ...(room.data ? [{ to: `/rooms/${roomId}`, name: room.data.name }] : []),
    ...(folder.data ? [{ to: `/rooms/${roomId}/folders/${folder.data.id}`, name: folder.data.name }] : []),
  ]
  return (
    <nav aria-label="Breadcrumb" className={classes['around']}>
      {way.map(({ to, name }, at) => (
        <span key={to}>
          {at > 0 && <span aria-hidden>/ </span>}
          <Link to={to}>
            <bdi>{name}</bdi>
          </Link>
        </span>
      ))}
    </nav>
  )
}
