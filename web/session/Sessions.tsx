import type { Session } from '@muniment/core/accounts/schema.ts'
import type { Page as ListPage } from '@muniment/core/page.ts'
import { Button, Group, Skeleton, Text, Title } from '@mantine/core'
import { modals } from '@mantine/modals'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { IconDeviceDesktop, IconDeviceMobile } from '@tabler/icons-react'
import { api } from '../api.ts'
import { announce } from '../frame/announce.tsx'
import { ErrorPanel } from '../frame/ErrorPanel.tsx'
import { formatDevice } from '../frame/format.ts'
import { When } from '../frame/When.tsx'
import classes from './session.module.css'
import { signOut } from './session.ts'

const SESSIONS = ['sessions'] as const
const OTHERS = 'others'

/** Where one is signed in; one of them, or all others, can be ended. */
export function Sessions() {
  const queries = useQueryClient()
  const sessions = useQuery({
    queryKey: SESSIONS,
    queryFn: ({ signal }) => api<ListPage<Session>>('/sessions', { query: { limit: 200 }, signal }),
  })
  const end = useMutation({
    mutationFn: (id: string) => api(id === OTHERS ? '/sessions' : `/sessions/${id}`, { method: 'DELETE' }),
    onSuccess: (_, id) => announce(id === OTHERS ? 'All other sessions are ended' : 'The session is ended'),
    onSettled: () => queries.invalidateQueries({ queryKey: SESSIONS }),
  })
  const all = (sessions.data?.items ?? []).toSorted((a, b) => Number(b.current) - Number(a.current))
  const others = all.filter((one) => !one.current)
  const endOthers = () =>
    modals.openConfirmModal({
      title: 'End all other sessions?',
      children: 'Everybody signed in as you elsewhere is signed out at once. This browser stays signed in.',
      labels: { confirm: 'End them', cancel: 'Keep' },
      confirmProps: { color: 'red' },
      onConfirm: () => end.mutate(OTHERS),
    })
  return (
    <section aria-labelledby="sessions">
      <Group justify="space-between" mb="sm">
        <Title order={2} fz={16} id="sessions">
          Where you are signed in
        </Title>
        {others.length > 0 && (
          <Button size="xs" variant="default" loading={end.isPending} onClick={endOthers}>
            End all others
          </Button>
        )}
      </Group>
      {end.isError && <ErrorPanel error={end.error} />}
      {sessions.isPending ? (
        <Skeleton className="late" h={96} />
      ) : sessions.isError && !sessions.data ? (
        <ErrorPanel error={sessions.error} retry={() => void sessions.refetch()} />
      ) : (
        <ul className={classes['sessions']}>
          {all.map((one) => {
            const device = formatDevice(one.userAgent)
            const Icon = /Android|iOS/.test(device) ? IconDeviceMobile : IconDeviceDesktop
            return (
              <li key={one.id}>
                <Icon size={20} aria-hidden />
                <div>
                  <Text fw={600}>
                    {device}
                    {one.current && (
                      <Text span fw={400} c="var(--m-ok)">
                        {' '}
                        · This one
                      </Text>
                    )}
                  </Text>
                  <Text size="xs" c="dimmed">
                    Last used <When date={one.lastUsedAt} inside /> · since <When date={one.createdAt} inside />
                    {one.ipAddress && ` · ${one.ipAddress}`}
                  </Text>
                </div>
                <Button
                  size="xs"
                  variant="default"
                  aria-label={one.current ? 'Sign out here' : `End the session of ${device}`}
                  onClick={() => (one.current ? void signOut() : end.mutate(one.id))}
                >
                  {one.current ? 'Sign out' : 'End'}
                </Button>
              </li>
            )
          })}
        </ul>
      )}
    </section>
  )
}
