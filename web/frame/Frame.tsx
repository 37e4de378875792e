import { Skeleton, Stack } from '@mantine/core'
import { useEffect, useState } from 'react'
import { Navigate, Outlet, useLocation, useNavigate } from 'react-router'
import { ApiProblem, signedOut } from '../api.ts'
import { useBulksOf } from '../organize/bulk.ts'
import { BulkReport } from '../organize/BulkReport.tsx'
import { Notices } from '../organize/Notices.tsx'
import { realtime } from '../realtime.ts'
import { isHalf, isLeaving, MeProvider, useMeOf, useSession } from '../session/session.ts'
import { ClashDialog } from '../uploads/ClashDialog.tsx'
import { UploadsPanel } from '../uploads/UploadsPanel.tsx'
import { useUploadsOf } from '../uploads/useUploads.ts'
import type { CurrentSession } from '@muniment/core/accounts/schema.ts'
import { Banners } from './Banners.tsx'
import { BottomBar } from './BottomBar.tsx'
import { ErrorPanel } from './ErrorPanel.tsx'
import classes from './frame.module.css'
import { Header } from './Header.tsx'
import { Nav } from './Nav.tsx'
import { openPalette, Palette } from './Palette.tsx'
import { ShortcutSheet } from './ShortcutSheet.tsx'
import { useShortcutListener, useShortcuts } from './shortcuts.ts'

/** Lets in who is signed in; sends everybody else to sign-in and, afterwards, back to where they were. */
export function Frame() {
  const session = useSession()
  const location = useLocation()
  const navigate = useNavigate()
  const here = location.pathname + location.search

  useEffect(() => {
    const leave = () => {
      if (!isLeaving())
        void navigate(`/sign-in?return=${encodeURIComponent(here)}`, { replace: true, state: { ended: true } })
    }
    signedOut.addEventListener('signed-out', leave)
    return () => signedOut.removeEventListener('signed-out', leave)
  }, [navigate, here])

  const over = session.error instanceof ApiProblem && (session.error.status === 401 || isHalf(session.error))
  if (over && !isLeaving()) {
    return (
      <Navigate
        to={here === '/' ? '/sign-in' : `/sign-in?return=${encodeURIComponent(here)}`}
        state={{ ended: session.data !== undefined && !isHalf(session.error) }}
        replace
      />
    )
  }
  if (session.data) return <SignedIn session={session.data} />
  if (session.isError) {
    return (
      <main className={classes['page']} id="main">
        <ErrorPanel title="Muniment did not answer" error={session.error} retry={() => void session.refetch()} />
      </main>
    )
  }
  return <FrameSkeleton />
}

function SignedIn({ session }: { session: CurrentSession }) {
  const me = useMeOf(session)
  const [nav, setNav] = useState(true)
  const [sheet, setSheet] = useState(false)
  const navigate = useNavigate()
  useShortcutListener()
  useShortcuts([
    { keys: '?', label: 'Show keyboard shortcuts', group: 'Everywhere', run: () => setSheet(true) },
    { keys: 'mod+k', label: 'Go to a room or page by name', group: 'Everywhere', run: openPalette },
    { keys: 'g h', label: 'Go to Home', group: 'Everywhere', run: () => void navigate('/') },
    { keys: 'g r', label: 'Go to Rooms', group: 'Everywhere', run: () => void navigate('/rooms') },
    { keys: 'g t', label: 'Go to Trash', group: 'Everywhere', run: () => void navigate('/trash') },
    { keys: 'g p', label: 'Go to Profile', group: 'Everywhere', run: () => void navigate('/profile') },
    { keys: '[', label: 'Show or hide the navigation', group: 'Everywhere', run: () => setNav((open) => !open) },
  ])
  // Until signing in is as the organization wants it, there is the profile and nothing else.
  const kept = me.membership !== null && (me.membership.enrolmentNeeded || me.membership.otherWays !== null)
  useEffect(
    () => (me.organization === '' || kept ? undefined : realtime.connect(me.organization)),
    [me.organization, kept],
  )
  const { pathname } = useLocation()
  useUploadsOf(me)
  useBulksOf(me)

  return (
    <MeProvider value={me}>
      <a href="#main" className="skip-link">
        Skip to content
      </a>
      <div className={classes['frame']} data-nav={nav ? 'open' : 'closed'}>
        <Header nav={nav} onNav={() => setNav((open) => !open)} onShortcuts={() => setSheet(true)} />
        <Nav />
        <main id="main" className={classes['main']} tabIndex={-1}>
          <Banners />
          <div className={classes['content']}>
            {/* A new organization is a new page: nothing of the last one may linger in its state. */}
            {kept && pathname !== '/profile' ? <Navigate to="/profile" replace /> : <Outlet key={me.organization} />}
          </div>
        </main>
        <BottomBar />
        <UploadsPanel />
        <ClashDialog />
      </div>
      <Notices />
      <BulkReport />
      <Palette onShortcuts={() => setSheet(true)} />
      <ShortcutSheet opened={sheet} onClose={() => setSheet(false)} />
    </MeProvider>
  )
}

function FrameSkeleton() {
  return (
    <div className={classes['frame']} role="status" aria-label="Loading">
      <header className={classes['header']} />
      <nav className={classes['nav']} />
      <div className={classes['main']}>
        <Stack className={`${classes['page']} late`} gap="md">
          <Skeleton h={32} w={220} />
          <Skeleton h={40} />
          <Skeleton h={40} />
          <Skeleton h={40} />
        </Stack>
      </div>
    </div>
  )
}
