import type { Session } from '@muniment/core/accounts/schema.ts'
import type { Page as ListPage } from '@muniment/core/page.ts'
import {
  Button,
  DataList,
  Group,
  SegmentedControl,
  Skeleton,
  Stack,
  Switch,
  Text,
  Title,
  useMantineColorScheme,
} from '@mantine/core'
import { modals } from '@mantine/modals'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { IconDeviceDesktop, IconDeviceMobile, IconLogout } from '@tabler/icons-react'
import { api } from '../api.ts'
import { announce } from '../frame/announce.tsx'
import { ErrorPanel } from '../frame/ErrorPanel.tsx'
import { formatDevice } from '../frame/format.ts'
import { OfficeLinks } from '../frame/Nav.tsx'
import { Page } from '../frame/Page.tsx'
import { preferences, usePreferences } from '../frame/preferences.ts'
import { When } from '../frame/When.tsx'
import { LinkedAccounts } from '../providers/LinkedAccounts.tsx'
import { ROLE_WORDS } from '../people/People.tsx'
import { EmailState } from './EmailState.tsx'
import classes from './session.module.css'
import { useMe, useSignOut } from './session.ts'

const SESSIONS = ['sessions'] as const

/** Who one is here, how things look, and where one is signed in. */
export function Profile() {
  const { session } = useMe()
  const leave = useSignOut()
  return (
    <Page
      title="Profile"
      actions={
        <Button variant="default" leftSection={<IconLogout size={18} aria-hidden />} onClick={() => void leave()}>
          Sign out
        </Button>
      }
    >
      <Stack gap="xl" maw={720}>
        <DataList labelWidth="140px" gap="sm">
          <DataList.Item>
            <DataList.ItemLabel>Name</DataList.ItemLabel>
            <DataList.ItemValue>{session.person.name}</DataList.ItemValue>
          </DataList.Item>
          <DataList.Item>
            <DataList.ItemLabel>E-mail</DataList.ItemLabel>
            <DataList.ItemValue style={{ overflowWrap: 'anywhere' }}>
              {session.person.email}
              <EmailState verified={session.person.emailVerified} />
            </DataList.ItemValue>
          </DataList.Item>
          <DataList.Item>
            <DataList.ItemLabel>
              {session.memberships.length === 1 ? 'Organization' : 'Organizations'}
            </DataList.ItemLabel>
            <DataList.ItemValue>
              {session.memberships.length === 0
                ? 'None'
                : session.memberships
                    .map(({ organization, role }) => `${organization.name} (${ROLE_WORDS[role].toLowerCase()})`)
                    .join(', ')}
              {session.person.operator && ' · operator of this appliance'}
            </DataList.ItemValue>
          </DataList.Item>
        </DataList>
        <Appearance />
        <LinkedAccounts />
        <Sessions />
        <nav className={classes['office']} aria-label="Administration">
          <OfficeLinks />
        </nav>
      </Stack>
    </Page>
  )
}

function Appearance() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const { density, shortcuts } = usePreferences()
  return (
    <section aria-labelledby="appearance">
      <Title order={2} fz={16} mb="sm" id="appearance">
        Appearance
      </Title>
      <Stack gap="md">
        <Choice
          label="Colours"
          value={colorScheme}
          data={[
            { value: 'auto', label: 'Like the system' },
            { value: 'light', label: 'Light' },
            { value: 'dark', label: 'Dark' },
          ]}
          onChange={(value) => setColorScheme(value === 'light' || value === 'dark' ? value : 'auto')}
        />
        <Choice
          label="Rows of tables"
          value={density}
          data={[
            { value: 'normal', label: 'Normal' },
            { value: 'compact', label: 'Compact' },
          ]}
          onChange={(value) =>
            preferences.update((now) => ({ ...now, density: value === 'compact' ? 'compact' : 'normal' }))
          }
        />
        <Switch
          label="Single-key shortcuts"
          description="Off: keys such as u or n do nothing. ? shows all shortcuts."
          checked={shortcuts}
          onChange={(event) => {
            const on = event.currentTarget.checked
            preferences.update((now) => ({ ...now, shortcuts: on }))
          }}
        />
      </Stack>
    </section>
  )
}

interface ChoiceProps {
  label: string
  value: string
  data: { value: string; label: string }[]
  onChange: (value: string) => void
}

function Choice({ label, ...control }: ChoiceProps) {
  return (
    <Group gap="md">
      <Text w={140}>{label}</Text>
      <SegmentedControl aria-label={label} {...control} />
    </Group>
  )
}

function Sessions() {
  const queries = useQueryClient()
  const leave = useSignOut()
  const sessions = useQuery({
    queryKey: SESSIONS,
    queryFn: ({ signal }) => api<ListPage<Session>>('/sessions', { query: { limit: 200 }, signal }),
  })
  const end = useMutation({
    mutationFn: async (ids: readonly string[]) => {
      for (const id of ids) await api(`/sessions/${id}`, { method: 'DELETE' })
    },
    onSuccess: (_, ids) => announce(ids.length === 1 ? 'The session is ended' : `${ids.length} sessions are ended`),
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
      onConfirm: () => end.mutate(others.map((one) => one.id)),
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
                  onClick={() => (one.current ? void leave() : end.mutate([one.id]))}
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
