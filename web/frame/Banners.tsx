import { IconAlertTriangle, IconCloudOff, IconDatabaseOff, IconFlask, IconShieldX } from '@tabler/icons-react'
import { useEffect, useState, type ReactNode } from 'react'
import { reachable } from '../api.ts'
import { liveConnection } from '../realtime.ts'
import { useMe } from '../session/session.ts'
import type { ScannerStatus } from '@muniment/core/status/schema.ts'
import classes from './frame.module.css'
import { useStore } from './store.ts'

/** What concerns everybody on every page: no connection, no virus check, a trial installation. */
export function Banners() {
  const { scanner, disk } = useMe().session
  const offline = useOffline()
  return (
    <>
      {offline && (
        <Banner icon={<IconCloudOff size={20} aria-hidden />}>
          <b>No connection to Muniment.</b> What you see may be out of date. Uploads continue by themselves when it
          returns; keep this page open.
        </Banner>
      )}
      {!offline && <ScannerBanner scanner={scanner} />}
      {!offline && disk === 'full' && (
        <Banner icon={<IconDatabaseOff size={20} aria-hidden />}>
          <b>Storage is full, so nothing can be uploaded.</b> What is there can be read and downloaded. Tell your
          administrator; when there is space again, press Retry on the files that failed.
        </Banner>
      )}
      {scanner.signatures === 'trial' && (
        <Banner icon={<IconFlask size={20} aria-hidden />}>
          <b>Trial installation.</b> The virus check knows only test viruses. Keep real documents out until an operator
          runs <code>./muniment signatures import FILE</code>.
        </Banner>
      )}
    </>
  )
}

function ScannerBanner({ scanner }: { scanner: ScannerStatus }) {
  if (scanner.state === 'no-signatures') {
    return (
      <Banner icon={<IconShieldX size={20} aria-hidden />}>
        <b>There are no virus signatures yet, so uploads wait.</b> Nothing is lost and nothing needs to be sent again.
        An operator brings signatures with <code>./muniment signatures import FILE</code>.
      </Banner>
    )
  }
  if (scanner.state === 'stale') {
    return (
      <Banner icon={<IconShieldX size={20} aria-hidden />}>
        <b>The virus signatures are too old, so uploads wait.</b> Nothing needs to be sent again. An operator renews
        them with <code>./muniment signatures import FILE</code>.
      </Banner>
    )
  }
  if (scanner.state === 'unreachable') {
    return (
      <Banner icon={<IconAlertTriangle size={20} aria-hidden />}>
        <b>The virus check is unavailable.</b> Uploads stay hidden until they are checked; don’t send them again. If
        this stays, tell your administrator: <code>./muniment doctor</code> names the cause.
      </Banner>
    )
  }
  return null
}

function Banner({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <div className={classes['banner']} role="status">
      {icon}
      <div>{children}</div>
    </div>
  )
}

/** True once requests fail, the browser says so, or the live connection has been gone for a few seconds. */
function useOffline(): boolean {
  const answered = useStore(reachable)
  const connection = useStore(liveConnection)
  const [online, setOnline] = useState(navigator.onLine)
  const [silent, setSilent] = useState(false)
  useEffect(() => {
    const update = () => setOnline(navigator.onLine)
    window.addEventListener('online', update)
    window.addEventListener('offline', update)
    return () => {
      window.removeEventListener('online', update)
      window.removeEventListener('offline', update)
    }
  }, [])
  useEffect(() => {
    if (connection !== 'lost') {
      setSilent(false)
      return
    }
    const timer = window.setTimeout(() => setSilent(true), 4000)
    return () => window.clearTimeout(timer)
  }, [connection])
  return !online || !answered || silent
}
