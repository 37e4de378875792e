import {
  Alert,
  Button,
  DataList,
  Group,
  SegmentedControl,
  Stack,
  Switch,
  Text,
  Title,
  useMantineColorScheme,
} from '@mantine/core'
import { IconLogout, IconShieldLock } from '@tabler/icons-react'
import { OfficeLinks } from '../frame/Nav.tsx'
import { Page } from '../frame/Page.tsx'
import { preferences, usePreferences } from '../frame/preferences.ts'
import { LinkedAccounts } from '../providers/LinkedAccounts.tsx'
import { useProviders } from '../providers/providers.ts'
import { AboutMe } from './AboutMe.tsx'
import { Factors } from './Factors.tsx'
import { Mails } from './Mails.tsx'
import classes from './session.module.css'
import { useMe, signOut } from './session.ts'
import { Sessions } from './Sessions.tsx'
import { eitherOf, wayWords } from './ways.ts'

/** Who one is here, how things look, and where one is signed in. */
export function Profile() {
  const { session, membership } = useMe()
  return (
    <Page
      title="Profile"
      actions={
        <Button variant="default" leftSection={<IconLogout size={18} aria-hidden />} onClick={() => void signOut()}>
          Sign out
        </Button>
      }
    >
      <Stack gap="xl" maw={720}>
        <OtherWays />
        {membership?.enrolmentNeeded && (
          <Alert icon={<IconShieldLock size={20} aria-hidden />} title="Add a second factor to go on" variant="outline">
            {membership.organization.name} requires one of everybody. Add an authenticator app or a passkey under
            &ldquo;Signing in&rdquo;; then everything is there again.
          </Alert>
        )}
        <AboutMe />
        <DataList labelWidth="140px" gap="sm">
          <DataList.Item>
            <DataList.ItemLabel>
              {session.memberships.length === 1 ? 'Organization' : 'Organizations'}
            </DataList.ItemLabel>
            <DataList.ItemValue>
              {session.memberships.length === 0
                ? 'None'
                : session.memberships
                    .map(
                      ({ organization, roles }) =>
                        `${organization.name} (${roles.join(', ').toLowerCase() || 'no role'})`,
                    )
                    .join(', ')}
              {session.person.operator && ' · operator of this appliance'}
            </DataList.ItemValue>
          </DataList.Item>
        </DataList>
        <Factors />
        <LinkedAccounts />
        <Sessions />
        <Mails />
        <Appearance />
        <nav className={classes['office']} aria-label="Administration">
          <OfficeLinks />
        </nav>
      </Stack>
    </Page>
  )
}

/** What to do for somebody who came by a way that their organization does not let people in by. */
function OtherWays() {
  const { session, membership } = useMe()
  const providers = useProviders().data?.items ?? []
  if (!membership?.otherWays) return null
  const wanted = eitherOf(membership.otherWays, providers)
  const own = session.way === null ? 'in an unknown way' : `by ${wayWords(session.way, providers)}`
  const linkable = membership.otherWays.some((way) => way.startsWith('provider:'))
  return (
    <Alert icon={<IconShieldLock size={20} aria-hidden />} title={`Sign in by ${wanted}`} variant="outline">
      <Stack gap="sm" align="flex-start">
        <Text>
          {membership.organization.name} lets people in by {wanted} only, and you signed in {own}. Sign out and come in
          that way; then everything is there again.
          {linkable && ' If you never did, link the provider below first.'}
          {membership.otherWays.includes('passkey') && ' A passkey is added under “Signing in”.'}
        </Text>
        <Button variant="default" leftSection={<IconLogout size={18} aria-hidden />} onClick={() => void signOut()}>
          Sign out and come in another way
        </Button>
      </Stack>
    </Alert>
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
