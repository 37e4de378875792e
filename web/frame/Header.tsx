import { ActionIcon, Kbd, Menu, Text, UnstyledButton, VisuallyHidden, useMantineColorScheme } from '@mantine/core'
import {
  IconBuilding,
  IconDeviceDesktop,
  IconKeyboard,
  IconLayoutSidebar,
  IconLogout,
  IconMoon,
  IconSearch,
  IconSelector,
  IconSun,
  IconUpload,
  IconUserCircle,
} from '@tabler/icons-react'
import { modals } from '@mantine/modals'
import { Link, useNavigate } from 'react-router'
import { figure } from './format.ts'
import { Face } from '../people/Face.tsx'
import { chooseOrganization, useMe, signOut } from '../session/session.ts'
import { uploads, useUploadSummary } from '../uploads/useUploads.ts'
import classes from './frame.module.css'
import { Logo } from './Logo.tsx'
import { openPalette } from './Palette.tsx'

export function Header({ nav, onNav, onShortcuts }: { nav: boolean; onNav: () => void; onShortcuts: () => void }) {
  return (
    <header className={classes['header']}>
      <ActionIcon
        visibleFrom="sm"
        aria-label={nav ? 'Hide navigation' : 'Show navigation'}
        onClick={onNav}
        aria-expanded={nav}
      >
        <IconLayoutSidebar size={20} aria-hidden />
      </ActionIcon>
      <Link to="/" className={classes['brand']} aria-label="Muniment, home">
        <Logo size={24} />
        <Text span visibleFrom="sm" fw={650}>
          Muniment
        </Text>
      </Link>
      <OrganizationSwitcher />
      <div className={classes['middle']}>
        <UnstyledButton className={classes['search'] ?? ''} onClick={openPalette}>
          <IconSearch size={16} aria-hidden />
          <span>Go to…</span>
          <Kbd size="xs" aria-hidden>
            Ctrl K
          </Kbd>
        </UnstyledButton>
      </div>
      <UploadsButton />
      <ActionIcon visibleFrom="sm" aria-label="Keyboard shortcuts" onClick={onShortcuts}>
        <IconKeyboard size={20} aria-hidden />
      </ActionIcon>
      <PersonMenu />
    </header>
  )
}

function OrganizationSwitcher() {
  const { session, membership } = useMe()
  const navigate = useNavigate()
  if (!membership) return null
  if (session.memberships.length < 2) {
    return (
      <Text c="dimmed" truncate maw={280}>
        {membership.organization.name}
      </Text>
    )
  }
  return (
    <Menu position="bottom-start" width={280}>
      <Menu.Target>
        <UnstyledButton
          className={classes['headerButton']}
          aria-label={`Organization: ${membership.organization.name}`}
        >
          <IconBuilding size={20} aria-hidden />
          <Text span truncate maw={220}>
            {membership.organization.name}
          </Text>
          <IconSelector size={16} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Work in</Menu.Label>
        <Menu.RadioGroup
          value={membership.organization.id}
          onChange={(id) => {
            chooseOrganization(id)
            void navigate('/')
          }}
        >
          {session.memberships.map(({ organization }) => (
            <Menu.RadioItem key={organization.id} value={organization.id} closeMenuOnClick>
              {organization.name}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  )
}

function UploadsButton() {
  const summary = useUploadSummary()
  if (summary.total === 0) return null
  const label =
    summary.active > 0
      ? `Uploads: ${summary.active} in progress`
      : `Uploads: ${summary.settled} of ${summary.total} done`
  return (
    <UnstyledButton className={classes['headerButton']} aria-label={label} onClick={() => uploads.togglePanel()}>
      <IconUpload size={20} aria-hidden />
      <Text span fw={600}>
        {summary.active > 0 ? figure(summary.active) : ''}
      </Text>
    </UnstyledButton>
  )
}

function readScheme(value: string): 'auto' | 'light' | 'dark' {
  return value === 'light' || value === 'dark' ? value : 'auto'
}

const SCHEMES = [
  { value: 'auto', label: 'Like the system', icon: IconDeviceDesktop },
  { value: 'light', label: 'Light', icon: IconSun },
  { value: 'dark', label: 'Dark', icon: IconMoon },
] as const

function PersonMenu() {
  const { session } = useMe()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const navigate = useNavigate()
  const summary = useUploadSummary()
  const leave = () => {
    if (summary.active === 0) return void signOut()
    modals.openConfirmModal({
      title: 'Uploads are still running',
      children: 'Signing out stops them. Files that are not sent completely can be continued after you sign in again.',
      labels: { confirm: 'Stop and sign out', cancel: 'Stay' },
      confirmProps: { color: 'red' },
      onConfirm: () => {
        uploads.abandon()
        void signOut()
      },
    })
  }
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <UnstyledButton className={classes['headerButton']}>
          {/* A label would have to hold the initials, too. */}
          <VisuallyHidden>Account of {session.person.name}</VisuallyHidden>
          <Face name={session.person.name} avatar={session.person.avatar} memberId={null} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text fw={600} c="var(--mantine-color-text)" truncate>
            {session.person.name}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {session.person.email}
          </Text>
        </Menu.Label>
        <Menu.Item leftSection={<IconUserCircle size={16} aria-hidden />} onClick={() => void navigate('/profile')}>
          Profile and sessions
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>Appearance</Menu.Label>
        <Menu.RadioGroup value={colorScheme} onChange={(value) => setColorScheme(readScheme(value))}>
          {SCHEMES.map(({ value, label, icon: Icon }) => (
            <Menu.RadioItem key={value} value={value} rightSection={<Icon size={16} aria-hidden />}>
              {label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={leave}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
