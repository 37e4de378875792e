import type { SeenPlace, SeenThing } from '@muniment/core/access/viewAs.ts'
import { Alert, Button, EmptyState, Skeleton, Stack, Text } from '@mantine/core'
import { IconEye, IconFile, IconFolderFilled } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { api, ApiProblem } from '../api.ts'
import { useFolder } from '../folders/queries.ts'
import { ErrorPanel } from '../frame/ErrorPanel.tsx'
import { formatSize } from '../frame/format.ts'
import { NotFound } from '../frame/NotFound.tsx'
import { Page } from '../frame/Page.tsx'
import { When } from '../frame/When.tsx'
import { useRoom } from '../rooms/queries.ts'
import { useMe } from '../session/session.ts'
import classes from './access.module.css'
import { accessKey } from './queries.ts'
import { accessAddress, LEVEL_WORDS, viewAsAddress } from './words.ts'

/** A room or folder as another member sees it: to be looked at, and nothing else. */
export function ViewAs() {
  const { roomId = '', folderId = null, memberId = '' } = useParams()
  const { organization } = useMe()
  const room = useRoom(roomId)
  const folder = useFolder(folderId)
  const place = folderId === null ? { kind: 'room' as const, id: roomId } : { kind: 'folder' as const, id: folderId }
  const seen = useInfiniteQuery({
    queryKey: [...accessKey(organization), 'seen-by', memberId, place.id],
    queryFn: ({ pageParam, signal }) =>
      api<SeenPlace>(`/${place.kind}s/${place.id}/seen-by/${memberId}`, {
        query: { cursor: pageParam, limit: 100 },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  })
  const first = seen.data?.pages[0]
  if (seen.error instanceof ApiProblem && [400, 404].includes(seen.error.status)) return <NotFound />
  const name = (folderId === null ? room.data?.name : folder.data?.name) ?? 'This place'
  const person = first?.member.name ?? 'somebody else'
  const items = seen.data?.pages.flatMap((page) => page.items) ?? []
  const above = [...(room.data ? [{ id: null, name: room.data.name }] : []), ...(folder.data?.path ?? [])]
  return (
    <Page title={`${name}, as ${person} sees it`} heading={name}>
      <Alert
        role="status"
        icon={<IconEye size={20} aria-hidden />}
        className={classes['asBanner'] ?? ''}
        title={`You see this as ${person} does`}
      >
        <Text mb={8}>
          {first && `${LEVEL_WORDS[first.access]} here. `}Nothing can be opened or changed, and what you don’t see
          yourself is left out.
        </Text>
        <Button component={Link} to={accessAddress(place, roomId)} size="xs" variant="default">
          Exit
        </Button>
      </Alert>
      {folderId !== null && (
        <nav aria-label="Path" className={classes['asPath']}>
          {above.map((one) => (
            <span key={one.id ?? 'room'}>
              <Link to={viewAsAddress(roomId, one.id, memberId)} className={classes['source']}>
                <bdi>{one.name}</bdi>
              </Link>
              {' / '}
            </span>
          ))}
          <bdi>{name}</bdi>
        </nav>
      )}
      {seen.isError && items.length === 0 ? (
        <ErrorPanel title="This could not be read" error={seen.error} retry={() => void seen.refetch()} />
      ) : seen.isPending ? (
        <Stack className="late" gap={8} role="status" aria-label="Loading">
          {Array.from({ length: 6 }, (_, at) => (
            <Skeleton key={at} h={40} />
          ))}
        </Stack>
      ) : items.length === 0 ? (
        <EmptyState
          icon={<IconEye size={40} aria-hidden />}
          title={`${person} sees nothing here`}
          description="Exit, and choose “Check a person…” under Access to read why."
        />
      ) : (
        <>
          {first?.access === 'none' && (
            <Text c="dimmed" mb="xs">
              {person} doesn’t see the room itself, only these parts of it:
            </Text>
          )}
          <ul className={classes['shared']} aria-label={`What ${person} sees here`}>
            {items.map((thing) => (
              <li key={thing.id}>
                <Line thing={thing} to={viewAsAddress(roomId, thing.id, memberId)} />
              </li>
            ))}
          </ul>
        </>
      )}
      {seen.hasNextPage && (
        <Button mt="sm" variant="default" loading={seen.isFetchingNextPage} onClick={() => void seen.fetchNextPage()}>
          Show more
        </Button>
      )}
    </Page>
  )
}

function Line({ thing, to }: { thing: SeenThing; to: string }) {
  const told = (
    <>
      <Text span fw={600} flex="1 1 160px" miw={0}>
        <bdi>{thing.name}</bdi>
      </Text>
      {thing.size !== null && <Text span>{formatSize(thing.size)}</Text>}
      {thing.updatedAt !== null && (
        <Text span c="dimmed" visibleFrom="sm">
          <When date={thing.updatedAt} />
        </Text>
      )}
      <Text span c="dimmed" className={classes['asLevel'] ?? ''}>
        {LEVEL_WORDS[thing.access]}
      </Text>
    </>
  )
  if (thing.kind === 'document') {
    return (
      <div className={classes['sharedLink']}>
        <IconFile size={20} aria-hidden className={classes['icon']} />
        {told}
      </div>
    )
  }
  return (
    <Link to={to} className={classes['sharedLink']}>
      <IconFolderFilled size={20} aria-hidden className={classes['icon']} />
      {told}
    </Link>
  )
}
