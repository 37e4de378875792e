import type { Activity as Act } from '@muniment/core/events/activity.ts'
import type { Page } from '@muniment/core/page.ts'
import { Button, Skeleton, Stack, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { api } from '../api.ts'
import { ErrorPanel } from '../frame/ErrorPanel.tsx'
import { When } from '../frame/When.tsx'
import { useMe } from '../session/session.ts'

const words: Record<string, string> = {
  'rooms.created': 'made the room',
  'rooms.updated': 'changed the room',
  'rooms.archived': 'archived the room',
  'rooms.unarchived': 'opened the room again',
  'access.changed': 'changed who has access to',
  'access.viewed_as': 'looked, as somebody else sees it, at',
  'folders.created': 'made the folder',
  'folders.updated': 'renamed the folder',
  'folders.moved': 'moved',
  'folders.left': 'moved away',
  'folders.trashed': 'deleted',
  'folders.restored': 'restored',
  'documents.uploaded': 'uploaded',
  'documents.renamed': 'renamed',
  'documents.classified': 'changed the sensitivity of',
  'documents.scanned': 'checked for viruses',
  'documents.viewed': 'looked at',
  'documents.downloaded': 'downloaded',
  'documents.denied': 'tried to download, and was refused,',
  'documents.refused': 'was refused',
  'documents.moved': 'moved',
  'documents.left': 'moved away',
  'documents.trashed': 'deleted',
  'documents.restored': 'restored',
  'documents.copied': 'made, by copying,',
  'documents.taken': 'copied',
}

function nameOf({ subject, data }: Act): string {
  if (subject?.name) return subject.name
  return typeof data['name'] === 'string' ? data['name'] : subject?.kind === 'document' ? 'a document' : 'a folder'
}

/** What happened, newest first: to a document, or in a room. */
export function Activity({ kind, id, named }: { kind: 'room' | 'document'; id: string; named: boolean }) {
  const { organization, membership } = useMe()
  const activity = useInfiniteQuery({
    queryKey: [organization, 'activity', id],
    queryFn: ({ pageParam, signal }) =>
      api<Page<Act>>(`/${kind}s/${id}/activity`, { query: { cursor: pageParam, limit: 50 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    staleTime: 0,
  })
  if (activity.isError && !activity.data) {
    return <ErrorPanel error={activity.error} retry={() => void activity.refetch()} />
  }
  if (!activity.data) return <Skeleton className="late" h={160} />
  const items = activity.data.pages.flatMap((page) => page.items)
  const who = (act: Act) =>
    act.system !== null ? 'Muniment' : act.actor?.id === membership?.id ? 'You' : (act.actor?.name ?? 'Somebody')
  if (items.length === 0) return <Text c="dimmed">Nothing that you did, or may know of, is recorded here yet.</Text>
  return (
    <Stack gap="sm" component="ol" m={0} p={0} style={{ listStyle: 'none' }} aria-label="Activity, newest first">
      {items.map((act) => (
        <li key={act.position}>
          <Text style={{ overflowWrap: 'anywhere' }}>
            <b>{who(act)}</b> {words[act.type] ?? act.type}{' '}
            {named && act.subject?.kind !== 'room' ? <bdi>{nameOf(act)}</bdi> : named ? '' : 'this'}
          </Text>
          <Text size="xs" c="dimmed">
            <When date={act.at} />
          </Text>
        </li>
      ))}
      {activity.hasNextPage && (
        <Button variant="default" loading={activity.isFetchingNextPage} onClick={() => void activity.fetchNextPage()}>
          Show earlier
        </Button>
      )}
    </Stack>
  )
}
