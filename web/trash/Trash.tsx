import type { Page as PageOf } from '@muniment/core/page.ts'
import type { RestoreRequest, TrashedThing } from '@muniment/core/trash/schema.ts'
import { Button, EmptyState, Group, Modal, Skeleton, Stack, Table, Text, TextInput } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconArrowBackUp, IconFile, IconFolder, IconTrash, IconTrashX } from '@tabler/icons-react'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../api.ts'
import { announce } from '../frame/announce.tsx'
import { ErrorPanel, FormError } from '../frame/ErrorPanel.tsx'
import { FormButtons } from '../frame/FormButtons.tsx'
import { count } from '../frame/format.ts'
import { Page } from '../frame/Page.tsx'
import { useMinute, When } from '../frame/When.tsx'
import { notify } from '../organize/notices.ts'
import { PlacePicker } from '../organize/PlacePicker.tsx'
import { refreshPlaces } from '../organize/refresh.ts'
import { useMe } from '../session/session.ts'
import { Retention } from './Retention.tsx'
import classes from './trash.module.css'

/** What was deleted and one may bring back. */
export function Trash() {
  const { organization, can } = useMe()
  const [placing, setPlacing] = useState<TrashedThing | null>(null)
  const [purging, setPurging] = useState<TrashedThing | null>(null)
  const trash = useInfiniteQuery({
    queryKey: [organization, 'trash'],
    queryFn: ({ pageParam, signal }) =>
      api<PageOf<TrashedThing>>('/trash', { query: { cursor: pageParam, limit: 100 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    staleTime: 0,
  })
  const items = trash.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Page title="Trash">
      {trash.isPending ? (
        <Stack className="late" gap={8} role="status" aria-label="Loading">
          {Array.from({ length: 6 }, (_, at) => (
            <Skeleton key={at} h={40} />
          ))}
        </Stack>
      ) : trash.isError && items.length === 0 ? (
        <ErrorPanel title="The trash could not be read" error={trash.error} retry={() => void trash.refetch()} />
      ) : items.length === 0 ? (
        <EmptyState
          py="xl"
          icon={<IconTrash size={32} aria-hidden />}
          title="Nothing in the trash"
          description="What you delete, and what is deleted where you manage, can be brought back from here for a while."
        />
      ) : (
        <List items={items} onPlace={setPlacing} onPurge={setPurging} />
      )}
      {trash.hasNextPage && (
        <Group justify="center" mt="md">
          <Button variant="default" loading={trash.isFetchingNextPage} onClick={() => void trash.fetchNextPage()}>
            Show more
          </Button>
        </Group>
      )}
      {can('organization.manage') && <Retention />}
      <Modal opened={placing !== null} onClose={() => setPlacing(null)} title={`Restore ${placing?.name ?? ''}`}>
        {placing && <Elsewhere thing={placing} onClose={() => setPlacing(null)} />}
      </Modal>
      <Modal opened={purging !== null} onClose={() => setPurging(null)} title="Delete for good">
        {purging && <Purge thing={purging} onClose={() => setPurging(null)} />}
      </Modal>
    </Page>
  )
}

interface ListProps {
  items: readonly TrashedThing[]
  onPlace: (thing: TrashedThing) => void
  onPurge: (thing: TrashedThing) => void
}

function List(props: ListProps) {
  const narrow = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false })
  if (narrow) {
    return (
      <Stack component="ul" gap={0} m={0} p={0} className={classes['list'] ?? ''} aria-label="Trash">
        {props.items.map((thing) => (
          <li key={thing.id} className={classes['card']}>
            <Name thing={thing} />
            <Text size="xs" c="dimmed">
              <Place thing={thing} /> · {thing.trashedBy ? `${thing.trashedBy.name} · ` : ''}
              <When date={thing.trashedAt} inside />
            </Text>
            <Text size="xs" c="dimmed">
              Deleted for good <Leaves at={thing.leavesAt} />
            </Text>
            <Actions thing={thing} {...props} />
          </li>
        ))}
      </Stack>
    )
  }
  return (
    <Table aria-label="Trash" verticalSpacing={8}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Name</Table.Th>
          <Table.Th>Was in</Table.Th>
          <Table.Th>Deleted</Table.Th>
          <Table.Th>Deleted for good</Table.Th>
          <Table.Th aria-label="Actions" />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {props.items.map((thing) => (
          <Table.Tr key={thing.id}>
            <Table.Td>
              <Name thing={thing} />
            </Table.Td>
            <Table.Td>
              <Place thing={thing} />
            </Table.Td>
            <Table.Td className={classes['line']}>
              <When date={thing.trashedAt} />
              {thing.trashedBy && <Text size="xs" c="dimmed" truncate maw={180}>{`by ${thing.trashedBy.name}`}</Text>}
            </Table.Td>
            <Table.Td className={classes['line']}>
              <Leaves at={thing.leavesAt} />
            </Table.Td>
            <Table.Td>
              <Actions thing={thing} {...props} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

function Name({ thing }: { thing: TrashedThing }) {
  const Icon = thing.kind === 'folder' ? IconFolder : IconFile
  return (
    <Group gap={8} wrap="nowrap" align="flex-start">
      <Icon size={20} aria-label={thing.kind === 'folder' ? 'Folder' : 'Document'} style={{ flexShrink: 0 }} />
      <div style={{ overflowWrap: 'anywhere' }}>
        <bdi>{thing.name}</bdi>
        {thing.kind === 'folder' && thing.documents > 0 && (
          <Text size="xs" c="dimmed">
            with {thing.documents >= 1000 ? '1,000+ documents' : count(thing.documents, 'document')}
          </Text>
        )}
      </div>
    </Group>
  )
}

function Place({ thing }: { thing: TrashedThing }) {
  if (!thing.room) return <span>Shared with you</span>
  return (
    <span style={{ overflowWrap: 'anywhere' }}>
      <bdi>{[thing.room.name, ...thing.path].join(' / ')}</bdi>
      {thing.placeGone && ' (in the trash too)'}
    </span>
  )
}

function Leaves({ at }: { at: string }) {
  useMinute()
  const days = Math.ceil((new Date(at).getTime() - Date.now()) / 86_400_000)
  return <>{days <= 0 ? 'any moment' : `in ${count(days, 'day')}`}</>
}

function useRestore(thing: TrashedThing, onDone: () => void) {
  const { organization } = useMe()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (request: Partial<RestoreRequest>) =>
      api(`/trash/${thing.id}/restore`, { method: 'POST', body: request }),
    onSuccess: () => {
      notify({ id: thing.id, tone: 'done', text: `${thing.name} is back.` })
      announce(`${thing.name} restored`)
      onDone()
    },
    onSettled: () => refreshPlaces(queries, organization),
  })
}

function Actions({ thing, onPlace, onPurge }: ListProps & { thing: TrashedThing }) {
  const restore = useRestore(thing, () => {})
  return (
    <Stack gap={4}>
      <Group gap={8} wrap="nowrap" justify="flex-end">
        <Button
          size="xs"
          variant="default"
          leftSection={<IconArrowBackUp size={16} aria-hidden />}
          loading={restore.isPending}
          onClick={() => (thing.placeGone ? onPlace(thing) : restore.mutate({}))}
        >
          Restore
        </Button>
        {thing.abilities.purge && (
          <Button
            size="xs"
            variant="subtle"
            color="red"
            leftSection={<IconTrashX size={16} aria-hidden />}
            onClick={() => onPurge(thing)}
          >
            Delete for good
          </Button>
        )}
      </Group>
      {restore.isError && <FormError error={restore.error} />}
    </Stack>
  )
}

/** Its folder is gone: it is made again, or another place is chosen. */
function Elsewhere({ thing, onClose }: { thing: TrashedThing; onClose: () => void }) {
  const restore = useRestore(thing, onClose)
  const [place, setPlace] = useState({ roomId: thing.room?.id ?? '', folderId: null as string | null })
  return (
    <Stack>
      <Text>
        The folder that it was in{thing.path.length > 0 && `, ${thing.path.join(' / ')},`} is in the trash itself.
      </Text>
      <Button variant="default" loading={restore.isPending} onClick={() => restore.mutate({ recreate: true })}>
        Make its folders again and restore it there
      </Button>
      <Text c="dimmed">Or choose another place:</Text>
      <PlacePicker place={place} onPlace={setPlace} without={new Set()} />
      {restore.isError && <FormError error={restore.error} />}
      <FormButtons onCancel={onClose} loading={restore.isPending} onSubmit={() => restore.mutate({ to: place })}>
        Restore here
      </FormButtons>
    </Stack>
  )
}

function Purge({ thing, onClose }: { thing: TrashedThing; onClose: () => void }) {
  const { organization } = useMe()
  const queries = useQueryClient()
  const [typed, setTyped] = useState('')
  const purge = useMutation({
    mutationFn: () => api(`/trash/${thing.id}/purge`, { method: 'POST' }),
    onSuccess: () => {
      announce(`${thing.name} deleted for good`)
      onClose()
    },
    onSettled: () => refreshPlaces(queries, organization),
  })
  const matches = typed.trim().normalize('NFC') === thing.name
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (matches) purge.mutate()
      }}
    >
      <Stack>
        <Text>
          Nobody can bring <b>{thing.name}</b> back after this
          {thing.kind === 'folder' && ', nor anything that was deleted inside it'}. What happened to it stays in the
          audit.
        </Text>
        <TextInput
          label="Type its name to go on"
          data-autofocus
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        {purge.isError && <FormError error={purge.error} />}
        <FormButtons onCancel={onClose} color="red" disabled={!matches} loading={purge.isPending}>
          Delete for good
        </FormButtons>
      </Stack>
    </form>
  )
}
