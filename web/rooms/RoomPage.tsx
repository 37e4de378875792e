import { Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useParams } from 'react-router'
import { api, ApiProblem } from '../api.ts'
import { useFolder } from '../folders/queries.ts'
import { ErrorPanel } from '../frame/ErrorPanel.tsx'
import classes from '../frame/frame.module.css'
import { NotFound } from '../frame/NotFound.tsx'
import { chooseOrganization, useMe } from '../session/session.ts'
import { follow } from '../uploads/useUploads.ts'
import { useRoom } from './queries.ts'
import { RoomFiles } from './RoomFiles.tsx'

/** A room, or a folder in it, by its address. */
export function RoomPage() {
  const { roomId = '', folderId = null } = useParams()
  const { organization } = useMe()
  const room = useRoom(roomId)
  const asked = useFolder(folderId)
  // What was read before the right to it ended is shown no longer.
  const folder = isMissing(asked.error) ? { ...asked, data: undefined } : asked
  const here = folderId === null ? null : folder.data

  // Somebody may have been let into a folder and not into its room.
  const alone = room.data === null && here?.roomId === roomId
  useEffect(() => {
    const following = follow(organization, roomId, alone && folderId !== null ? { folderId } : { roomId })
    return () => following.stop()
  }, [organization, roomId, alone, folderId])

  const missing = isMissing(folder.error) || (room.data === null && here === null)
  const searching = useElsewhere(roomId, missing)
  const place = here ?? room.data
  // A link to a folder of another room shows nothing of either.
  if ((missing && !searching) || (here && here.roomId !== roomId)) return <NotFound />
  if (place && here !== undefined && room.data !== undefined) {
    return <RoomFiles key={place.id} roomId={roomId} room={room.data} folder={here} place={place} />
  }
  const error = room.error ?? folder.error
  if (!error || searching) return <RoomSkeleton />
  if (error instanceof ApiProblem && error.status === 400) return <NotFound />
  return (
    <div className={classes['page']}>
      <ErrorPanel
        title="This room could not be opened"
        error={error}
        retry={() => {
          void room.refetch()
          if (folderId !== null) void asked.refetch()
        }}
      />
    </div>
  )
}

function isMissing(error: unknown): boolean {
  return error instanceof ApiProblem && error.status === 404
}

/** A link may lead to a room of another organization of the same person: that one is chosen then. */
function useElsewhere(roomId: string, missing: boolean): boolean {
  const { session, organization } = useMe()
  const others = session.memberships.map((one) => one.organization.id).filter((id) => id !== organization)
  const search = useQuery({
    queryKey: ['elsewhere', roomId, organization],
    queryFn: async () => {
      for (const other of others) {
        const found = await api(`/rooms/${roomId}`, { organization: other }).then(
          () => true,
          () => false,
        )
        if (found) return other
      }
      return null
    },
    enabled: missing && others.length > 0,
  })
  useEffect(() => {
    if (missing && search.data) chooseOrganization(search.data)
  }, [missing, search.data])
  return missing && others.length > 0 && (search.isPending || search.data !== null)
}

function RoomSkeleton() {
  return (
    <Stack className="late" p="lg" gap="sm" role="status" aria-label="Loading">
      <Skeleton h={16} w={220} />
      <Skeleton h={32} w={320} mb="md" />
      {Array.from({ length: 8 }, (_, at) => (
        <Skeleton key={at} h={32} />
      ))}
    </Stack>
  )
}
