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
  const folder = useFolder(folderId)

  // Somebody may have been let into a folder and not into its room.
  const alone = isMissing(room.error) && folder.data?.roomId === roomId
  useEffect(() => {
    const following = follow(organization, roomId, alone && folderId !== null ? { folderId } : { roomId })
    return () => following.stop()
  }, [organization, roomId, alone, folderId])

  const error = alone ? null : (room.error ?? folder.error)
  const waiting = folderId !== null && isMissing(room.error) && folder.isPending
  const searching = useElsewhere(roomId, !waiting && isMissing(error))
  const data = room.data && (folderId === null || folder.data)
  if (error && !data && !waiting && !searching) {
    if (error instanceof ApiProblem && (error.status === 404 || error.status === 400)) return <NotFound />
    return (
      <div className={classes['page']}>
        <ErrorPanel
          title="This room could not be opened"
          error={error}
          retry={() => {
            void room.refetch()
            if (folderId !== null) void folder.refetch()
          }}
        />
      </div>
    )
  }
  // A link to a folder of another room shows nothing of either.
  if (folder.data && folder.data.roomId !== roomId) return <NotFound />
  const here = folderId === null ? null : folder.data
  const place = here ?? room.data
  // In a folder whose data is still to come, the room is not what was asked for.
  if (here === undefined || !place || !(room.data || alone)) return <RoomSkeleton />
  return <RoomFiles key={place.id} roomId={roomId} room={room.data ?? null} folder={here} place={place} />
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
